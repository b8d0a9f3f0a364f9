package verify

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/bedrocklint/bedrocklint/rules"
)

// compareOutputs compares what the program said before and after. Where the code BL5003
// is stated, a line may spell the stop reason of one of the calls as Converse does; where
// BL5002 is, the reasoning of one of the calls may be gone, a text may be read that did not
// stand first, and the lack of one may be an error.
func compareOutputs(before, after Output, pairs []PairResult, stated func(rules.Code) bool) OutputResult {
	r := OutputResult{Outcome: Equal, ExitBefore: before.Exit, ExitAfter: after.Exit}
	b, a := timeless(before.Stdout), timeless(after.Stdout)
	if before.Exit != after.Exit {
		r.Outcome = Different
		r.Stderr = string(before.Stderr)
		if after.Exit != 0 {
			r.Stderr = string(after.Stderr)
		}
	}
	if bytes.Equal(b, a) {
		return r
	}
	r.Diff = string(diff.Diff("output before", b, "output after", a))
	var codes []rules.Code
	for _, allowed := range []struct {
		code  rules.Code
		apply func(before, after []byte, pairs []PairResult) []byte
	}{{rules.ResponseMoves, unreasoned}, {rules.StopReason, respelt}, {rules.ResponseMoves, counted}} {
		if !stated(allowed.code) {
			continue
		}
		if out := allowed.apply(b, a, pairs); !bytes.Equal(out, b) {
			b = out
			if !slices.Contains(codes, allowed.code) {
				codes = append(codes, allowed.code)
			}
		}
	}
	if bytes.Equal(b, a) {
		r.Outcome, r.Codes = worse(r.Outcome, AsStated), codes
		return r
	}
	if stated(rules.ResponseMoves) && textExplains(b, a, pairs) {
		if !slices.Contains(codes, rules.ResponseMoves) {
			codes = append(codes, rules.ResponseMoves)
		}
		r.Outcome, r.Codes = worse(r.Outcome, AsStated), codes
		return r
	}
	r.Outcome = Different
	return r
}

// goTest finds the durations that go test prints: they differ on every run.
var goTest = regexp.MustCompile(`(?m)^((?:ok|FAIL)\s+\S+\s+|\s*--- (?:PASS|FAIL|SKIP): .*)(\(cached\)|\d+\.\d+s|\(\d+\.\d+s\))`)

// timeless is the output without go test's durations.
func timeless(out []byte) []byte { return goTest.ReplaceAll(out, []byte("${1}(time)")) }

// respelt is the output before with the calls' native stop reasons in Converse's words,
// on those lines that differ and nowhere else.
func respelt(before, after []byte, pairs []PairResult) []byte {
	b, a := bytes.SplitAfter(before, []byte("\n")), bytes.SplitAfter(after, []byte("\n"))
	if len(b) != len(a) {
		return before
	}
	words := stopWords(pairs)
	for i := range b {
		for _, w := range words {
			if bytes.Equal(b[i], a[i]) {
				break
			}
			b[i] = w.native.ReplaceAll(b[i], w.converse)
		}
	}
	return slices.Concat(b...)
}

// stopWord is one stop reason that occurred, in both spellings.
type stopWord struct {
	native   *regexp.Regexp
	converse []byte
}

func stopWords(pairs []PairResult) []stopWord {
	seen := map[string]bool{}
	var words []stopWord
	for _, p := range pairs {
		if p.Before == nil || p.After == nil {
			continue
		}
		native, converse := p.Before.Answer.NativeStop, p.After.Answer.StopReason
		if native == "" || native == converse || seen[native] {
			continue
		}
		seen[native] = true
		words = append(words, stopWord{regexp.MustCompile(`\b` + regexp.QuoteMeta(native) + `\b`), []byte(converse)})
	}
	return words
}

// unreasoned is the output before without the reasoning of the calls, where that stood
// in the text between tags. White space behind the closing tag goes with it, or stays, as
// the output after has it.
func unreasoned(before, after []byte, pairs []PairResult) []byte {
	tight, wide := before, before
	for _, p := range pairs {
		if p.Before == nil {
			continue
		}
		for _, text := range reasoning(p.Before.Answer.Content) {
			tag := `(?:<\w+>\s*)?` + regexp.QuoteMeta(text) + `\s*</\w+>`
			if firstText(p.Before.Answer.Content) == "" {
				tag = `(?:<\w+>\s*)?` + regexp.QuoteMeta(text) + `(?:[ \t]*</\w+>)?` // cut off within it
			}
			tight = regexp.MustCompile(tag).ReplaceAll(tight, nil)
			wide = regexp.MustCompile(tag+`\s*`).ReplaceAll(wide, nil)
		}
	}
	if bytes.Equal(wide, after) {
		return wide
	}
	return tight
}

// reasoning finds the texts of reasoning blocks in an answer's content.
func reasoning(content any) []string {
	var out []string
	blocks, _ := content.([]any)
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		text, _ := block["text"].(string)
		if text = strings.TrimSpace(text); block["type"] == "thinking" && text != "" {
			out = append(out, text)
		}
	}
	return out
}

// firstText is the text of the first text block in an answer's content.
func firstText(content any) string {
	blocks, _ := content.([]any)
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		if text, _ := block["text"].(string); block["type"] == "text" {
			return text
		}
	}
	return ""
}

// startsWithText reports whether a text stands first in an answer's content.
func startsWithText(content any) bool {
	blocks, _ := content.([]any)
	if len(blocks) == 0 {
		return false
	}
	block, _ := blocks[0].(map[string]any)
	return block["type"] == "text"
}

var zero = regexp.MustCompile(`\b0\b`)

// counted is the output before with the token counts of one of the calls in the place of
// zeros, on those lines that have them after.
func counted(before, after []byte, pairs []PairResult) []byte {
	b, a := bytes.SplitAfter(before, []byte("\n")), bytes.SplitAfter(after, []byte("\n"))
	if len(b) != len(a) {
		return before
	}
	for i := range b {
		for _, p := range pairs {
			if p.After == nil || bytes.Equal(b[i], a[i]) {
				continue
			}
			for _, n := range []int{p.After.Answer.Usage.Input, p.After.Answer.Usage.Output} {
				if line := zero.ReplaceAll(b[i], []byte(strconv.Itoa(n))); bytes.Equal(line, a[i]) {
					b[i] = line
				}
			}
		}
	}
	return slices.Concat(b...)
}

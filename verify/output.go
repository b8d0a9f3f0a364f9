package verify

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/bedrocklint/bedrocklint/rules"
)

// compareOutputs compares what the program said before and after. Where the code BL5003
// is stated, a line may spell the stop reason of one of the calls as Converse does.
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
	if stated(rules.StopReason) && bytes.Equal(respelt(b, a, pairs), a) {
		r.Outcome, r.Codes = worse(r.Outcome, AsStated), []rules.Code{rules.StopReason}
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

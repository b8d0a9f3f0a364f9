package bedrocktest

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"strings"
)

// answerTo makes the answer to what the model sees. It is a pure function of
// seen: a hash of seen's canonical JSON chooses every word, so requests that
// differ in anything get different answers, and requests that mean the same
// get the same one, whichever API carried them.
func answerTo(seen *Seen) *Answer {
	sum := sha256.Sum256(mustMarshal(seen))
	g := &generator{
		seen: seen,
		rng:  rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:]))),
		left: paramInt(seen.Params, "max_tokens", 1),
	}
	a := &Answer{StopReason: "end_turn"}
	g.write(a)
	a.InputTokens = inputTokens(seen)
	a.CacheWrite, a.CacheTTL = cachedTokens(seen)
	a.InputTokens -= a.CacheWrite
	a.LatencyMs = 250 + g.rng.IntN(500) + 12*a.OutputTokens
	return a
}

func paramInt(p map[string]any, key string, fallback int) int {
	if n, ok := asInt(p[key]); ok {
		return n
	}
	return fallback
}

// generator writes one answer. left is what remains of the token limit.
type generator struct {
	seen *Seen
	rng  *rand.Rand
	left int
}

func (g *generator) write(a *Answer) {
	g.think(a)
	call := g.wantsTool()
	if call != nil && g.forced() {
		g.call(a, call)
		return
	}
	g.text(a)
	if call != nil && a.StopReason == "end_turn" {
		g.call(a, call)
	}
}

// think writes a thinking block: always when thinking is enabled, and in half
// of the cases when the model may decide.
func (g *generator) think(a *Answer) {
	thinking := asObject(g.seen.Params["thinking"])
	kind := asString(thinking["type"])
	if kind != "enabled" && kind != "adaptive" || kind == "adaptive" && g.rng.IntN(2) == 0 {
		return
	}
	b := AnswerBlock{Type: "thinking", Text: g.take("Considering " + g.sentence()), Signature: g.token(88)}
	a.OutputTokens += countTokens(b.Text)
	switch thinking["display"] {
	case "omitted":
		b.Text = ""
	case "redacted":
		b.Text = "[REDACTED]"
	}
	if thinking["unsigned"] == true {
		b.Signature = ""
	}
	a.Content = append(a.Content, b)
}

// take spends tokens on text and returns what the limit leaves of it.
func (g *generator) take(text string) string {
	tokens := tokenize(text)
	if len(tokens) > g.left {
		tokens = tokens[:g.left]
	}
	g.left -= len(tokens)
	return strings.Join(tokens, "")
}

// text writes a text block, stopping at the token limit or at the first stop
// sequence, whichever comes first.
func (g *generator) text(a *Answer) {
	stops, _ := g.seen.Params["stop_sequences"].([]string)
	kept, stop := firstStop(g.plantStop(g.reply(), stops), stops)
	limited := g.take(kept)
	switch {
	case limited != kept:
		a.StopReason = "max_tokens"
	case stop != "":
		a.StopReason, a.StopSequence = "stop_sequence", stop
	}
	a.OutputTokens += countTokens(limited)
	a.Text = limited
	if limited == "" && len(a.Content) > 0 {
		return // the limit was met inside the reasoning: no text was begun
	}
	a.Content = append(a.Content, AnswerBlock{Type: "text", Text: limited})
}

// reply is the whole text: prose, or JSON where the request gives its schema.
func (g *generator) reply() string {
	format := asObject(asObject(g.seen.Params["output_config"])["format"])
	if format == nil {
		return g.prose()
	}
	return string(mustMarshal(g.example(format["schema"], format["schema"], 0)))
}

// plantStop puts a stop sequence into half of the texts that have any to hit,
// so that programs meet both endings.
func (g *generator) plantStop(text string, stops []string) string {
	if len(stops) == 0 || g.rng.IntN(2) == 0 {
		return text
	}
	tokens := tokenize(text)
	at := 1 + g.rng.IntN(len(tokens)-1)
	stop := stops[g.rng.IntN(len(stops))]
	return strings.Join(tokens[:at], "") + stop + strings.Join(tokens[at:], "")
}

// firstStop cuts text before the first stop sequence in it. At one place the
// longest wins.
func firstStop(text string, stops []string) (kept, stop string) {
	at := len(text)
	for _, s := range stops {
		if s == "" {
			continue
		}
		if i := strings.Index(text, s); i >= 0 && (i < at || i == at && len(s) > len(stop)) {
			at, stop = i, s
		}
	}
	return text[:at], stop
}

// wantsTool picks the tool to call, or nil.
func (g *generator) wantsTool() *Tool {
	c := g.seen.ToolChoice
	if len(g.seen.Tools) == 0 || c == nil || c.Type == "none" {
		return nil
	}
	if c.Type == "tool" {
		for i := range g.seen.Tools {
			if g.seen.Tools[i].Name == c.Name {
				return &g.seen.Tools[i]
			}
		}
		return nil
	}
	pick := &g.seen.Tools[g.rng.IntN(len(g.seen.Tools))]
	if c.Type == "any" {
		return pick
	}
	return g.volunteered(pick)
}

// volunteered decides a free choice: a tool that the last turn names is called,
// another one in half of the cases, and hardly any after a tool's result, so
// that loops end.
func (g *generator) volunteered(pick *Tool) *Tool {
	last := lastTurn(g.seen)
	for i := range g.seen.Tools {
		if strings.Contains(last, g.seen.Tools[i].Name) {
			return &g.seen.Tools[i]
		}
	}
	odds := 2
	if afterResult(g.seen) {
		odds = 8
	}
	if g.rng.IntN(odds) == 0 {
		return pick
	}
	return nil
}

func (g *generator) forced() bool {
	c := g.seen.ToolChoice
	return c != nil && (c.Type == "any" || c.Type == "tool")
}

func lastTurn(s *Seen) string {
	if n := len(s.Turns); n > 0 {
		var b strings.Builder
		for _, block := range s.Turns[n-1].Content {
			b.WriteString(block.Text + "\n")
		}
		return b.String()
	}
	return ""
}

func afterResult(s *Seen) bool {
	if n := len(s.Turns); n > 0 {
		for _, b := range s.Turns[n-1].Content {
			if b.Type == "tool_result" {
				return true
			}
		}
		return false
	}
	return strings.Contains(s.Prompt, "<|start_header_id|>ipython") || strings.Contains(s.Prompt, "<|header_start|>ipython")
}

func (g *generator) call(a *Answer, t *Tool) {
	input := g.example(t.Schema, t.Schema, 0)
	if _, ok := input.(map[string]any); !ok {
		input = map[string]any{}
	}
	a.Content = append(a.Content, AnswerBlock{Type: "tool_use", ID: g.token(22), Name: t.Name, Input: input})
	a.OutputTokens += countTokens(t.Name) + countTokens(string(mustMarshal(input)))
	a.StopReason, a.StopSequence = "tool_use", ""
}

// cachedTokens counts the prompt up to the last cache mark. Every call writes
// the cache and none reads it: the stand-in keeps no state between calls.
func cachedTokens(s *Seen) (tokens int, ttl string) {
	total, marked := 0, 0
	add := func(text, mark string) {
		total += countTokens(text)
		if mark != "" {
			marked, ttl = total, mark
		}
	}
	for _, t := range s.Tools {
		add(string(mustMarshal(t)), t.Cache)
	}
	for _, b := range s.System {
		add(renderBlock(s, b), b.Cache)
	}
	for _, t := range s.Turns {
		for _, b := range t.Content {
			add(renderBlock(s, b), b.Cache)
		}
	}
	return min(marked, inputTokens(s)-1), ttl
}

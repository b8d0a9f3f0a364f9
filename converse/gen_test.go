package converse

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// gen makes random bodies of a family from its shape, as its documents allow them.
type gen struct {
	*rand.Rand
	f *catalog.Family
	m *catalog.Model
	n int // for unique names
	// answer says that an answer is made, not a request.
	answer bool
}

func (g *gen) coin() bool { return g.IntN(2) == 0 }

func (g *gen) word() string {
	words := []string{"alpha", "β", "two words", "<tag>", "line\nbreak", "\"quoted\"", "😀", "a\\b"}
	return words[g.IntN(len(words))]
}

// body makes an object of a shape.
func (g *gen) body(s *catalog.Shape) map[string]any {
	out := map[string]any{}
	if s.OneOf {
		for len(out) == 0 {
			k := s.Keys[g.IntN(len(s.Keys))]
			if k.Field != nil && k.Field.Transform == "cache-point" {
				continue
			}
			if v, ok := g.value(k); ok {
				out[k.Name] = v
			}
		}
		return out
	}
	for _, k := range s.Keys {
		if v, ok := g.member(k); ok {
			out[k.Name] = v
		}
	}
	return out
}

// member makes a member's value, or leaves it out.
func (g *gen) member(k *catalog.Shape) (any, bool) {
	f := k.Field
	if f != nil && f.Alias {
		return nil, false
	}
	if f != nil && f.Verdict == catalog.Drops && len(f.Enum) == 1 && (f.Required || g.answer) {
		return f.Enum[0], true
	}
	if f != nil && f.Verdict == catalog.Drops && f.Required && f.Type == "integer" {
		return number(0), true
	}
	if k.Name == "role" && g.answer {
		return "assistant", true
	}
	if f != nil && strings.HasPrefix(f.Transform, "guardrail-") {
		return nil, false // tested on their own
	}
	if f == nil || f.Converse == "" {
		return g.container(k)
	}
	if !f.Required && g.coin() {
		return nil, false
	}
	if g.f.Prompt != nil && f.Path == g.f.Prompt.Field {
		return g.prompt(), true
	}
	v, ok := g.value(k)
	if m, isObject := v.(map[string]any); isObject && len(m) == 0 {
		return nil, false
	}
	return v, ok
}

// container makes an object without a field of its own on Converse, if any of its
// members has one.
func (g *gen) container(k *catalog.Shape) (any, bool) {
	if k.Field != nil && k.Field.Verdict == catalog.Lost {
		return nil, false
	}
	v, ok := g.structure(k)
	m, isObject := v.(map[string]any)
	return v, ok && (!isObject || len(m) > 0)
}

func (g *gen) value(s *catalog.Shape) (any, bool) {
	f := s.Field
	if f == nil {
		return g.container(s)
	}
	if v, ok := g.special(s); ok {
		return v, true
	}
	hasStructure := s.Elem != nil && f.Items == "" || len(s.Keys) > 0 || len(s.Variants) > 0
	if hasStructure && (f.Type == "array" || f.Type == "object" || g.coin()) {
		return g.structure(s)
	}
	return g.scalar(f), true
}

// structure makes an object or array of what stands below a node.
func (g *gen) structure(s *catalog.Shape) (any, bool) {
	switch {
	case s.Discriminator != "":
		return g.variant(s)
	case s.Elem != nil:
		var list []any
		n := 1 + g.IntN(3)
		if s.Elem.Single() {
			n = 1
		}
		for range n {
			if v, ok := g.element(s.Elem); ok {
				list = append(list, v)
			}
		}
		return list, len(list) > 0
	case len(s.Keys) > 0:
		return g.body(s), true
	}
	return nil, false
}

func (g *gen) element(e *catalog.Shape) (any, bool) {
	if e.Field != nil {
		return g.value(e)
	}
	return g.structure(e)
}

// variant makes one variant that Converse has.
func (g *gen) variant(s *catalog.Shape) (any, bool) {
	for range 20 {
		v := s.Variants[g.IntN(len(s.Variants))]
		if v.Field != nil || !mapped(v) {
			continue
		}
		out := g.body(v)
		for _, k := range s.Keys {
			if k.Name == s.Discriminator {
				continue
			}
			if c, ok := g.member(k); ok {
				out[k.Name] = c
			}
		}
		if !v.Absent {
			out[s.Discriminator] = v.Value
		}
		return out, true
	}
	return nil, false
}

// mapped reports whether Converse has every required part of a node.
func mapped(s *catalog.Shape) bool {
	some := false
	s.Walk(func(n *catalog.Shape) { some = some || n.Field != nil && n.Field.Converse != "" })
	return some
}

// special makes the values of fields whose transform wants a certain form.
func (g *gen) special(s *catalog.Shape) (any, bool) {
	g.n++
	switch s.Field.Transform {
	case "base64-bytes":
		return base64.StdEncoding.EncodeToString([]byte(g.word())), true
	case "document-name":
		return fmt.Sprintf("Title %d", g.n), true
	case "cache-point":
		point := map[string]any{"type": "default"}
		if e := s.Key("type").Field.Enum; len(e) > 0 {
			point["type"] = e[0]
		}
		if g.coin() && s.Key("ttl") != nil {
			point["ttl"] = "1h"
		}
		return point, true
	case "tool-choice":
		all := []map[string]any{{"type": "auto"}, {"type": "any"}, {"type": "tool", "name": "x"}, {"type": "auto", "disable_parallel_tool_use": true}}
		return all[g.IntN(len(all))], true
	case "chat-messages":
		return g.chat(), true
	case "chat-tool-choice":
		all := []any{"auto", "required", map[string]any{"type": "function", "function": map[string]any{"name": "x"}}}
		return all[g.IntN(len(all))], true
	case "response-format":
		return map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "n", "schema": g.document()}}, true
	case "one-or-many":
		return []any{g.word()}, true
	case "stop-reason":
		return g.stopReason(), true
	case "cache-details":
		return map[string]any{"ephemeral_5m_input_tokens": number(1), "ephemeral_1h_input_tokens": number(2)}, true
	case "chat-message", "chat-message-tagged":
		return chatAnswer(g.word(), []any{callOf(map[string]any{"toolUseId": "a", "name": "n", "input": g.document()})}), true
	case "schema-json":
		return g.document(), true
	case "chat-history":
		return g.history(), true
	case "tool-results":
		return []any{
			map[string]any{"call": map[string]any{"name": "look", "parameters": g.document()}, "outputs": []any{g.document()}},
			map[string]any{"call": map[string]any{"name": "go", "parameters": map[string]any{}}, "outputs": []any{map[string]any{"text": g.word()}, g.document()}},
		}, true
	case "tool-calls":
		return []any{map[string]any{"name": "look", "parameters": g.document()}, map[string]any{"name": "go", "parameters": map[string]any{}}}, true
	case "parameter-definitions":
		return map[string]any{
			"n": map[string]any{"type": "int", "description": g.word(), "required": g.coin()},
			"s": map[string]any{"type": "List[str]", "required": true},
		}, true
	case "think-tag":
		if g.coin() {
			return g.word() + "\n</think>\n\n" + g.word(), true
		}
	case "citations":
		return []any{map[string]any{"type": "page_location", "cited_text": g.word(), "document_index": json.Number("1"), "document_title": "T", "start_page_number": json.Number("1"), "end_page_number": json.Number("2")}}, true
	}
	if s.Field.Type == "object" && len(s.Keys) == 0 && len(s.Variants) == 0 {
		return g.document(), true
	}
	return nil, false
}

// stopReason picks a native stop reason that is the usual one of its Converse value.
func (g *gen) stopReason() string {
	for {
		r := g.f.StopReasons[g.IntN(len(g.f.StopReasons))]
		if r.Converse != "" && g.f.NativeStopReasons(r.Converse)[0] == r.Native {
			return r.Native
		}
	}
}

// chat makes messages of the chat-completions form.
func (g *gen) chat() []any {
	var out []any
	if g.coin() {
		out = append(out, map[string]any{"role": "system", "content": g.word()})
	}
	for i := range g.IntN(3) {
		out = append(out, map[string]any{"role": "user", "content": g.word()})
		if g.coin() {
			id := fmt.Sprint("c", i)
			out = append(out,
				map[string]any{"role": "assistant", "content": "", "tool_calls": []any{map[string]any{"id": id, "type": "function", "function": map[string]any{"name": "look", "arguments": `{"a":1}`}}}},
				map[string]any{"role": "tool", "tool_call_id": id, "content": g.word()})
		}
		out = append(out, map[string]any{"role": "assistant", "content": g.word()})
	}
	parts := []any{map[string]any{"type": "text", "text": g.word()}, map[string]any{"type": "image_url", "image_url": map[string]any{"url": "data:image/png;base64,aGk="}}}
	return append(out, map[string]any{"role": "user", "content": parts})
}

// history makes the turns before the last message.
func (g *gen) history() []any {
	var out []any
	for range 1 + g.IntN(2) {
		out = append(out, map[string]any{"role": "USER", "message": g.word()}, map[string]any{"role": "CHATBOT", "message": g.word()})
	}
	return out
}

// document makes a JSON object of the user's own.
func (g *gen) document() any {
	return map[string]any{"type": "object", "n": json.Number("1.50"), "list": []any{nil, true, g.word()}, "empty": map[string]any{}}
}

func (g *gen) scalar(f *catalog.Field) any {
	if strings.HasSuffix(f.Converse, "toolSpec.name") {
		g.n++
		return fmt.Sprintf("tool_%d", g.n) // Converse takes no other characters
	}
	if len(f.Enum) > 0 {
		return f.Enum[g.IntN(len(f.Enum))]
	}
	switch f.Type {
	case "integer":
		lo, hi := bounds(f, 1, 1000)
		return number(int(lo) + g.IntN(int(hi-lo)+1))
	case "number":
		lo, hi := bounds(f, 0, 1)
		return json.Number(fmt.Sprintf("%.2f", lo+(hi-lo)*g.Float64()))
	case "boolean":
		return g.coin()
	case "array":
		if f.Items == "object" {
			return []any{map[string]any{"title": g.word(), "snippet": g.word()}}
		}
		return []any{g.word(), g.word()}
	}
	return g.word()
}

func bounds(f *catalog.Field, lo, hi float64) (float64, float64) {
	if f.Min != nil && *f.Min > lo {
		lo = *f.Min
	}
	if f.Max != nil && *f.Max < hi {
		hi = *f.Max
	}
	if hi < lo {
		hi = lo + 100
	}
	return lo, hi
}

// prompt makes a raw prompt: bare, or built with the model's template.
func (g *gen) prompt() string {
	t := g.f.TemplateFor(g.m)
	if t == nil || g.coin() {
		return g.word()
	}
	c := &catalog.Chat{}
	if _, err := t.Render(&catalog.Chat{Turns: []catalog.Turn{{Role: "system", Text: "s"}, {Role: "user", Text: "u"}}}); err == nil && g.coin() {
		c.Turns = append(c.Turns, catalog.Turn{Role: "system", Text: g.word()})
	}
	for range g.IntN(3) {
		c.Turns = append(c.Turns, catalog.Turn{Role: "user", Text: g.word()}, catalog.Turn{Role: "assistant", Text: g.word()})
	}
	c.Turns = append(c.Turns, catalog.Turn{Role: "user", Text: g.word()})
	if g.coin() {
		c.Prefill = strings.TrimSpace(g.word())
	}
	s, err := t.Render(c)
	if err != nil {
		panic(err)
	}
	return s
}

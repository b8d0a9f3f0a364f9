package converse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Meta is what InvokeModel reports in headers, and Converse in the body. Zero values
// are unknown.
type Meta struct {
	InputTokens, OutputTokens         int
	CacheReadTokens, CacheWriteTokens int
	LatencyMs                         int
}

// MetaOf reads the X-Amzn-Bedrock-* headers of an InvokeModel answer.
// Source: recordings of the service; langchain-aws reads the same.
func MetaOf(h http.Header) Meta {
	n := func(name string) int {
		v, _ := strconv.Atoi(h.Get("X-Amzn-Bedrock-" + name))
		return v
	}
	return Meta{
		InputTokens: n("Input-Token-Count"), OutputTokens: n("Output-Token-Count"),
		CacheReadTokens: n("Cache-Read-Input-Token-Count"), CacheWriteTokens: n("Cache-Write-Input-Token-Count"),
		LatencyMs: n("Invocation-Latency"),
	}
}

// Response converts a native answer of a family to a Converse answer. meta fills in
// what the body does not say.
func Response(f *catalog.Family, m *catalog.Model, body []byte, meta Meta) (*Converted, error) {
	if err := served(f); err != nil {
		return nil, err
	}
	r := new(Room)
	v, err := r.Decode(body)
	if err != nil {
		return nil, err
	}
	w := r.newWalk(f, m, rules.ResponseLost, rules.ResponseMoves)
	if err := w.value(spot{s: f.Response}, v); err != nil {
		return nil, err
	}
	if err := w.required(f.Response, v, ""); err != nil {
		return nil, err
	}
	w.cite()
	w.out.set("output.message.role", nil, "assistant")
	if w.intervened {
		w.out.set("stopReason", nil, "guardrail_intervened")
	}
	got, _ := w.out.value()
	out := got.(map[string]any)
	if msg := out["output"].(map[string]any)["message"].(map[string]any); msg["content"] == nil {
		msg["content"] = []any{}
	}
	addMeta(out, "usage", "metrics", meta)
	sortChanges(w.stated)
	return &Converted{Value: out, Stated: w.stated}, nil
}

// addMeta fills usage and metrics with what they lack.
func addMeta(out map[string]any, usageKey, metricsKey string, meta Meta) {
	usage, _ := out[usageKey].(map[string]any)
	if usage == nil {
		usage = map[string]any{}
	}
	fill := func(key string, n int) {
		if _, ok := usage[key]; !ok && n > 0 {
			usage[key] = number(n)
		}
	}
	fill("inputTokens", meta.InputTokens)
	fill("outputTokens", meta.OutputTokens)
	fill("cacheReadInputTokens", meta.CacheReadTokens)
	fill("cacheWriteInputTokens", meta.CacheWriteTokens)
	addTotal(usage)
	if len(usage) > 0 {
		out[usageKey] = usage
	}
	if _, ok := out[metricsKey]; !ok && meta.LatencyMs > 0 {
		out[metricsKey] = map[string]any{"latencyMs": number(meta.LatencyMs)}
	}
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// Identity is what native answers say of themselves and Converse's do not: the id of the
// answer and the model that gave it. Empty values stay out, or empty where the native
// form always has the member.
type Identity struct {
	ID, Model string
	// Aliases writes what models of one family call differently under each of its names,
	// so that code for any of them finds it.
	Aliases bool
}

// of returns the value of a member that the identity fills.
func (id Identity) of(k *catalog.Shape) string {
	if k.Field.Verdict != catalog.Lost || k.Field.Type != "string" {
		return ""
	}
	switch k.Name {
	case "id":
		return id.ID
	case "model":
		return id.Model
	}
	return ""
}

// NativeResponse converts a Converse answer to a native answer of a family. What only
// the native form has, such as Claude's message id, is left for the caller to add.
func NativeResponse(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	r := new(Room)
	v, err := r.Decode(body)
	if err != nil {
		return nil, err
	}
	return r.NativeAnswer(f, m, v, Identity{})
}

// NativeAnswer is [NativeResponse] for a decoded answer and with an identity. It may
// share parts of v.
func NativeAnswer(f *catalog.Family, m *catalog.Model, v map[string]any, ident Identity) (*Converted, error) {
	return new(Room).NativeAnswer(f, m, v, ident)
}

// NativeAnswer is the function [NativeAnswer] in the room.
func (r *Room) NativeAnswer(f *catalog.Family, m *catalog.Model, v map[string]any, ident Identity) (*Converted, error) {
	if err := served(f); err != nil {
		return nil, err
	}
	if _, ok := fetch(v, "output.message", nil); !ok {
		return nil, &Error{Path: "output.message", Err: fmt.Errorf("is missing; every Converse answer has it")}
	}
	b := r.newBack(f, m, prepare(v))
	b.answer, b.ident = true, ident
	got := b.build(f.Response, nil)
	if got.err != nil {
		return nil, got.err
	}
	out, _ := got.v.(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	// Natively these stand in headers or nowhere.
	for _, path := range []string{"metrics", "usage", "output.message.role", "stopReason"} {
		b.get(path, nil)
	}
	b.leftovers(rules.ResponseLost)
	sortChanges(b.stated)
	return &Converted{Value: out, Stated: b.stated}, nil
}

package converse

import "github.com/bedrocklint/bedrocklint/catalog"

// The deltas framing (chat completions) does not number content blocks: text, reasoning
// and each tool call are pieces of one message. On Converse each is a block of its own,
// which ends where the next begins.

// split cuts a chunk with several tool calls into chunks with one each.
func (e *Events) split(v map[string]any) []map[string]any {
	if byName(e.f) {
		return splitCalls(v)
	}
	got, _ := fetch(v, "choices[].delta.tool_calls", nil)
	calls, _ := got.([]any)
	if e.f.Framing != catalog.FramingDeltas || len(calls) < 2 {
		return []map[string]any{v}
	}
	choice, _ := fetch(v, "choices[]", nil)
	delta := choice.(map[string]any)["delta"].(map[string]any)
	var out []map[string]any
	for i, call := range calls {
		d := map[string]any{"tool_calls": []any{call}}
		if i == 0 {
			d = with(delta, "tool_calls", []any{call})
		}
		one := map[string]any{"choices": []any{map[string]any{"delta": d}}}
		if i == len(calls)-1 { // the end comes with the last call
			one = with(v, "choices", []any{with(choice.(map[string]any), "delta", d)})
		}
		out = append(out, one)
	}
	return out
}

// splitCalls does the same for the events framing, whose calls come in a chunk of theirs.
func splitCalls(v map[string]any) []map[string]any {
	calls, _ := v["tool_calls"].([]any)
	if len(calls) < 2 {
		return []map[string]any{v}
	}
	var out []map[string]any
	for _, call := range calls {
		out = append(out, with(v, "tool_calls", []any{call}))
	}
	return out
}

// with returns a copy of m in which key has the value v.
func with(m map[string]any, key string, v any) map[string]any {
	out := make(map[string]any, len(m)+1)
	for k, x := range m {
		out[k] = x
	}
	out[key] = v
	return out
}

// joined says of the converse framing, whose events are Converse's own, that natively
// every piece of a text is a block that ends at once (recorded); on Converse the pieces
// are one block, and what begins another ends it.
func (e *Events) joined(parts map[string]any) bool {
	if e.f.Framing != catalog.FramingConverse {
		return false
	}
	delete(parts, ContentBlockStop)
	return true
}

// number gives the parts of a chunk their block numbers and ends the block before,
// where they begin a new one.
func (e *Events) number(parts map[string]any) []Event {
	start, _ := parts[ContentBlockStart].(map[string]any)
	delta, _ := parts[ContentBlockDelta].(map[string]any)
	kind := deltaKind(delta)
	if start != nil {
		if id, ok := fetch(start, "start.toolUse.toolUseId", nil); !ok || id == "" {
			delete(parts, ContentBlockStart) // later pieces may repeat the name
			start = nil
		}
	}
	if start == nil && (kind == "" || kind == e.kind) {
		if kind != "" {
			delta["contentBlockIndex"] = number(e.next - 1)
		}
		return nil
	}
	var out []Event
	for len(e.open) > 0 {
		out = append(out, e.finish(e.open[0])...)
	}
	if start != nil {
		kind = "toolUse"
		start["contentBlockIndex"] = number(e.next)
	}
	if delta != nil {
		delta["contentBlockIndex"] = number(e.next)
	}
	e.kind = kind
	e.next++
	return out
}

// deltaKind names what a delta is a piece of; "" for nothing.
func deltaKind(delta map[string]any) string {
	if delta == nil || !sayable(delta) {
		return ""
	}
	for _, k := range []string{"text", "toolUse", "reasoningContent"} {
		if _, ok := fetch(delta, "delta."+k, nil); ok {
			return k
		}
	}
	return ""
}

// numberCalls adds to a native chunk the number of the tool call that it is a piece of.
func (c *Chunks) numberCalls(chunk map[string]any, isStart bool) {
	got, _ := fetch(chunk, "choices[].delta.tool_calls[]", nil)
	call, ok := got.(map[string]any)
	if !ok {
		return
	}
	if isStart {
		c.calls++
		call["type"] = "function"
	}
	call["index"] = number(c.calls - 1)
}

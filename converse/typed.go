package converse

import (
	"fmt"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// The events framing names every chunk's kind, gives tool calls in one piece without ids,
// and repeats the whole answer at the end.
// Source: https://docs.cohere.com/v1/docs/streaming

// identify gives a call of this framing the id that Converse wants.
func (e *Events) identify(parts map[string]any) {
	start, _ := parts[ContentBlockStart].(map[string]any)
	if use, ok := fetch(start, "start.toolUse", nil); ok {
		use.(map[string]any)["toolUseId"] = madeID(e.calls)
		e.calls++
	}
}

// typed gathers the answer of a stream of this framing.
type typed struct {
	blocks []any // content blocks so far, in Converse's form
	input  string
}

// typedEvent converts one event.
func (c *Chunks) typedEvent(ev Event, payload map[string]any) ([][]byte, error) {
	switch ev.Type {
	case MessageStart:
		return [][]byte{Encode(map[string]any{"event_type": "stream-start", "is_finished": false})}, nil
	case ContentBlockStart:
		use, _ := fetch(payload, "start.toolUse", nil)
		call, _ := use.(map[string]any)
		c.typed.blocks = append(c.typed.blocks, map[string]any{"toolUse": toolUse(text(call["toolUseId"]), call["name"], nil)})
		return nil, nil
	case ContentBlockStop:
		return nil, c.typed.close()
	}
	if v, ok := fetch(payload, "delta.toolUse.input", nil); ok {
		c.typed.input += text(v)
		return nil, nil
	}
	v, ok := fetch(payload, "delta.text", nil)
	if !ok {
		return nil, &Error{Path: ev.Type, Err: fmt.Errorf("%s has no such piece of an answer", c.f.Name)}
	}
	c.typed.blocks = append(c.typed.blocks, map[string]any{"text": v})
	return c.chunk(ContentBlockDelta, payload)
}

// close gives the last call its arguments.
func (t *typed) close() error {
	if t.input == "" || len(t.blocks) == 0 {
		return nil
	}
	input, err := parseJSON(t.input)
	if err != nil {
		return &Error{Path: ContentBlockDelta, Err: err}
	}
	t.input = ""
	if use, ok := fetch(t.blocks[len(t.blocks)-1], "toolUse", nil); ok {
		use.(map[string]any)["input"] = input
	}
	return nil
}

// typedEnd gives the calls, and the end with the whole answer in it.
func (c *Chunks) typedEnd(last map[string]any) ([][]byte, error) {
	answer := map[string]any{"output": map[string]any{"message": map[string]any{"role": "assistant", "content": c.typed.blocks}}}
	if stop := c.stop["stopReason"]; stop != nil {
		answer["stopReason"] = stop
	}
	whole, err := NativeResponse(c.f, c.m, Encode(answer))
	if err != nil {
		return nil, err
	}
	var out [][]byte
	if calls := whole.Value["tool_calls"]; calls != nil {
		out = append(out, Encode(map[string]any{"event_type": "tool-calls-generation", "is_finished": false, "tool_calls": calls}))
	}
	last["is_finished"], last["response"] = true, whole.Value
	return append(out, Encode(last)), nil
}

// byName reports whether a family's chunks are of the events framing.
func byName(f *catalog.Family) bool { return f.Framing == catalog.FramingEvents }

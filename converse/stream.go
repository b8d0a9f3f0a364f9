package converse

import (
	"encoding/json"
	"fmt"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// The types of ConverseStream's events.
const (
	MessageStart      = "messageStart"
	ContentBlockStart = "contentBlockStart"
	ContentBlockDelta = "contentBlockDelta"
	ContentBlockStop  = "contentBlockStop"
	MessageStop       = "messageStop"
	Metadata          = "metadata"
)

// Event is one event of ConverseStream. Payload is decoded JSON.
type Event struct {
	Type    string
	Payload map[string]any
}

// metrics is the member that the last native chunk of every family has.
const metrics = "amazon-bedrock-invocationMetrics"

// Events turns the native chunks of one stream into the events of ConverseStream.
type Events struct {
	f *catalog.Family
	m *catalog.Model

	started, stopped, done bool
	intervened             bool
	open                   []int // content blocks that have begun and not ended
	next                   int   // deltas framing: number of the next block
	calls                  int   // events framing: tool calls so far
	kind                   string
	thinking               *thinking // of families whose text begins with the reasoning
	tags                   *tagging  // of families that write it between tags
	meta                   map[string]any
	stated                 []Change
}

// NewEvents begins a stream of a family; m may be nil.
func NewEvents(f *catalog.Family, m *catalog.Model) (*Events, error) {
	if err := served(f); err != nil {
		return nil, err
	}
	if f.Stream == nil {
		return nil, &Error{Code: rules.CallUnknown, Err: fmt.Errorf("%s does not stream", f.Name)}
	}
	e := &Events{f: f, m: m, meta: map[string]any{}}
	if hasTransform(f.Stream, "think-tag") {
		e.thinking = &thinking{}
	}
	if hasTransform(f.Response, "chat-message-tagged") {
		e.tags = &tagging{}
	}
	return e, nil
}

// hasTransform reports whether any field of a shape goes through the transform.
func hasTransform(s *catalog.Shape, name string) bool {
	found := false
	s.Walk(func(n *catalog.Shape) { found = found || n.Field != nil && n.Field.Transform == name })
	return found
}

// Stated returns what the chunks so far lost or what differs.
func (e *Events) Stated() []Change { return e.stated }

// Chunk converts one native chunk: the JSON inside chunk.bytes. Most chunks give one
// event, some none, the last ones several.
func (e *Events) Chunk(chunk []byte) ([]Event, error) {
	v, err := Decode(chunk)
	if err != nil {
		return nil, err
	}
	var out []Event
	for _, one := range e.split(v) {
		parts, err := e.parts(one)
		if err != nil {
			return nil, err
		}
		for _, q := range e.thinking.split(parts) {
			for _, p := range e.tags.split(q) {
				out = append(out, e.content(p)...)
				out = append(out, e.end(p)...)
			}
		}
	}
	if _, last := v[metrics]; last {
		out = append(out, e.metadata()...)
	}
	return out, nil
}

// Close ends the stream and returns the events that are still due. A native stream that
// ended early, without a stop reason, gives no messageStop: that is how a reader of
// Converse sees it too.
func (e *Events) Close() []Event {
	var out []Event
	for _, p := range append(e.thinking.flush(nil), e.tags.flush()...) {
		out = append(out, e.content(p)...)
	}
	if e.intervened && !e.stopped {
		// A guardrail that blocks the input gives a native stream without stop reason.
		out = append(out, e.end(map[string]any{MessageStop: map[string]any{"stopReason": "guardrail_intervened"}})...)
	}
	if e.stopped {
		out = append(out, e.metadata()...)
	}
	return out
}

// parts converts a chunk to its event members: {contentBlockDelta: {…}, metadata: {…}}.
// What the chunk's own fields say of tokens outranks the service's metrics.
func (e *Events) parts(v map[string]any) (map[string]any, error) {
	own := map[string]any{}
	for k, x := range v {
		if k != metrics {
			own[k] = x
		}
	}
	parts, err := e.convert(own)
	if err != nil {
		return nil, err
	}
	e.gather(parts[Metadata])
	if x, ok := v[metrics]; ok {
		add := map[string]any{metrics: x}
		if d := e.f.Stream.Discriminator; d != "" {
			add[d] = v[d]
		}
		late, err := e.convert(add)
		if err != nil {
			return nil, err
		}
		keep := e.meta
		e.meta = map[string]any{}
		e.gather(late[Metadata])
		e.gather(keep)
	}
	return parts, nil
}

func (e *Events) convert(v map[string]any) (map[string]any, error) {
	w := new(Room).newWalk(e.f, e.m, rules.ResponseLost, rules.ResponseMoves)
	if err := w.value(spot{s: e.f.Stream}, v); err != nil {
		return nil, err
	}
	e.stated = append(e.stated, w.stated...)
	e.intervened = e.intervened || w.intervened
	got, _ := w.out.value()
	parts, _ := got.(map[string]any)
	return parts, nil
}

func (e *Events) gather(v any) {
	if m, ok := v.(map[string]any); ok {
		merge(e.meta, m)
	}
}

// content returns the events of the message's start and its blocks.
func (e *Events) content(parts map[string]any) []Event {
	var out []Event
	if !e.started && (parts[MessageStart] != nil || parts[ContentBlockStart] != nil || parts[ContentBlockDelta] != nil || parts[MessageStop] != nil) {
		e.started = true
		out = append(out, Event{MessageStart, map[string]any{"role": "assistant"}})
	}
	if byName(e.f) {
		e.identify(parts)
	}
	if e.joined(parts) || e.f.Framing == catalog.FramingDeltas || byName(e.f) || e.thinking != nil {
		out = append(out, e.number(parts)...)
	}
	if start, ok := parts[ContentBlockStart].(map[string]any); ok && start["start"] != nil {
		e.begin(index(start))
		out = append(out, Event{ContentBlockStart, start})
	}
	if delta, ok := parts[ContentBlockDelta].(map[string]any); ok && sayable(delta) {
		if start, ok := parts[ContentBlockStart].(map[string]any); ok && delta["contentBlockIndex"] == nil {
			delta["contentBlockIndex"] = start["contentBlockIndex"]
		}
		if delta["contentBlockIndex"] == nil {
			delta["contentBlockIndex"] = number(0)
		}
		e.begin(index(delta))
		out = append(out, Event{ContentBlockDelta, delta})
	}
	if stop, ok := parts[ContentBlockStop].(map[string]any); ok {
		out = append(out, e.finish(index(stop))...)
	}
	return out
}

// sayable reports whether a delta says anything: flat families end with an empty text.
func sayable(delta map[string]any) bool {
	d, ok := delta["delta"].(map[string]any)
	return ok && (len(d) > 1 || d["text"] != "")
}

func index(m map[string]any) int {
	n, _ := m["contentBlockIndex"].(json.Number)
	i, _ := n.Int64()
	return int(i)
}

func (e *Events) begin(i int) {
	for _, o := range e.open {
		if o == i {
			return
		}
	}
	e.open = append(e.open, i)
}

func (e *Events) finish(i int) []Event {
	for k, o := range e.open {
		if o == i {
			e.open = append(e.open[:k], e.open[k+1:]...)
			return []Event{{ContentBlockStop, map[string]any{"contentBlockIndex": number(i)}}}
		}
	}
	return nil // a block that was announced and stayed empty
}

// end returns the events of the message's end.
func (e *Events) end(parts map[string]any) []Event {
	stop, ok := parts[MessageStop].(map[string]any)
	if !ok || stop["stopReason"] == nil || e.stopped {
		return nil
	}
	var out []Event
	for len(e.open) > 0 {
		out = append(out, e.finish(e.open[0])...)
	}
	if e.intervened {
		stop["stopReason"] = "guardrail_intervened"
	}
	if e.calls > 0 && stop["stopReason"] == "end_turn" {
		stop["stopReason"] = "tool_use"
	}
	e.stopped = true
	return append(out, Event{MessageStop, stop})
}

// metadata returns the last event, once.
func (e *Events) metadata() []Event {
	if e.done || len(e.meta) == 0 {
		return nil
	}
	e.done = true
	if e.meta["usage"] == nil {
		e.meta["usage"] = map[string]any{}
	}
	addTotal(e.meta["usage"].(map[string]any))
	return []Event{{Metadata, e.meta}}
}

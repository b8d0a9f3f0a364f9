package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Chunks turns the events of one ConverseStream into the native chunks of a family.
type Chunks struct {
	f     *catalog.Family
	m     *catalog.Model
	ident Identity
	room  Room

	calls int // deltas framing: tool calls so far

	thinks, inThought bool  // see think.go
	tags              bool  // see tagged.go
	typed             typed // events framing

	open map[int]bool // blocks framing: content blocks that have begun
	// stop is held back until metadata comes, since natively the token counts come
	// with or before it.
	stop   map[string]any
	ended  bool
	stated []Change
}

// NewChunks begins a stream of a family; m may be nil.
func NewChunks(f *catalog.Family, m *catalog.Model) (*Chunks, error) {
	if err := served(f); err != nil {
		return nil, err
	}
	if f.Stream == nil {
		return nil, &Error{Code: rules.CallUnknown, Err: fmt.Errorf("%s does not stream", f.Name)}
	}
	return &Chunks{f: f, m: m, open: map[int]bool{}, thinks: hasTransform(f.Stream, "think-tag"), tags: hasTransform(f.Response, "chat-message-tagged")}, nil
}

// Identify makes the chunks carry an identity. Call it before the first event.
func (c *Chunks) Identify(ident Identity) { c.ident = ident }

// Stated returns what the events so far lost or what differs.
func (c *Chunks) Stated() []Change { return c.stated }

// Event converts one event to native chunks, each the JSON for chunk.bytes.
func (c *Chunks) Event(ev Event) ([][]byte, error) {
	c.room.Reset() // the chunks so far are bytes
	payload := c.room.object()
	if ev.Type == MessageStop {
		payload = map[string]any{} // it stays
	}
	for k, v := range ev.Payload {
		if k != "p" { // random padding against traffic analysis
			payload[k] = v
		}
	}
	if c.f.Framing == catalog.FramingConverse {
		return c.chunk(ev.Type, payload) // the same events, in the same order
	}
	if c.tags {
		ev.Type, payload = c.tagged(ev.Type, payload)
	}
	switch ev.Type {
	case MessageStop:
		c.stop = payload
		return nil, nil
	case Metadata:
		return c.end(payload)
	}
	if byName(c.f) {
		return c.typedEvent(ev, payload)
	}
	switch ev.Type {
	case ContentBlockDelta:
		return c.delta(payload)
	case ContentBlockStart:
		c.open[index(payload)] = true
	case MessageStart, ContentBlockStop:
	default:
		return nil, &Error{Path: ev.Type, Err: fmt.Errorf("unknown event")}
	}
	return c.chunk(ev.Type, payload)
}

// Close ends the stream and returns the chunks that are still due.
func (c *Chunks) Close() ([][]byte, error) {
	if c.stop == nil || c.ended {
		return nil, nil
	}
	return c.end(map[string]any{})
}

// delta converts one piece of content. Claude's framing announces every block, which
// Converse does for tool calls only.
func (c *Chunks) delta(payload map[string]any) ([][]byte, error) {
	if c.thinks {
		payload = c.thought(payload)
	}
	i := index(payload)
	var out [][]byte
	if c.f.Framing == catalog.FramingBlocks && !c.open[i] {
		c.open[i] = true
		start, err := c.announce(payload)
		if err != nil {
			return nil, err
		}
		out = append(out, start)
		if redacted(payload) {
			return out, nil // the whole block is in its announcement
		}
	}
	got, err := c.chunk(ContentBlockDelta, payload)
	return append(out, got...), err
}

func redacted(payload map[string]any) bool {
	_, ok := fetch(payload, "delta.reasoningContent.redactedContent", nil)
	return ok
}

// announce builds the event that begins the block of a first delta.
func (c *Chunks) announce(payload map[string]any) ([]byte, error) {
	block := map[string]any{"type": "text", "text": ""}
	if v, ok := fetch(payload, "delta.reasoningContent.redactedContent", nil); ok {
		block = map[string]any{"type": "redacted_thinking", "data": v}
	} else if _, ok := fetch(payload, "delta.reasoningContent", nil); ok {
		block = map[string]any{"type": "thinking", "thinking": ""}
	} else if _, ok := fetch(payload, "delta.toolUse", nil); ok {
		return nil, &Error{Path: "contentBlockDelta", Err: fmt.Errorf("a tool call without contentBlockStart")}
	}
	return Encode(map[string]any{"type": "content_block_start", "index": payload["contentBlockIndex"], "content_block": block}), nil
}

// end converts messageStop and metadata, which natively come together.
func (c *Chunks) end(meta map[string]any) ([][]byte, error) {
	if c.ended {
		return nil, nil
	}
	c.ended = true
	in := map[string]any{Metadata: meta}
	if c.stop != nil {
		in[MessageStop] = c.stop
	}
	last, err := c.build(in)
	if err != nil || last == nil {
		return nil, err
	}
	if byName(c.f) {
		return c.typedEnd(last)
	}
	if c.f.Framing != catalog.FramingBlocks {
		return [][]byte{Encode(last)}, nil
	}
	// The service's own members come with the very last event.
	stop := map[string]any{"type": "message_stop"}
	for k, v := range last {
		if strings.HasPrefix(k, "amazon-bedrock-") {
			stop[k] = v
			delete(last, k)
		}
	}
	return [][]byte{Encode(last), Encode(stop)}, nil
}

// chunk builds the native chunk of one event.
func (c *Chunks) chunk(event string, payload map[string]any) ([][]byte, error) {
	in := c.room.object()
	in[event] = payload
	v, err := c.build(in)
	if err != nil || v == nil {
		return nil, err
	}
	return [][]byte{Encode(v)}, nil
}

// build builds one native chunk of event members; nil when it would say nothing.
func (c *Chunks) build(in map[string]any) (map[string]any, error) {
	b := c.room.newBack(c.f, c.m, in)
	b.answer, b.ident = true, c.ident
	got := b.build(c.f.Stream, nil)
	c.stated = append(c.stated, b.stated...)
	if got.err != nil {
		return nil, got.err
	}
	v, ok := got.v.(map[string]any)
	if !ok || got.hits == 0 {
		return nil, nil
	}
	if c.f.Framing == catalog.FramingDeltas {
		c.numberCalls(v, in[ContentBlockStart] != nil)
	}
	return v, nil
}

package converse

import "strings"

// Some models write their reasoning in front of the one text of an answer, between tags
// (chat-message-tagged). The catalog says so of the whole answer; their streams are that
// text cut into pieces.
// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html

const (
	reasoningOpen  = "<reasoning>"
	reasoningClose = "</reasoning>"
)

// tagged returns the payload of an event with reasoning written as tagged text. The end
// of the reasoning block becomes a delta with the closing tag.
func (c *Chunks) tagged(typ string, payload map[string]any) (string, map[string]any) {
	if typ == ContentBlockStop && c.inThought {
		c.inThought = false
		return ContentBlockDelta, with(payload, "delta", map[string]any{"text": reasoningClose})
	}
	v, ok := fetch(payload, "delta.reasoningContent.text", nil)
	if typ != ContentBlockDelta || !ok {
		return typ, payload
	}
	said := text(v)
	if !c.inThought {
		said = reasoningOpen + said
	}
	c.inThought = true
	return typ, with(payload, "delta", map[string]any{"text": said})
}

// tagging finds the reasoning in a native stream, whose pieces may be cut inside a tag.
// It holds back no more than what may still become one.
type tagging struct {
	held   string
	inside bool // between the tags
	done   bool // no tag can come any more
}

// split replaces the parts of one chunk by those that can be said: reasoning, text, and
// the rest of the chunk.
func (t *tagging) split(parts map[string]any) []map[string]any {
	v, _ := fetch(parts, "contentBlockDelta.delta.text", nil)
	_, ends := fetch(parts, "messageStop.stopReason", nil)
	if t == nil || t.done || v == nil && parts[ContentBlockDelta] == nil && !ends {
		return []map[string]any{parts}
	}
	if v == nil { // something else than text ends what was held
		return append(t.flush(), parts)
	}
	delete(parts, ContentBlockDelta)
	t.held += text(v)
	out := t.pieces()
	if ends {
		out = append(out, t.flush()...)
	}
	return append(out, parts)
}

// pieces takes what is certain off what is held.
func (t *tagging) pieces() []map[string]any {
	if !t.inside {
		rest, opens := strings.CutPrefix(t.held, reasoningOpen)
		switch {
		case opens:
			t.held, t.inside = rest, true
		case strings.HasPrefix(reasoningOpen, t.held):
			return nil // more may come of the tag
		default:
			return t.flush()
		}
	}
	said, rest, closes := strings.Cut(t.held, reasoningClose)
	if closes {
		t.held = rest
		out := t.piece(said)
		t.inside = false
		return append(out, t.flush()...)
	}
	n := len(t.held) - begun(t.held, reasoningClose)
	said, t.held = t.held[:n], t.held[n:]
	return t.piece(said)
}

// begun returns how many bytes at the end of s may be the beginning of tag.
func begun(s, tag string) int {
	for n := min(len(s), len(tag)-1); n > 0; n-- {
		if strings.HasSuffix(s, tag[:n]) {
			return n
		}
	}
	return 0
}

// flush says what is held; no tag is looked for afterwards.
func (t *tagging) flush() []map[string]any {
	if t == nil || t.done {
		return nil
	}
	t.done = true
	return t.piece(t.held)
}

func (t *tagging) piece(said string) []map[string]any {
	switch {
	case said == "":
		return nil
	case t.inside:
		return []map[string]any{deltaOf(map[string]any{"reasoningContent": map[string]any{"text": said}})}
	}
	return []map[string]any{deltaOf(map[string]any{"text": said})}
}

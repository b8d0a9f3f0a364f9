package converse

import (
	"fmt"
	"strings"
)

// Reasoning stands natively in the one text of an answer, in front and ended by a tag
// (think-tag); on Converse it is a block of its own. Where the text is cut into the two
// is recorded of the service: at the tag, with the newlines around it left in either
// part, and with the text first.

const (
	thinkOpen  = "<think>"
	thinkClose = "</think>"
)

// cutThought splits a native text. A text without the closing tag is all reasoning when
// it was cut off, else all answer, as is one with nothing before the tag.
func cutThought(s string, stop any) (thought, said string) {
	thought, said, ok := strings.Cut(s, thinkClose)
	thought = strings.TrimPrefix(thought, thinkOpen) // from a prompt that does not open it
	if !ok && stop != cutOff || thought == "" {
		return "", s
	}
	return thought, said
}

// cutOff is Converse's stop reason of an answer that met its limit.
const cutOff = "max_tokens"

func thinkTagTo(c *carry, v any) error {
	thought, said := cutThought(text(v), c.w.out.at("stopReason", nil).leaf) // a key that sorts before
	if strings.HasPrefix(c.to, ContentBlockDelta) {
		thought, said = "", text(v) // a piece: Events finds the tag
	}
	blocks := strings.TrimSuffix(c.to, ".text")
	n := 0
	if said != "" || thought == "" {
		c.w.out.set(c.to, []int{n}, said)
		n++
	}
	if thought != "" {
		c.w.out.set(blocks+".reasoningContent.reasoningText.text", []int{n}, thought)
	}
	return nil
}

func thinkTagFrom(c *fetchBack) (any, bool, error) {
	path, inBlocks := strings.CutSuffix(c.f.Converse, "[].text")
	if !inBlocks {
		v, ok := c.get(c.f.Converse)
		return v, ok, nil
	}
	list, ok := fetchList(c.b.in, path, nil)
	thought, said := "", ""
	for i := range list {
		at := []int{i}
		if v, ok := c.b.get(path+"[].text", at); ok {
			said += text(v)
			continue
		}
		v, ok := c.b.get(path+"[].reasoningContent.reasoningText.text", at)
		if !ok {
			return nil, false, &Error{Path: concrete(path+"[]", at), Err: fmt.Errorf("%s has no such block", c.b.f.Name)}
		}
		thought += text(v)
	}
	if stop, _ := fetch(c.b.in, "stopReason", nil); thought != "" && (said != "" || stop != cutOff) {
		thought += thinkClose
	}
	said = thought + said
	return said, ok && len(list) > 0, nil
}

// thinking finds the end of the reasoning in a native stream. Until the tag comes, or
// the end, nobody knows whether the text is reasoning: it is held back.
type thinking struct {
	held strings.Builder
	done bool
}

// split replaces the parts of one chunk by those that can be said: the reasoning, the
// text, and the rest of the chunk.
func (t *thinking) split(parts map[string]any) []map[string]any {
	if t == nil {
		return []map[string]any{parts}
	}
	v, _ := fetch(parts, "contentBlockDelta.delta.text", nil)
	if t.done {
		return []map[string]any{parts}
	}
	t.held.WriteString(text(v))
	delete(parts, ContentBlockDelta)
	stop, ends := fetch(parts, "messageStop.stopReason", nil)
	if !ends && !strings.Contains(t.held.String(), thinkClose) {
		return []map[string]any{parts}
	}
	return append(t.flush(stop), parts)
}

// flush says what is held back; stop is how the answer ended, as far as known.
func (t *thinking) flush(stop any) []map[string]any {
	if t == nil || t.done {
		return nil
	}
	t.done = true
	thought, said := cutThought(t.held.String(), stop)
	var out []map[string]any
	if thought != "" {
		out = append(out, deltaOf(map[string]any{"reasoningContent": map[string]any{"text": thought}}))
	}
	if said != "" {
		out = append(out, deltaOf(map[string]any{"text": said}))
	}
	return out
}

func deltaOf(delta map[string]any) map[string]any {
	return map[string]any{ContentBlockDelta: map[string]any{"delta": delta}}
}

// thought makes of a piece of reasoning a piece of text, and puts the tag before the
// first text after it.
func (c *Chunks) thought(payload map[string]any) map[string]any {
	delta, _ := payload["delta"].(map[string]any)
	if v, ok := fetch(delta, "reasoningContent.text", nil); ok {
		c.inThought = true
		return with(payload, "delta", map[string]any{"text": v})
	}
	if v, ok := delta["text"]; ok && c.inThought {
		c.inThought = false
		return with(payload, "delta", map[string]any{"text": thinkClose + text(v)})
	}
	return payload
}

package converse

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

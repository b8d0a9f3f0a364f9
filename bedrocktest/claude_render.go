package bedrocktest

import (
	"fmt"
	"strings"
)

// renderClaude writes a conversation as one text: tools, system, then turns
// after Human and Assistant markers. For models with the Messages API it
// stands for the prompt nobody outside the provider sees, and serves for
// counting tokens; for Claude 2 it is the documented text-completions prompt.
// https://docs.anthropic.com/claude/reference/migrating-from-text-completions-to-messages
func renderClaude(s *Seen) string {
	var b strings.Builder
	for _, t := range s.Tools {
		fmt.Fprintf(&b, "<tool>%s</tool>\n", mustMarshal(t))
	}
	b.WriteString(renderBlocks(s, s.System))
	for _, t := range s.Turns {
		b.WriteString(claudeMarker(t.Role))
		if text := renderBlocks(s, t.Content); text != "" {
			b.WriteString(" " + text)
		}
	}
	if n := len(s.Turns); n == 0 || s.Turns[n-1].Role != "assistant" {
		b.WriteString("\n\nAssistant:")
	}
	return b.String()
}

func claudeMarker(role string) string {
	switch role {
	case "assistant":
		return "\n\nAssistant:"
	case "system":
		return "\n\nSystem:"
	}
	return "\n\nHuman:"
}

func renderBlocks(s *Seen, blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = renderBlock(s, b)
	}
	return strings.Join(parts, "\n")
}

func renderBlock(s *Seen, b Block) string {
	switch b.Type {
	case "text":
		return b.Text
	case "image", "document":
		return renderAttachment(s.Attachments[b.Attachment-1])
	case "tool_use":
		return fmt.Sprintf("<tool_use id=%q name=%q>%s</tool_use>", b.ID, b.Name, mustMarshal(b.Input))
	case "tool_result":
		return fmt.Sprintf("<tool_result id=%q>%s</tool_result>", b.ID, renderBlocks(s, b.Content))
	case "thinking":
		return "<thinking>" + b.Text + "</thinking>"
	}
	return "<" + b.Type + ">" + b.Text + renderBlocks(s, b.Content) + "</" + b.Type + ">"
}

// renderAttachment stands in for content that is not prompt text. How the
// service writes documents into a prompt is unconfirmed.
func renderAttachment(a Attachment) string {
	return fmt.Sprintf("<%s name=%q format=%q sha256=%q/>", a.Kind, a.Name, a.Format, a.SHA256)
}

package bedrocktest

import (
	"fmt"
	"strings"
)

// renderTurns writes a conversation as one text for models whose real template
// only their provider knows: tools, system, then turns after their roles. It
// stands for the prompt and serves for counting tokens.
func renderTurns(s *Seen) string {
	var b strings.Builder
	for _, t := range s.Tools {
		b.Write(mustMarshal(t))
		b.WriteString("\n")
	}
	if len(s.System) > 0 {
		b.WriteString(turnBlocks(s, s.System) + "\n")
	}
	for _, t := range s.Turns {
		b.WriteString(t.Role + ": " + turnBlocks(s, t.Content) + "\n")
	}
	return b.String()
}

func turnBlocks(s *Seen, blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = turnBlock(s, b)
	}
	return strings.Join(parts, "\n")
}

func turnBlock(s *Seen, b Block) string {
	switch {
	case b.Attachment > 0:
		return renderAttachment(s.Attachments[b.Attachment-1])
	case b.Type == "text":
		return b.Text
	case b.Type == "tool_use":
		return fmt.Sprintf("call %s %s %s", b.ID, b.Name, mustMarshal(b.Input))
	case b.Type == "tool_result":
		status := "result"
		if b.IsError {
			status = "error"
		}
		return fmt.Sprintf("%s %s %s", status, b.ID, turnBlocks(s, b.Content))
	}
	return "<" + b.Type + ">" + b.Text + "</" + b.Type + ">"
}

// toolNames renames tool calls in order of appearance, so that the ids that
// each API makes up do not tell requests apart.
type toolNames map[string]string

func (n toolNames) rename(id string) string {
	if n[id] == "" {
		n[id] = fmt.Sprintf("call_%d", len(n)+1)
	}
	return n[id]
}

// joinTurns puts neighbours of one role together.
func joinTurns(turns []Turn) []Turn {
	var out []Turn
	for _, t := range turns {
		if n := len(out); n > 0 && out[n-1].Role == t.Role {
			out[n-1].Content = append(out[n-1].Content, t.Content...)
			continue
		}
		out = append(out, t)
	}
	return out
}

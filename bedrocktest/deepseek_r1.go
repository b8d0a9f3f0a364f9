package bedrocktest

import "strings"

// deepseekR1 is DeepSeek-R1, which takes a prompt and reasons before it
// answers.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html
type deepseekR1 struct{ completions }

func (deepseekR1) models(choices) []*model {
	return []*model{{
		id: "deepseek.r1-v1:0", maxOutput: 32768, system: true, documents: true, reasoning: true, textFirst: true,
		traits: &completion{
			schema: deepseekSchema,
			fields: map[string]string{
				"max_tokens": "max_tokens", "temperature": "temperature", "top_p": "top_p", "stop_sequences": "stop",
			},
			// The page names no defaults; the model's maximum stands for the
			// length on both APIs.
			defaults: map[string]any{"max_tokens": 32768.0},
			begin:    deepseekBegin,
			template: deepseekTemplate,
			thinks:   true,
		},
	}}
}

func deepseekSchema(m *model) *schema {
	return fields("prompt", map[string]*schema{
		"prompt":      {kind: stringKind, minLen: 1},
		"max_tokens":  integer(1, float64(m.maxOutput)),
		"temperature": number(0, 1),
		"top_p":       number(0, 1),
		"stop":        {kind: arrayKind, items: str(), maxItems: 10},
	})
}

// Tokens of the template; the bars and low blocks are not ASCII.
const (
	deepseekBegin     = "<｜begin▁of▁sentence｜>"
	deepseekUser      = "<｜User｜>"
	deepseekAssistant = "<｜Assistant｜>"
	deepseekEnd       = "<｜end▁of▁sentence｜>"
)

// deepseekTemplate is the documented format of one turn, and that of the
// model's own tokenizer for more and for system text, unconfirmed for the
// service.
func deepseekTemplate(t chatText) string {
	var b strings.Builder
	b.WriteString(deepseekBegin + t.system)
	for _, turn := range t.turns {
		if turn.role == "assistant" {
			b.WriteString(deepseekAssistant + turn.text + deepseekEnd)
			continue
		}
		b.WriteString(deepseekUser + turn.text)
	}
	b.WriteString(deepseekAssistant + "<think>\n")
	return b.String()
}

// deepseekText has the reasoning before the answer, as the native text does. The newlines
// on either side of the tag belong to the two texts: Converse keeps them (recorded).
func deepseekText(a *Answer) string {
	var b strings.Builder
	for _, block := range a.Content {
		b.WriteString(block.Text)
		if block.Type == "thinking" && (a.Text != "" || a.StopReason != "max_tokens") {
			b.WriteString("</think>") // not when the limit cut the reasoning itself
		}
	}
	return b.String()
}

func (f deepseekR1) reply(rd *reading, a *Answer) object {
	return deepseekChoice(deepseekText(a), f.stopReason(rd, a))
}

func deepseekChoice(text string, reason any) object {
	return object{{"choices", []any{object{{"text", text}, {"stop_reason", reason}}}}}
}

func (f deepseekR1) events(rd *reading, a *Answer) []object {
	return chunked(deepseekText(a), f.stopReason(rd, a), deepseekChoice)
}

func (deepseekR1) stopReason(rd *reading, a *Answer) string { return lengthOrStop(a) }

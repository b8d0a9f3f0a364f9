package bedrocktest

import "strings"

// mistralText is Mistral's models with a prompt in their body.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html
type mistralText struct{ completions }

// models lists ids, with features from
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
func (mistralText) models(choices) []*model {
	small := mistralCompletion(map[string]any{"max_tokens": 512.0, "temperature": 0.5, "top_p": 0.9, "top_k": 50.0})
	large := mistralCompletion(map[string]any{"max_tokens": 8192.0, "temperature": 0.7, "top_p": 1.0})
	// Mistral Large takes the choice any besides auto; a named tool, which nobody
	// documents for it, is let through here with it.
	// https://github.com/langchain-ai/langchain-aws/blob/main/libs/aws/langchain_aws/chat_models/bedrock_converse.py
	return []*model{
		{id: "mistral.mistral-7b-instruct-v0:2", maxOutput: 8192, documents: true, regionOnly: true, traits: small},
		{id: "mistral.mixtral-8x7b-instruct-v0:1", maxOutput: 4096, documents: true, regionOnly: true, traits: small},
		{id: "mistral.mistral-small-2402-v1:0", maxOutput: 8192, system: true, tools: true, regionOnly: true, traits: large},
		{id: "mistral.mistral-large-2402-v1:0", maxOutput: 8192, system: true, tools: true, forcedTools: true, documents: true, regionOnly: true, traits: large},
	}
}

func mistralCompletion(defaults map[string]any) *completion {
	return &completion{
		schema: mistralTextSchema,
		fields: map[string]string{
			"max_tokens": "max_tokens", "temperature": "temperature", "top_p": "top_p", "top_k": "top_k", "stop_sequences": "stop",
		},
		defaults: defaults,
		begin:    "<s>",
		template: mistralTemplate,
	}
}

func mistralTextSchema(m *model) *schema {
	return fields("prompt", map[string]*schema{
		"prompt":      {kind: stringKind, minLen: 1},
		"max_tokens":  integer(1, float64(m.maxOutput)),
		"stop":        {kind: arrayKind, items: str(), maxItems: 10},
		"temperature": number(0, 1),
		"top_p":       number(0, 1),
		"top_k":       integer(1, 200),
	})
}

// mistralTemplate is the documented format: what the user says stands inside
// [INST], what the assistant says outside. Where system text and tools go is
// the form of Mistral's own tokenizer, unconfirmed for the service.
// https://docs.mistral.ai/guides/tokenization/
func mistralTemplate(t chatText) string {
	var b strings.Builder
	b.WriteString("<s>")
	if len(t.tools) > 0 {
		b.WriteString("[AVAILABLE_TOOLS] " + string(mustMarshal(t.tools)) + " [/AVAILABLE_TOOLS]")
	}
	system := ""
	if t.system != "" {
		system = t.system + "\n\n"
	}
	for i, turn := range t.turns {
		if turn.role == "assistant" {
			b.WriteString("\n" + turn.text + "</s>")
			continue
		}
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("[INST] " + system + turn.text + " [/INST]")
		system = ""
	}
	return b.String()
}

func (f mistralText) reply(rd *reading, a *Answer) object {
	return mistralOutput(a.Text, f.stopReason(rd, a))
}

func mistralOutput(text string, reason any) object {
	return object{{"outputs", []any{object{{"text", text}, {"stop_reason", reason}}}}}
}

func (f mistralText) events(rd *reading, a *Answer) []object {
	return chunked(a.Text, f.stopReason(rd, a), mistralOutput)
}

func (mistralText) stopReason(rd *reading, a *Answer) string { return lengthOrStop(a) }

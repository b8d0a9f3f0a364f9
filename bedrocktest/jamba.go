package bedrocktest

// jamba lists AI21 Jamba.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html
// https://docs.ai21.com/reference/jamba-1-6-api-ref (tools, documents, response_format)
func jamba() []*model {
	extra := func() map[string]*schema {
		return map[string]*schema{
			"n": integer(1, 16), "frequency_penalty": number(-2, 2), "presence_penalty": number(-2, 2),
		}
	}
	later := extra()
	later["documents"] = list(fields("content", map[string]*schema{"content": str(), "metadata": anything()}))
	later["response_format"] = &schema{kind: objectKind, open: true}
	traits := func(extra map[string]*schema) *chatTraits {
		return &chatTraits{defaults: map[string]any{"temperature": 1.0, "top_p": 1.0}, extra: extra}
	}
	instruct := chatModel("ai21.jamba-instruct-v1:0", 4096, traits(extra()))
	instruct.tools, instruct.documents = false, false
	return []*model{
		instruct,
		chatModel("ai21.jamba-1-5-mini-v1:0", 4096, traits(later)),
		chatModel("ai21.jamba-1-5-large-v1:0", 4096, traits(later)),
	}
}

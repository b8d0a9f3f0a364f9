package bedrocktest

// chatExtras are the further keys of OpenAI's body.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
func chatExtras() map[string]*schema {
	return map[string]*schema{
		"model": str(), "stream": boolean(), "max_completion_tokens": integerFrom(0),
		"response_format": {kind: objectKind, open: true}, "reasoning_effort": enum("low", "medium", "high"),
		"n": integerFrom(1), "logprobs": boolean(), "top_logprobs": integer(0, 20), "logit_bias": {kind: objectKind, open: true},
		"seed": integerFrom(-1 << 62), "presence_penalty": number(-2, 2), "frequency_penalty": number(-2, 2),
		"user": str(), "metadata": {kind: objectKind, open: true}, "parallel_tool_calls": boolean(), "top_k": integerFrom(0),
	}
}

// openAI lists gpt-oss, whose reasoning stands in the native text and in a
// block of its own on Converse. That it refuses stop sequences there is
// reported: https://github.com/crewAIInc/crewAI/issues/3317
func openAI() []*model {
	var list []*model
	for _, id := range []string{
		"openai.gpt-oss-20b-1:0", "openai.gpt-oss-120b-1:0", "openai.gpt-oss-20b", "openai.gpt-oss-120b",
		"openai.gpt-oss-safeguard-20b", "openai.gpt-oss-safeguard-120b",
	} {
		extra := chatExtras()
		delete(extra, "top_k")
		m := chatModel(id, 16384, &chatTraits{
			defaults: map[string]any{"temperature": 1.0, "top_p": 1.0, "reasoning_effort": "medium"},
			extra:    extra, reasons: reasonsInText,
		})
		m.noStops = true
		list = append(list, m)
	}
	return list
}

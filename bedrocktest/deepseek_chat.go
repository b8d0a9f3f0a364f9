package bedrocktest

// deepseekChat lists DeepSeek V3, which takes messages; its body is inferred
// from the models of the same form.
// https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
func deepseekChat() []*model {
	return []*model{
		chatModel("deepseek.v3-v1:0", 8192, &chatTraits{extra: chatExtras()}),
		chatModel("deepseek.v3.2", 8192, &chatTraits{extra: chatExtras()}),
	}
}

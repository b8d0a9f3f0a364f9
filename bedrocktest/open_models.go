package bedrocktest

// openModels lists the other providers whose models take a Chat Completions
// body. Their limits and defaults are unconfirmed.
// https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
func openModels() []*model {
	const limit = 16384
	var list []*model
	for _, id := range []string{
		"google.gemma-3-4b-it", "google.gemma-3-12b-it", "google.gemma-3-27b-it",
		"zai.glm-4.7", "zai.glm-4.7-flash", "zai.glm-5",
		"nvidia.nemotron-nano-9b-v2", "nvidia.nemotron-nano-12b-v2", "nvidia.nemotron-nano-3-30b", "nvidia.nemotron-super-3-120b",
		"mistral.mistral-large-3-675b-instruct", "mistral.ministral-3-3b-instruct", "mistral.ministral-3-8b-instruct",
		"mistral.ministral-3-14b-instruct", "mistral.magistral-small-2509", "mistral.devstral-2-123b",
		"mistral.voxtral-mini-3b-2507", "mistral.voxtral-small-24b-2507",
	} {
		list = append(list, chatModel(id, limit, &chatTraits{extra: chatExtras()}))
	}
	// These reason before every answer, in the text.
	for _, id := range []string{"minimax.minimax-m2", "minimax.minimax-m2.1", "minimax.minimax-m2.5"} {
		list = append(list, chatModel(id, limit, &chatTraits{extra: chatExtras(), reasons: reasonsInText}))
	}
	return list
}

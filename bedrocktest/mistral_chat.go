package bedrocktest

// mistralChat lists Mistral Large 2 and Pixtral.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-pixtral-large.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
func mistralChat() []*model {
	traits := func() *chatTraits {
		return &chatTraits{
			defaults: map[string]any{"temperature": 0.7, "top_p": 1.0}, temperature: 1, anyChoice: "any",
			extra: map[string]*schema{"random_seed": integerFrom(0)}, // unconfirmed on Bedrock
		}
	}
	large := traits()
	large.reason, large.terse = "stop_reason", true
	list := []*model{
		chatModel("mistral.mistral-large-2407-v1:0", 8192, large),
		chatModel("mistral.pixtral-large-2502-v1:0", 8192, traits()),
	}
	for _, m := range list {
		m.streamTools = false
	}
	// The feature table denies Pixtral pictures on Converse; a recording has one.
	pixtral := list[1]
	pixtral.vision, pixtral.maxImages, pixtral.regionOnly = true, 20, false
	return list
}

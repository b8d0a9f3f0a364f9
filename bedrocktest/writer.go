package bedrocktest

// writer lists Writer Palmyra.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
func writer() []*model {
	var list []*model
	for _, id := range []string{"writer.palmyra-x4-v1:0", "writer.palmyra-x5-v1:0"} {
		m := chatModel(id, 8192, &chatTraits{
			defaults: map[string]any{"temperature": 1.0, "top_p": 1.0, "min_tokens": 0.0, "presence_penalty": 0.0, "frequency_penalty": 0.0},
			limit:    16, stops: 4,
			extra: map[string]*schema{
				"min_tokens": integerFrom(0), "seed": integerFrom(-1 << 62),
				"presence_penalty": number(-2, 2), "frequency_penalty": number(-2, 2),
			},
		})
		m.regionOnly, m.streamTools = false, false
		list = append(list, m)
	}
	return list
}

package bedrocktest

// moonshot lists Kimi, which reasons before every answer, in its native text between
// tags, and takes no stop sequences. Limits and defaults are unconfirmed.
// https://github.com/BerriAI/litellm/blob/main/litellm/llms/bedrock/chat/invoke_transformations/amazon_moonshot_transformation.py
func moonshot() []*model {
	var list []*model
	for _, id := range []string{"moonshot.kimi-k2-thinking", "moonshotai.kimi-k2.5"} {
		m := chatModel(id, 16384, &chatTraits{extra: chatExtras(), reasons: reasonsInText})
		m.noStops = true
		list = append(list, m)
	}
	return list
}

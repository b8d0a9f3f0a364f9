package bedrocktest

// qwen lists Qwen3. Its output limits and defaults are unconfirmed; it takes
// reasoning_config (recorded).
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-qwen-qwen3-32b.html
func qwen() []*model {
	var list []*model
	for _, id := range []string{
		"qwen.qwen3-32b-v1:0", "qwen.qwen3-235b-a22b-2507-v1:0", "qwen.qwen3-coder-480b-a35b-v1:0",
		"qwen.qwen3-coder-30b-a3b-v1:0", "qwen.qwen3-coder-next", "qwen.qwen3-next-80b-a3b", "qwen.qwen3-vl-235b-a22b",
	} {
		extra := chatExtras()
		extra["reasoning_config"] = enum("low", "medium", "high")
		m := chatModel(id, 16384, &chatTraits{extra: extra})
		m.noStops = true
		list = append(list, m)
	}
	seeing := list[len(list)-1]
	seeing.vision, seeing.maxImages = true, 20
	return list
}

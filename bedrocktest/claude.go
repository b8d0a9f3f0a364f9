package bedrocktest

// claudeMessages is the Messages API of Claude 3 and later.
type claudeMessages struct{}

func (claudeMessages) models(choices) []*model { return claudeMessagesModels() }

func (claudeMessages) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	seen, err := readClaude(m, body)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen}, nil
}

func (claudeMessages) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	seen, err := converseClaude(m, r)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

// claudeFields names the Converse field behind each key of the body that a
// Converse request is written out as.
var claudeFields = map[string]string{
	"anthropic_version": "anthropic_version",
	"max_tokens":        "inferenceConfig.maxTokens",
	"temperature":       "inferenceConfig.temperature",
	"top_p":             "inferenceConfig.topP",
	"stop_sequences":    "inferenceConfig.stopSequences",
	"messages":          "messages",
	"system":            "system",
	"tools":             "toolConfig.tools",
	"tool_choice/type":  "toolConfig.toolChoice",
}

// converseClaude writes a Converse request out as a Messages body, merges the
// additional fields in and reads the result.
func converseClaude(m *model, r *converseRequest) (*Seen, *apiError) {
	body := claudeBody(r)
	names := claudeFields
	if r.toolChoice != nil {
		names = withField(names, "tool_choice/type", "toolConfig.toolChoice."+r.toolChoice.Type)
	}
	if err := mergeAdditional(body, r.additional, names); err != nil {
		return nil, err
	}
	if body["max_tokens"] == nil {
		body["max_tokens"] = jsonInt(converseDefaultLimit(m))
	}
	seen, err := readClaude(m, body)
	if err != nil {
		return nil, err
	}
	patchDocuments(seen, r)
	return seen, nil
}

// converseDefaultLimit is what Converse sends where maxTokens is absent: the
// model's maximum. Recorded on Claude Sonnet 4.5, where a thinking budget of
// 10000 without maxTokens is accepted; reports of 4096 exist for other models.
// https://github.com/BerriAI/litellm/issues/41529
func converseDefaultLimit(m *model) int {
	if claudeOf(m).outputBelow {
		return m.maxOutput - 1
	}
	return m.maxOutput
}

func withField(names map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range names {
		if k != key {
			out[k] = v
		}
	}
	return out
}

package bedrocktest

// cohereCommand is Cohere Command and Command Light, the Generate API.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html
type cohereCommand struct{ completions }

func (cohereCommand) models(choices) []*model {
	c := &completion{
		schema: cohereCommandSchema,
		fields: map[string]string{
			"max_tokens": "max_tokens", "temperature": "temperature", "top_p": "p", "top_k": "k", "stop_sequences": "stop_sequences",
		},
		passed:   []string{"return_likelihoods", "num_generations", "logit_bias", "truncate"},
		defaults: map[string]any{"max_tokens": 20.0, "temperature": 0.9, "top_p": 0.75, "top_k": 0.0},
		template: onlyText,
	}
	list := []*model{{id: "cohere.command-text-v14", documents: true}, {id: "cohere.command-light-text-v14"}}
	for _, m := range list {
		m.maxOutput, m.singleTurn, m.regionOnly, m.traits = 4096, true, true, c
	}
	return list
}

func cohereCommandSchema(m *model) *schema {
	return fields("prompt", map[string]*schema{
		"prompt":             {kind: stringKind, minLen: 1},
		"temperature":        number(0, 5),
		"p":                  number(0, 1),
		"k":                  number(0, 500),
		"max_tokens":         integer(1, float64(m.maxOutput)),
		"stop_sequences":     {kind: arrayKind, items: str(), maxItems: 4},
		"return_likelihoods": enum("GENERATION", "ALL", "NONE"),
		"stream":             boolean(),
		"num_generations":    integer(1, 5),
		"logit_bias":         {kind: objectKind, open: true},
		"truncate":           enum("NONE", "START", "END"),
	})
}

// reply has as many generations as were asked for. The first is the answer;
// the others are what the model says to the same prompt when asked again.
func (f cohereCommand) reply(rd *reading, a *Answer) object {
	n := paramInt(rd.seen.Params, "num_generations", 1)
	generations := make([]any, n)
	for i := range generations {
		text, reason := a.Text, f.stopReason(rd, a)
		if i > 0 {
			other := *rd.seen
			other.Prompt += "\x00" + string(rune('0'+i))
			again := answerTo(&other)
			text, reason = again.Text, f.stopReason(rd, again)
		}
		generations[i] = object{{"id", madeUUID([]any{a, i})}, {"text", text}, {"finish_reason", reason}}
	}
	return object{{"id", madeUUID(a)}, {"generations", generations}, {"prompt", rd.seen.Prompt}}
}

func (f cohereCommand) events(rd *reading, a *Answer) []object {
	return chunked(a.Text, f.stopReason(rd, a), func(piece string, reason any) object {
		if reason == nil {
			return object{{"index", 0}, {"is_finished", false}, {"text", piece}}
		}
		return object{{"index", 0}, {"is_finished", true}, {"finish_reason", reason}}
	})
}

func (cohereCommand) stopReason(rd *reading, a *Answer) string {
	if a.StopReason == "max_tokens" {
		return "MAX_TOKENS"
	}
	return "COMPLETE"
}

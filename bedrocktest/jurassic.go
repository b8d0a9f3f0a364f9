package bedrocktest

// jurassic is AI21 Jurassic-2, which does not stream.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jurassic2.html
type jurassic struct{ completions }

// models lists the two models and the names they had before.
// https://github.com/epam/ai-dial-adapter-bedrock/issues/30
func (jurassic) models(choices) []*model {
	c := &completion{
		schema: jurassicSchema,
		fields: map[string]string{
			"max_tokens": "maxTokens", "temperature": "temperature", "top_p": "topP", "stop_sequences": "stopSequences",
		},
		passed:   []string{"countPenalty", "presencePenalty", "frequencyPenalty", "minTokens"},
		defaults: map[string]any{"max_tokens": 200.0, "temperature": 0.5, "top_p": 0.5},
		template: onlyText,
	}
	list := []*model{
		{id: "ai21.j2-mid-v1"}, {id: "ai21.j2-ultra-v1"}, {id: "ai21.j2-grande-instruct"}, {id: "ai21.j2-jumbo-instruct"},
	}
	for _, m := range list {
		m.maxOutput, m.singleTurn, m.noStream, m.regionOnly, m.traits = 8191, true, true, true, c
	}
	return list
}

func jurassicSchema(m *model) *schema {
	return fields("prompt", map[string]*schema{
		"prompt":           {kind: stringKind, minLen: 1},
		"maxTokens":        integer(0, float64(m.maxOutput)),
		"temperature":      number(0, 1),
		"topP":             number(0, 1),
		"stopSequences":    list(str()),
		"countPenalty":     jurassicPenalty(1),
		"presencePenalty":  jurassicPenalty(5),
		"frequencyPenalty": jurassicPenalty(500),
		"minTokens":        integerFrom(0), // AI21's own API; unconfirmed
	})
}

func jurassicPenalty(max float64) *schema {
	s := fields("scale", map[string]*schema{"scale": number(0, max)})
	for _, kind := range []string{"Whitespaces", "Punctuations", "Numbers", "Stopwords", "Emojis"} {
		s.fields["applyTo"+kind] = boolean()
	}
	return s
}

// reply lists the tokens of the prompt and of the text (recorded).
func (f jurassic) reply(rd *reading, a *Answer) object {
	return object{
		{"id", 1234}, // what the service sends (recorded)
		{"prompt", object{{"text", rd.seen.Prompt}, {"tokens", jurassicTokens(rd.seen.Prompt)}}},
		{"completions", []any{object{
			{"data", object{{"text", a.Text}, {"tokens", jurassicTokens(a.Text)}}},
			{"finishReason", object{{"reason", f.stopReason(rd, a)}}},
		}}},
	}
}

func jurassicTokens(text string) []any {
	out := []any{}
	at := 0
	for _, t := range tokenize(text) {
		// A made-up probability that hangs on the token alone.
		logprob := -0.125 - float64(len(t))/2
		out = append(out, object{
			{"generatedToken", object{{"token", t}, {"logprob", logprob}, {"raw_logprob", logprob}}},
			{"topTokens", nil},
			{"textRange", object{{"start", at}, {"end", at + len(t)}}},
		})
		at += len(t)
	}
	return out
}

func (jurassic) events(rd *reading, a *Answer) []object { return nil }

func (jurassic) stopReason(rd *reading, a *Answer) string {
	switch a.StopReason {
	case "max_tokens":
		return "length"
	case "stop_sequence":
		return "stop"
	}
	return "endoftext"
}

package bedrocktest

// claudeText is Claude 2 and Instant. Their native body is a text completion;
// they take Messages bodies as well, and Converse reaches them that way
// (recorded on claude-v2: both count 37 input tokens for one conversation).
// Either way the model sees one text with Human and Assistant markers, so Seen
// has that text alone.
type claudeText struct{}

func (claudeText) models(choices) []*model { return claude2Models() }

// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html
func claudeTextSchema() *schema {
	return fields("prompt max_tokens_to_sample", map[string]*schema{
		"prompt":               {kind: stringKind, minLen: 1},
		"max_tokens_to_sample": integer(0, 4096),
		"stop_sequences":       list(str()),
		"temperature":          number(0, 1),
		"top_p":                number(0, 1),
		"top_k":                integer(0, 500),
		"anthropic_version":    str(), // optional here; seen in the wild, unconfirmed
	})
}

func (f claudeText) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if body["messages"] != nil {
		seen, err := readClaude(m, body)
		if err != nil {
			return nil, err
		}
		if body["top_p"] == nil {
			delete(seen.Params, "top_p") // that of messages
		}
		return &reading{model: m, seen: flattenClaude(seen)}, nil
	}
	if err := malformed(claudeTextSchema().check(body)); err != nil {
		return nil, err
	}
	prompt := asString(body["prompt"])
	seen := &Seen{Model: m.id, Prompt: prompt, Params: map[string]any{
		"max_tokens": canonical(body["max_tokens_to_sample"]),
		"top_k":      250.0, // on by default here, off on the Messages API
	}}
	for _, key := range []string{"temperature", "top_p", "top_k"} {
		if v := body[key]; v != nil {
			seen.Params[key] = canonical(v)
		}
	}
	claude2Defaults(seen.Params)
	setStops(seen.Params, asStrings(body["stop_sequences"]))
	return &reading{model: m, seen: seen, userText: prompt, promptForm: true}, nil
}

func (f claudeText) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	seen, err := converseClaude(m, r)
	if err != nil {
		return nil, err
	}
	if claudeBody(r)["top_p"] == nil && r.additional["top_p"] == nil {
		delete(seen.Params, "top_p") // that of messages
	}
	return &reading{model: m, seen: flattenClaude(seen), userText: r.userText()}, nil
}

// flattenClaude keeps the rendered text and the attachments of a conversation.
func flattenClaude(s *Seen) *Seen {
	out := &Seen{Model: s.Model, Prompt: s.Prompt, Params: s.Params, Attachments: s.Attachments}
	stops, _ := out.Params["stop_sequences"].([]string)
	delete(out.Params, "stop_sequences")
	claude2Defaults(out.Params)
	setStops(out.Params, stops)
	return out
}

// claude2Defaults applies the defaults that do not depend on the body's form.
// The service documents 1 for top_p on completions and 0.999 on messages; both
// mean off, and one model is taken to have one default.
func claude2Defaults(p map[string]any) {
	for _, key := range []string{"temperature", "top_p"} {
		if p[key] == nil {
			p[key] = 1.0
		}
	}
}

// setStops records stop sequences, without the one that always applies.
func setStops(p map[string]any, stops []string) {
	var own []string
	for _, s := range stops {
		if s != "\n\nHuman:" {
			own = append(own, s)
		}
	}
	if len(own) > 0 {
		p["stop_sequences"] = own
	}
}

// reply writes a completion. A real completion begins with a space that the
// answers through messages lack (recorded); here both APIs give one text.
func (f claudeText) reply(rd *reading, a *Answer) object {
	if !rd.promptForm {
		return claudeMessages{}.reply(rd, a)
	}
	return object{
		{"type", "completion"},
		{"completion", a.Text},
		{"stop_reason", f.stopReason(rd, a)},
		{"stop", completionStop(a)},
	}
}

// completionStop is the stop string that ended the text: the built-in one at
// the natural end (recorded).
func completionStop(a *Answer) any {
	switch a.StopReason {
	case "end_turn":
		return "\n\nHuman:"
	case "stop_sequence":
		return a.StopSequence
	}
	return nil
}

func (f claudeText) events(rd *reading, a *Answer) []object {
	if !rd.promptForm {
		return claudeMessages{}.events(rd, a)
	}
	pieces := split(a.Text)
	out := make([]object, 0, len(pieces)+1)
	for _, p := range pieces {
		out = append(out, object{{"type", "completion"}, {"completion", p}, {"stop_reason", nil}, {"stop", nil}})
	}
	return append(out, object{
		{"type", "completion"}, {"completion", ""},
		{"stop_reason", f.stopReason(rd, a)}, {"stop", completionStop(a)},
	})
}

func (claudeText) stopReason(rd *reading, a *Answer) string {
	if rd.promptForm && a.StopReason == "end_turn" {
		return "stop_sequence"
	}
	return a.StopReason
}

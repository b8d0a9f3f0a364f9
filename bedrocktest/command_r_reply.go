package bedrocktest

func (f commandR) reply(rd *reading, a *Answer) object {
	out := object{
		{"response_id", madeUUID(a)}, {"text", a.Text}, {"generation_id", madeUUID([]any{a, "generation"})},
		{"chat_history", commandRHistory(rd, a)},
		{"finish_reason", f.stopReason(rd, a)},
	}
	if calls := commandRCalls(a); calls != nil {
		out = append(out, member{"tool_calls", calls})
	}
	if rd.seen.Params["return_prompt"] == true {
		out = append(out, member{"prompt", rd.seen.Prompt})
	}
	return out
}

// commandRHistory is the conversation with the answer added to it (recorded).
func commandRHistory(rd *reading, a *Answer) []any {
	var out []any
	for _, t := range rd.seen.Turns {
		out = append(out, object{{"role", commandRRoles[t.Role]}, {"message", turnBlocks(rd.seen, t.Content)}})
	}
	return append(out, object{{"role", "CHATBOT"}, {"message", a.Text}})
}

func commandRCalls(a *Answer) []any {
	var out []any
	for _, b := range a.Content {
		if b.Type == "tool_use" {
			out = append(out, object{{"name", b.Name}, {"parameters", b.Input}})
		}
	}
	return out
}

// events are Cohere's own, told apart by event_type.
// https://docs.cohere.com/v1/docs/streaming
func (f commandR) events(rd *reading, a *Answer) []object {
	event := func(done bool, kind string, more ...member) object {
		return append(object{{"is_finished", done}, {"event_type", kind}}, more...)
	}
	out := []object{event(false, "stream-start", member{"generation_id", madeUUID([]any{a, "generation"})})}
	for _, piece := range split(a.Text) {
		out = append(out, event(false, "text-generation", member{"text", piece}))
	}
	if calls := commandRCalls(a); calls != nil {
		out = append(out, event(false, "tool-calls-generation", member{"tool_calls", calls}))
	}
	return append(out, event(true, "stream-end",
		member{"finish_reason", f.stopReason(rd, a)}, member{"response", f.reply(rd, a)}))
}

// stopReason is in capitals where the page has small letters (recorded), and names stop
// sequences, of which the page says nothing. A turn that calls tools is complete.
func (commandR) stopReason(rd *reading, a *Answer) string {
	switch a.StopReason {
	case "max_tokens":
		return "MAX_TOKENS"
	case "stop_sequence":
		return "STOP_SEQUENCE"
	}
	return "COMPLETE"
}

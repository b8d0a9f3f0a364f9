package bedrocktest

// chatCreated is the "created" of every answer, which hangs on no clock.
const chatCreated = 1767225600

func (f chat) reply(rd *reading, a *Answer) object {
	message := object{{"role", "assistant"}, {"content", chatContent(rd, a)}}
	if text := chatReasoning(a); text != "" && chatOf(rd.model).reasons == reasonsBeside {
		message = append(message, member{"reasoning_content", text})
	}
	if calls := chatCalls(a); len(calls) > 0 {
		message = append(message, member{"tool_calls", calls})
	}
	choice := object{{"index", 0}, {"message", message}, {chatOf(rd.model).reason, f.stopReason(rd, a)}}
	if chatOf(rd.model).terse {
		return object{{"choices", []any{choice}}}
	}
	out := chatHead(rd, a, "chat.completion", choice)
	return append(out, member{"usage", object{
		{"prompt_tokens", a.InputTokens}, {"completion_tokens", a.OutputTokens}, {"total_tokens", a.InputTokens + a.OutputTokens},
	}})
}

func chatHead(rd *reading, a *Answer, kind string, choice object) object {
	return object{
		{"id", "chatcmpl-" + madeUUID(a)[:8]}, {"object", kind}, {"created", chatCreated}, {"model", rd.model.id},
		{"choices", []any{choice}},
	}
}

// chatContent is the text of the one choice, with the reasoning before it on
// models that write it there.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
func chatContent(rd *reading, a *Answer) string {
	if text := chatReasoning(a); text != "" && chatOf(rd.model).reasons == reasonsInText {
		return "<reasoning>" + text + "</reasoning>" + a.Text
	}
	return a.Text
}

func chatReasoning(a *Answer) string {
	for _, b := range a.Content {
		if b.Type == "thinking" {
			return b.Text
		}
	}
	return ""
}

func chatCalls(a *Answer) []any {
	var out []any
	for _, b := range a.Content {
		if b.Type == "tool_use" {
			out = append(out, object{
				{"id", b.ID}, {"type", "function"},
				{"function", object{{"name", b.Name}, {"arguments", string(mustMarshal(b.Input))}}},
			})
		}
	}
	return out
}

// events writes the text piece by piece, a tool call whole, and the reason at
// the end. The chunks of terse models have a message instead of a delta.
func (f chat) events(rd *reading, a *Answer) []object {
	chunk := func(reason any, delta ...member) object {
		name := "delta"
		if chatOf(rd.model).terse {
			name = "message"
		}
		choice := object{{"index", 0}, {name, append(object{{"role", "assistant"}}, delta...)}, {chatOf(rd.model).reason, reason}}
		if chatOf(rd.model).terse {
			return object{{"choices", []any{choice}}}
		}
		return chatHead(rd, a, "chat.completion.chunk", choice)
	}
	var out []object
	if text := chatReasoning(a); text != "" && chatOf(rd.model).reasons == reasonsBeside {
		for _, piece := range split(text) {
			out = append(out, chunk(nil, member{"reasoning_content", piece}))
		}
	}
	for _, piece := range split(chatContent(rd, a)) {
		out = append(out, chunk(nil, member{"content", piece}))
	}
	for i, v := range chatCalls(a) {
		call := append(object{{"index", i}}, v.(object)...)
		out = append(out, chunk(nil, member{"tool_calls", []any{call}}))
	}
	return append(out, chunk(f.stopReason(rd, a), member{"content", ""}))
}

func (chat) stopReason(rd *reading, a *Answer) string {
	if a.StopReason == "tool_use" {
		return "tool_calls"
	}
	return lengthOrStop(a)
}

package bedrocktest

// reply writes a Messages answer.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
func (f claudeMessages) reply(rd *reading, a *Answer) object {
	content := make([]any, len(a.Content))
	for i, b := range a.Content {
		content[i] = claudeAnswerBlock(b)
	}
	out := object{
		{"id", messageID(a)}, {"type", "message"}, {"role", "assistant"}, {"model", claudeOf(rd.model).name},
		{"content", content},
		{"stop_reason", f.stopReason(rd, a)}, {"stop_sequence", stopOrNull(a)},
	}
	if claudeOf(rd.model).detailed {
		out = append(out, member{"stop_details", nil})
	}
	return append(out, member{"usage", claudeUsage(rd, a, a.OutputTokens)})
}

func (claudeMessages) stopReason(rd *reading, a *Answer) string { return a.StopReason }

// messageID is a made-up id, the same for the same answer.
func messageID(a *Answer) string {
	return "msg_bdrk_01" + newAttachment("", "", mustMarshal(a)).SHA256[:22]
}

func stopOrNull(a *Answer) any {
	if a.StopReason == "stop_sequence" {
		return a.StopSequence
	}
	return nil
}

// toolPrefix goes before the id of a tool call on InvokeModel (recorded).
const toolPrefix = "toolu_bdrk_01"

func claudeAnswerBlock(b AnswerBlock) object {
	switch b.Type {
	case "thinking":
		return object{{"type", "thinking"}, {"thinking", b.Text}, {"signature", b.Signature}}
	case "tool_use":
		return object{{"type", "tool_use"}, {"id", toolPrefix + b.ID}, {"name", b.Name}, {"input", b.Input}}
	}
	return object{{"type", "text"}, {"text", b.Text}}
}

// claudeUsage counts tokens; models with caching report that too.
func claudeUsage(rd *reading, a *Answer, output int) object {
	if !rd.model.caching {
		return object{{"input_tokens", a.InputTokens}, {"output_tokens", output}}
	}
	usage := object{
		{"input_tokens", a.InputTokens},
		{"cache_creation_input_tokens", a.CacheWrite},
		{"cache_read_input_tokens", 0},
		{"output_tokens", output},
	}
	if claudeOf(rd.model).detailed {
		usage = append(usage,
			member{"cache_creation", cacheCreation(a)},
			member{"output_tokens_details", object{{"thinking_tokens", thinkingTokens(a)}}},
			member{"service_tier", "standard"})
	}
	return usage
}

func cacheCreation(a *Answer) object {
	short, long := a.CacheWrite, 0
	if a.CacheTTL == "1h" {
		short, long = long, short
	}
	return object{{"ephemeral_5m_input_tokens", short}, {"ephemeral_1h_input_tokens", long}}
}

func thinkingTokens(a *Answer) int {
	n := 0
	for _, b := range a.Content {
		if b.Type == "thinking" {
			n += countTokens(b.Text)
		}
	}
	return n
}

// events writes the native stream: message_start, each block's start, deltas
// and stop, message_delta, message_stop.
func (f claudeMessages) events(rd *reading, a *Answer) []object {
	start := object{
		{"id", messageID(a)}, {"type", "message"}, {"role", "assistant"}, {"model", claudeOf(rd.model).name},
		{"content", []any{}}, {"stop_reason", nil}, {"stop_sequence", nil},
		{"usage", claudeUsage(rd, a, min(1, a.OutputTokens))},
	}
	out := []object{{{"type", "message_start"}, {"message", start}}}
	for i, b := range a.Content {
		out = append(out, claudeBlockEvents(i, b)...)
	}
	return append(out,
		object{
			{"type", "message_delta"},
			{"delta", object{{"stop_reason", f.stopReason(rd, a)}, {"stop_sequence", stopOrNull(a)}}},
			{"usage", object{{"output_tokens", a.OutputTokens}}},
		},
		object{{"type", "message_stop"}})
}

func claudeBlockEvents(index int, b AnswerBlock) []object {
	event := func(kind string, members ...member) object {
		return append(object{{"type", kind}, {"index", index}}, members...)
	}
	delta := func(kind, key, text string) object {
		return event("content_block_delta", member{"delta", object{{"type", kind}, {key, text}}})
	}
	var out []object
	switch b.Type {
	case "thinking":
		out = append(out, event("content_block_start", member{"content_block", object{{"type", "thinking"}, {"thinking", ""}, {"signature", ""}}}))
		for _, piece := range split(b.Text) {
			out = append(out, delta("thinking_delta", "thinking", piece))
		}
		out = append(out, delta("signature_delta", "signature", b.Signature))
	case "tool_use":
		open := claudeAnswerBlock(b)
		open[3].value = object{}
		out = append(out, event("content_block_start", member{"content_block", open}))
		for _, piece := range inputPieces(b) {
			out = append(out, delta("input_json_delta", "partial_json", piece))
		}
	default:
		out = append(out, event("content_block_start", member{"content_block", object{{"type", "text"}, {"text", ""}}}))
		for _, piece := range split(b.Text) {
			out = append(out, delta("text_delta", "text", piece))
		}
	}
	return append(out, event("content_block_stop"))
}

// inputPieces cuts a tool's input at arbitrary characters, after a first empty
// piece, as Claude does (recorded). A call without arguments has only that.
func inputPieces(b AnswerBlock) []string {
	text := string(mustMarshal(b.Input))
	if text == "{}" {
		return []string{""}
	}
	return append([]string{""}, group(tokenize(text), 3)...)
}

package bedrocktest

func (f nova) reply(rd *reading, a *Answer) object {
	content := make([]any, len(a.Content))
	for i, b := range a.Content {
		content[i] = novaAnswerBlock(b)
	}
	usage := novaUsage(rd, a)
	if rd.seen.Guardrail != nil {
		usage = usage[:1] // recorded: a guardrail loses the other counts
	} else {
		total := member{"totalTokens", a.InputTokens + a.CacheWrite + a.OutputTokens}
		usage = append(usage[:2:2], append(object{total}, usage[2:]...)...)
	}
	return object{
		{"output", object{{"message", object{{"content", content}, {"role", "assistant"}}}}},
		{"stopReason", f.stopReason(rd, a)},
		{"usage", usage},
	}
}

// novaUsage: input and output tokens, then the cache's.
func novaUsage(rd *reading, a *Answer) object {
	return object{
		{"inputTokens", a.InputTokens}, {"outputTokens", a.OutputTokens},
		{"cacheReadInputTokenCount", 0}, {"cacheWriteInputTokenCount", a.CacheWrite},
	}
}

func novaAnswerBlock(b AnswerBlock) object {
	switch b.Type {
	case "thinking":
		return object{{"reasoningContent", object{{"reasoningText", object{{"text", b.Text}}}}}}
	case "tool_use":
		return object{{"toolUse", object{{"name", b.Name}, {"toolUseId", madeUUID(b.ID)}, {"input", b.Input}}}}
	}
	return object{{"text", b.Text}}
}

func (nova) stopReason(rd *reading, a *Answer) string { return a.StopReason }

// events look like ConverseStream's but are not: every piece of text is a block
// of its own, stopped at once, and tool input comes in one piece (recorded).
func (f nova) events(rd *reading, a *Answer) []object {
	out := []object{{{"messageStart", object{{"role", "assistant"}}}}}
	index := 0
	block := func(deltas ...object) {
		at := member{"contentBlockIndex", index}
		for _, d := range deltas {
			name := "contentBlockDelta"
			if d[0].key == "start" {
				name = "contentBlockStart"
			}
			out = append(out, object{{name, append(d, at)}})
		}
		out = append(out, object{{"contentBlockStop", object{at}}})
		index++
	}
	for _, b := range a.Content {
		switch b.Type {
		case "tool_use":
			start := object{{"toolUse", object{{"toolUseId", madeUUID(b.ID)}, {"name", b.Name}}}}
			input := object{{"toolUse", object{{"input", string(mustMarshal(b.Input))}}}}
			block(object{{"start", start}}, object{{"delta", input}})
		case "thinking":
			block(object{{"delta", object{{"reasoningContent", object{{"text", b.Text}}}}}}) // as ConverseStream has it; unconfirmed
		default:
			for _, piece := range split(b.Text) {
				block(object{{"delta", object{{"text", piece}}}})
			}
		}
	}
	return append(out,
		object{{"messageStop", object{{"stopReason", f.stopReason(rd, a)}}}},
		object{{"metadata", object{{"usage", novaUsage(rd, a)}, {"metrics", object{}}, {"trace", object{}}}}})
}

package bedrocktest

// chatWriter writes a Converse request as a Chat Completions body.
type chatWriter struct {
	model     *model
	documents []Attachment // which the body has as text only
}

func (w *chatWriter) body(r *converseRequest) map[string]any {
	var messages []any
	if len(r.system) > 0 {
		messages = append(messages, map[string]any{"role": "system", "content": w.text(r.system)})
	}
	for _, msg := range r.messages {
		messages = append(messages, w.messages(msg)...)
	}
	body := map[string]any{"messages": messages}
	if r.maxTokens != nil {
		body["max_tokens"] = jsonInt(*r.maxTokens)
	}
	if r.temperature != nil {
		body["temperature"] = jsonFloat(*r.temperature)
	}
	if r.topP != nil {
		body["top_p"] = jsonFloat(*r.topP)
	}
	if len(r.stops) > 0 {
		body["stop"] = anyList(r.stops)
	}
	w.tools(body, r)
	if f := r.jsonSchema; f != nil {
		format := map[string]any{"name": f.name, "schema": f.schema}
		if f.description != "" {
			format["description"] = f.description
		}
		body["response_format"] = map[string]any{"type": "json_schema", "json_schema": format}
	}
	return body
}

func (w *chatWriter) tools(body map[string]any, r *converseRequest) {
	var tools []any
	for i := range r.tools {
		if r.tools[i].kind == "toolSpec" {
			f := map[string]any{"name": r.tools[i].name, "parameters": r.tools[i].schema}
			if r.tools[i].text != "" {
				f["description"] = r.tools[i].text
			}
			if r.tools[i].strict != nil {
				f["strict"] = *r.tools[i].strict
			}
			tools = append(tools, map[string]any{"type": "function", "function": f})
		}
	}
	if tools == nil {
		return
	}
	body["tools"] = tools
	switch c := r.toolChoice; {
	case c == nil:
	case c.Type == "any":
		body["tool_choice"] = chatOf(w.model).anyChoice
	case c.Type == "tool":
		body["tool_choice"] = map[string]any{"type": "function", "function": map[string]any{"name": c.Name}}
	default:
		body["tool_choice"] = c.Type
	}
}

// messages writes one message as several where it has tool results, each of
// which is a message of its own.
func (w *chatWriter) messages(msg message) []any {
	var out, calls []any
	var rest []part
	for i := range msg.content {
		p := &msg.content[i]
		switch p.kind {
		case "toolResult":
			// The form has no word for a failed call. Unconfirmed.
			out = append(out, map[string]any{"role": "tool", "tool_call_id": p.id, "content": w.text(p.content)})
		case "toolUse":
			calls = append(calls, map[string]any{"id": p.id, "type": "function", "function": map[string]any{
				"name": p.name, "arguments": string(mustMarshal(p.input)),
			}})
		case "reasoningContent":
			// Left out, as the provider's samples do before replaying a turn.
		default:
			rest = append(rest, *p)
		}
	}
	if len(rest) == 0 && calls == nil {
		return out
	}
	native := map[string]any{"role": msg.role, "content": w.content(rest)}
	if calls != nil {
		native["tool_calls"] = calls
	}
	return append(out, native)
}

func (w *chatWriter) content(parts []part) any {
	if !w.model.vision {
		return w.text(parts)
	}
	content := []any{}
	for i := range parts {
		p := &parts[i]
		if p.kind == "image" {
			uri := "data:image/" + p.format + ";base64," + p.source.base64
			content = append(content, map[string]any{"type": "image_url", "image_url": map[string]any{"url": uri}})
			continue
		}
		content = append(content, map[string]any{"type": "text", "text": w.text(parts[i : i+1])})
	}
	return content
}

func (w *chatWriter) text(parts []part) string { return plainText(parts, &w.documents) }

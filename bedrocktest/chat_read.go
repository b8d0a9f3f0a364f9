package bedrocktest

// chatReader turns a checked Chat Completions body into what the model sees.
type chatReader struct {
	seen  *Seen
	names toolNames
	err   *apiError
}

// readChat checks a body and reads it. limit is the number of output tokens
// where the body names none. That these models' errors have this wording is
// unconfirmed.
func readChat(m *model, body map[string]any, limit float64) (*Seen, *apiError) {
	if err := malformed(chatSchema(m).check(body)); err != nil {
		return nil, err
	}
	r := &chatReader{seen: &Seen{Model: m.id}, names: toolNames{}}
	for _, v := range asArray(body["messages"]) {
		r.message(asObject(v))
	}
	r.seen.Turns = joinTurns(r.seen.Turns)
	for _, v := range asArray(body["tools"]) {
		f := asObject(asObject(v)["function"])
		tool := Tool{Name: asString(f["name"]), Description: asString(f["description"]), Schema: canonical(f["parameters"])}
		if asBool(f["strict"]) {
			tool.Extra = map[string]any{"strict": true}
		}
		r.seen.Tools = append(r.seen.Tools, tool)
	}
	r.choice(m, body["tool_choice"])
	r.seen.Params = chatParams(m, body, limit)
	r.seen.Prompt = renderTurns(r.seen)
	return r.seen, r.err
}

func (r *chatReader) message(msg map[string]any) {
	content := r.content(msg["content"])
	switch role := asString(msg["role"]); role {
	case "system", "developer":
		r.seen.System = append(r.seen.System, content...)
	case "tool":
		result := Block{Type: "tool_result", ID: r.names.rename(asString(msg["tool_call_id"])), Content: content}
		r.seen.Turns = append(r.seen.Turns, Turn{Role: "user", Content: []Block{result}})
	default:
		for _, v := range asArray(msg["tool_calls"]) {
			content = append(content, r.call(asObject(v)))
		}
		r.seen.Turns = append(r.seen.Turns, Turn{Role: role, Content: content})
	}
}

func (r *chatReader) call(c map[string]any) Block {
	f := asObject(c["function"])
	b := Block{Type: "tool_use", ID: r.names.rename(asString(c["id"])), Name: asString(f["name"])}
	if input, err := parseJSON([]byte(asString(f["arguments"]))); err == nil {
		b.Input = canonical(input)
	} else {
		b.Text = asString(f["arguments"])
	}
	return b
}

// content reads a string or a list; neighbouring texts are joined.
func (r *chatReader) content(v any) []Block {
	if s, ok := v.(string); ok {
		if s == "" {
			return nil
		}
		return []Block{{Type: "text", Text: s}}
	}
	var out []Block
	for _, e := range asArray(v) {
		o := asObject(e)
		n := len(out)
		switch {
		case o["type"] == "image_url":
			out = append(out, r.image(asString(asObject(o["image_url"])["url"])))
		case n > 0 && out[n-1].Type == "text":
			out[n-1].Text += "\n" + asString(o["text"])
		default:
			out = append(out, Block{Type: "text", Text: asString(o["text"])})
		}
	}
	return out
}

// image reads a data URI; the service does not fetch addresses.
func (r *chatReader) image(uri string) Block {
	a, ok := dataImage(uri)
	if !ok && r.err == nil {
		r.err = modelInvalid("Malformed input request: image_url is not a valid data URI, please reformat your input and try again.") // unconfirmed text
	}
	r.seen.Attachments = append(r.seen.Attachments, a)
	return Block{Type: "image", Attachment: len(r.seen.Attachments)}
}

func (r *chatReader) choice(m *model, v any) {
	if len(r.seen.Tools) == 0 {
		return
	}
	c := &ToolChoice{Type: "auto"}
	r.seen.ToolChoice = c
	name := asString(asObject(asObject(v)["function"])["name"])
	switch {
	case v == nil || v == "auto":
	case v == "none":
		c.Type = "none"
	case v == chatOf(m).anyChoice:
		c.Type = "any"
	case name != "":
		c.Type, c.Name = "tool", name
	case r.err == nil:
		r.err = modelInvalid("Malformed input request: #/tool_choice: %v is not a valid enum value, please reformat your input and try again.", v) // unconfirmed text
	}
}

// chatParams are the effective parameters. Whatever else the schema of the
// model lets in is passed on by its own name.
func chatParams(m *model, body map[string]any, limit float64) map[string]any {
	t := chatOf(m)
	p := map[string]any{"max_tokens": limit}
	for name, v := range t.defaults {
		p[name] = v
	}
	for _, key := range []string{"max_tokens", "max_completion_tokens", "temperature", "top_p"} {
		if v := body[key]; v != nil {
			p[seenName(key)] = canonical(v)
		}
	}
	for key := range t.extra {
		if v := body[key]; v != nil && !chatUnseen[key] {
			p[key] = canonical(v)
		}
	}
	stops := asStrings(body["stop"])
	if s, ok := body["stop"].(string); ok {
		stops = []string{s}
	}
	if len(stops) > 0 {
		p["stop_sequences"] = stops
	}
	if t.reasons != reasonsNot {
		p["thinking"] = map[string]any{"type": "enabled", "unsigned": true}
	}
	if f := asObject(canonical(asObject(body["response_format"])["json_schema"])); f != nil {
		f["type"] = "json_schema"
		p["output_config"] = map[string]any{"format": f}
	}
	return p
}

func seenName(key string) string {
	if key == "max_completion_tokens" {
		return "max_tokens"
	}
	return key
}

// chatUnseen are keys that say nothing to the model, or are read elsewhere.
var chatUnseen = map[string]bool{"model": true, "stream": true, "response_format": true, "max_completion_tokens": true}

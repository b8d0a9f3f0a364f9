package bedrocktest

// completions is what families with a prompt in their native body share. An
// InvokeModel prompt reaches the model as it is; Converse writes its turns
// into the model's template first.
type completions struct{}

// completion describes one model's body.
type completion struct {
	schema   func(*model) *schema
	fields   map[string]string // native name of each parameter of Seen
	passed   []string          // further keys that bear on the answer
	defaults map[string]any    // of parameters; max_tokens as on InvokeModel
	begin    string            // token before every prompt, also a bare one
	template func(chatText) string
	thinks   bool // reasons before every answer
}

// chatText is a conversation of texts.
type chatText struct {
	system string
	turns  []textTurn
	tools  []Tool
}

type textTurn struct{ role, text string }

func completionOf(m *model) *completion { return m.traits.(*completion) }

func (completions) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	c := completionOf(m)
	if err := malformed(c.schema(m).check(body)); err != nil {
		return nil, err
	}
	return &reading{model: m, seen: c.read(m, body, c.defaults["max_tokens"]), userText: asString(body["prompt"])}, nil
}

func (completions) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	if err := lastTurnIsUser(r); err != nil {
		return nil, err
	}
	c := completionOf(m)
	text, attachments := conversedText(r)
	body := c.body(r, c.template(text))
	if err := mergeAdditional(body, r.additional, c.converseNames()); err != nil {
		return nil, err
	}
	if err := malformed(c.schema(m).check(body)); err != nil {
		return nil, err
	}
	seen := c.read(m, body, float64(m.maxOutput))
	seen.Attachments, seen.Tools = attachments, text.tools
	if len(text.tools) > 0 {
		seen.ToolChoice = &ToolChoice{Type: "auto"}
		if r.toolChoice != nil {
			seen.ToolChoice = r.toolChoice
		}
	}
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

// conversedText takes the texts out of a Converse request.
func conversedText(r *converseRequest) (chatText, []Attachment) {
	var attachments []Attachment
	text := chatText{system: plainText(r.system, &attachments), tools: llamaTools(r)}
	for _, msg := range r.messages {
		text.turns = append(text.turns, textTurn{msg.role, llamaContent(msg.content, &attachments)})
	}
	return text, attachments
}

// read takes parameters from a checked body. limit is the number of output
// tokens where the body names none.
func (c *completion) read(m *model, body map[string]any, limit any) *Seen {
	p := map[string]any{}
	for name, v := range c.defaults {
		p[name] = v
	}
	p["max_tokens"] = limit
	for name, native := range c.fields {
		if v := body[native]; v != nil && name != "stop_sequences" {
			p[name] = canonical(v)
		}
	}
	for _, native := range c.passed {
		if v := body[native]; v != nil {
			p[native] = canonical(v)
		}
	}
	if stops := asStrings(body[c.fields["stop_sequences"]]); len(stops) > 0 {
		p["stop_sequences"] = stops
	}
	if c.thinks {
		p["thinking"] = map[string]any{"type": "enabled", "unsigned": true}
	}
	begun := llamaTemplate{begin: c.begin}
	return &Seen{Model: m.id, Prompt: begun.begun(asString(body["prompt"])), Params: p}
}

func (c *completion) body(r *converseRequest, prompt string) map[string]any {
	body := map[string]any{"prompt": prompt}
	if r.maxTokens != nil {
		body[c.fields["max_tokens"]] = jsonInt(*r.maxTokens)
	}
	if r.temperature != nil {
		body[c.fields["temperature"]] = jsonFloat(*r.temperature)
	}
	if r.topP != nil {
		body[c.fields["top_p"]] = jsonFloat(*r.topP)
	}
	if len(r.stops) > 0 {
		body[c.fields["stop_sequences"]] = anyList(r.stops)
	}
	return body
}

// converseNames gives the Converse field behind each native key.
func (c *completion) converseNames() map[string]string {
	return map[string]string{
		"prompt":                   "messages",
		c.fields["max_tokens"]:     "inferenceConfig.maxTokens",
		c.fields["temperature"]:    "inferenceConfig.temperature",
		c.fields["top_p"]:          "inferenceConfig.topP",
		c.fields["stop_sequences"]: "inferenceConfig.stopSequences",
	}
}

// onlyText is the template of models that take one message and no markup.
func onlyText(t chatText) string { return t.turns[len(t.turns)-1].text }

// chunked writes a text's pieces with one function, the last of them with the
// stop reason, which is null before.
func chunked(text, reason string, chunk func(piece string, reason any) object) []object {
	pieces := append(split(text), "")
	out := make([]object, len(pieces))
	for i, p := range pieces {
		var why any
		if i == len(pieces)-1 {
			why = reason
		}
		out[i] = chunk(p, why)
	}
	return out
}

// lengthOrStop spells the two stop reasons that most such bodies have.
func lengthOrStop(a *Answer) string {
	if a.StopReason == "max_tokens" {
		return "length"
	}
	return "stop"
}

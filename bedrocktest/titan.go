package bedrocktest

import "strings"

// titan is Amazon Titan Text.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html
type titan struct{}

func (titan) models(choices) []*model {
	list := []*model{
		{id: "amazon.titan-text-lite-v1", maxOutput: 4096, documents: true},
		{id: "amazon.titan-text-express-v1", maxOutput: 8192, documents: true},
		{id: "amazon.titan-text-premier-v1:0", maxOutput: 3072},
		{id: "amazon.titan-tg1-large", maxOutput: 8192, documents: true},
	}
	for _, m := range list {
		m.chunk = 12 // streams come in few large pieces (recorded)
		m.regionOnly = true
	}
	return list
}

func titanSchema(m *model) *schema {
	return fields("inputText", map[string]*schema{
		"inputText": {kind: stringKind, minLen: 1},
		"textGenerationConfig": fields("", map[string]*schema{
			"temperature":   number(0, 1),
			"topP":          numberAbove(0, 1),
			"maxTokenCount": integer(0, float64(m.maxOutput)),
			"stopSequences": list(str()),
		}),
	})
}

func (titan) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	text := asString(body["inputText"])
	seen, err := readTitan(m, body, 512)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen, userText: text}, nil
}

// readTitan checks a native body and applies defaults; defaultLimit is the
// number of output tokens where the body names none.
func readTitan(m *model, body map[string]any, defaultLimit int) (*Seen, *apiError) {
	if err := malformed(titanSchema(m).check(body)); err != nil {
		return nil, err
	}
	params := map[string]any{"temperature": 0.7, "top_p": 0.9, "max_tokens": float64(defaultLimit)}
	config := asObject(body["textGenerationConfig"])
	for native, name := range map[string]string{"temperature": "temperature", "topP": "top_p", "maxTokenCount": "max_tokens"} {
		if v := config[native]; v != nil {
			params[name] = canonical(v)
		}
	}
	if stops := asStrings(config["stopSequences"]); len(stops) > 0 {
		params["stop_sequences"] = stops
	}
	return &Seen{Model: m.id, Prompt: asString(body["inputText"]), Params: params}, nil
}

var titanFields = map[string]string{
	"inputText":                          "messages",
	"textGenerationConfig/temperature":   "inferenceConfig.temperature",
	"textGenerationConfig/topP":          "inferenceConfig.topP",
	"textGenerationConfig/maxTokenCount": "inferenceConfig.maxTokens",
	"textGenerationConfig/stopSequences": "inferenceConfig.stopSequences",
}

func (titan) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	if err := lastTurnIsUser(r); err != nil {
		return nil, err
	}
	config := inferenceConfig(r, "maxTokenCount")
	prompt, attachments := titanPrompt(r)
	body := map[string]any{"inputText": prompt, "textGenerationConfig": config}
	if err := mergeAdditional(body, r.additional, titanFields); err != nil {
		return nil, err
	}
	seen, err := readTitan(m, body, m.maxOutput)
	if err != nil {
		return nil, err
	}
	seen.Attachments = attachments
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

// lastTurnIsUser refuses a trailing assistant turn on models that cannot
// continue one. Unconfirmed text.
func lastTurnIsUser(r *converseRequest) *apiError {
	if n := len(r.messages); r.messages[n-1].role != "user" {
		return invalid("The model that you are using requires the last turn in the conversation to be a user message. Add a user message to the conversation and try again.")
	}
	return nil
}

// titanPrompt wraps turns in the documented User and Bot scaffold, which
// InvokeModel leaves to the caller (recorded: the same text counts 5 tokens on
// InvokeModel and 8 on Converse). Recorded guardrail traces show model output
// that begins with "\nBot: ", which Converse cuts off again, so the service may
// well leave the last line of the scaffold to the model; that is unconfirmed.
func titanPrompt(r *converseRequest) (string, []Attachment) {
	var b strings.Builder
	var attachments []Attachment
	for i, msg := range r.messages {
		if i > 0 {
			b.WriteString("\n")
		}
		label := "User: "
		if msg.role == "assistant" {
			label = "Bot: "
		}
		b.WriteString(label + plainText(msg.content, &attachments))
	}
	b.WriteString("\nBot:")
	return b.String(), attachments
}

// plainText writes content for a model that takes only text. Blocks are put on
// lines of their own; how the service joins them is unconfirmed.
func plainText(parts []part, attachments *[]Attachment) string {
	var lines []string
	for i := range parts {
		p := &parts[i]
		switch p.kind {
		case "document":
			a := documentAttachment(p)
			*attachments = append(*attachments, a)
			lines = append(lines, renderAttachment(a))
		case "image":
			*attachments = append(*attachments, newAttachment("image", p.format, p.source.bytes))
			lines = append(lines, "<|image|>")
		case "json":
			lines = append(lines, string(mustMarshal(p.input)))
		default:
			lines = append(lines, p.text)
		}
	}
	return strings.Join(lines, "\n")
}

// documentAttachment is a Converse document that the service turns into text.
func documentAttachment(p *part) Attachment {
	data := p.source.bytes
	switch p.source.kind {
	case "text":
		data = []byte(p.source.text)
	case "content":
		data = []byte(strings.Join(p.source.content, "\x00"))
	}
	format := p.format
	if format == "" {
		format = "txt"
	}
	a := newAttachment("document", format, data)
	a.Name = p.name
	if format == "pdf" {
		a.Mode = "text"
	}
	return a
}

func (f titan) reply(rd *reading, a *Answer) object {
	return object{
		{"inputTextTokenCount", a.InputTokens},
		{"results", []any{object{
			{"tokenCount", a.OutputTokens},
			{"outputText", a.Text},
			{"completionReason", f.stopReason(rd, a)},
		}}},
	}
}

// events: one chunk for a short text, several for a longer one; the first
// carries the input count, the last the output count and the reason (recorded).
func (f titan) events(rd *reading, a *Answer) []object {
	pieces := group(split(a.Text), rd.model.chunk)
	out := make([]object, len(pieces))
	for i, p := range pieces {
		o := object{{"outputText", p}, {"index", 0}}
		if i == len(pieces)-1 {
			o = append(o, member{"totalOutputTextTokenCount", a.OutputTokens}, member{"completionReason", f.stopReason(rd, a)})
		} else {
			o = append(o, member{"totalOutputTextTokenCount", nil}, member{"completionReason", nil})
		}
		if i == 0 {
			o = append(o, member{"inputTextTokenCount", a.InputTokens})
		} else {
			o = append(o, member{"inputTextTokenCount", nil})
		}
		out[i] = o
	}
	return out
}

// stopReason: FINISH is recorded where the documentation has FINISHED.
func (titan) stopReason(rd *reading, a *Answer) string {
	switch a.StopReason {
	case "max_tokens":
		return "LENGTH"
	case "stop_sequence":
		return "STOP_CRITERIA_MET"
	case "content_filtered":
		return "CONTENT_FILTERED"
	}
	return "FINISH"
}

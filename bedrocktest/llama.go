package bedrocktest

import "encoding/base64"

// llama is Meta Llama 2 to 4.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
type llama struct{}

// models lists ids and features.
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
// The output limits of Llama 3.1 and later on Converse are unconfirmed; native
// max_gen_len ends at 2048 for all.
func (llama) models(c choices) []*model {
	llama31 := llama3
	llama31.date = c.llamaDate
	list := []*model{
		llamaModel("meta.llama2-13b-chat-v1", 2048, &llama2),
		llamaModel("meta.llama2-70b-chat-v1", 2048, &llama2),
		llamaModel("meta.llama3-8b-instruct-v1:0", 2048, &llama3),
		llamaModel("meta.llama3-70b-instruct-v1:0", 2048, &llama3),
		withTools(llamaModel("meta.llama3-1-8b-instruct-v1:0", 8192, &llama31)),
		withTools(llamaModel("meta.llama3-1-70b-instruct-v1:0", 8192, &llama31)),
		withTools(llamaModel("meta.llama3-1-405b-instruct-v1:0", 8192, &llama31)),
		llamaModel("meta.llama3-2-1b-instruct-v1:0", 8192, &llama31),
		llamaModel("meta.llama3-2-3b-instruct-v1:0", 8192, &llama31),
		withVision(withTools(llamaModel("meta.llama3-2-11b-instruct-v1:0", 8192, &llama31)), 1),
		withVision(withTools(llamaModel("meta.llama3-2-90b-instruct-v1:0", 8192, &llama31)), 1),
		withTools(llamaModel("meta.llama3-3-70b-instruct-v1:0", 8192, &llama31)),
		withVision(withTools(llamaModel("meta.llama4-maverick-17b-instruct-v1:0", 8192, &llama4)), 8),
		withVision(withTools(llamaModel("meta.llama4-scout-17b-instruct-v1:0", 8192, &llama4)), 8),
	}
	return list
}

func llamaModel(id string, maxOutput int, t *llamaTemplate) *model {
	return &model{id: id, maxOutput: maxOutput, system: true, documents: true, traits: t}
}

func withTools(m *model) *model { m.tools = true; return m }

func withVision(m *model, images int) *model { m.vision, m.maxImages = true, images; return m }

// nativeLlamaLimit bounds max_gen_len on InvokeModel, and its default.
const (
	nativeLlamaLimit   = 2048
	nativeLlamaDefault = 512
)

func llamaSchema(m *model, limit int) *schema {
	s := fields("prompt", map[string]*schema{
		"prompt":      {kind: stringKind, minLen: 1},
		"temperature": number(0, 1),
		"top_p":       number(0, 1),
		"max_gen_len": integer(1, float64(limit)),
	})
	if m.vision {
		s.fields["images"] = &schema{kind: arrayKind, items: str(), maxItems: m.maxImages, nullable: true}
	}
	return s
}

func (llama) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if err := malformed(llamaSchema(m, nativeLlamaLimit).check(body)); err != nil {
		return nil, err
	}
	seen, err := readLlama(m, body, nativeLlamaDefault)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen, userText: asString(body["prompt"])}, nil
}

func readLlama(m *model, body map[string]any, defaultLimit int) (*Seen, *apiError) {
	params := map[string]any{"temperature": 0.5, "top_p": 0.9, "max_tokens": float64(defaultLimit)}
	for native, name := range map[string]string{"temperature": "temperature", "top_p": "top_p", "max_gen_len": "max_tokens"} {
		if v := body[native]; v != nil {
			params[name] = canonical(v)
		}
	}
	seen := &Seen{Model: m.id, Prompt: templateOf(m).begun(asString(body["prompt"])), Params: params}
	for _, s := range asStrings(body["images"]) {
		data, err := base64.StdEncoding.DecodeString(s)
		format := sniffImage(data)
		if err != nil || format == "" {
			return nil, modelInvalid("Could not process image")
		}
		// The native body states no format, so the bytes must tell it.
		seen.Attachments = append(seen.Attachments, newAttachment("image", format, data))
	}
	return seen, nil
}

var llamaFields = map[string]string{
	"prompt":      "messages",
	"temperature": "inferenceConfig.temperature",
	"top_p":       "inferenceConfig.topP",
	"max_gen_len": "inferenceConfig.maxTokens",
}

func (llama) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	if err := lastTurnIsUser(r); err != nil {
		return nil, err
	}
	if err := unmixedResults(r); err != nil {
		return nil, err
	}
	tools := llamaTools(r)
	prompt, attachments := templateOf(m).render(r, tools)
	body := llamaBody(r, prompt, attachments)
	if err := mergeAdditional(body, r.additional, llamaFields); err != nil {
		return nil, err
	}
	delete(body, "images") // read from the blocks, which state the format
	if err := malformed(llamaSchema(m, m.maxOutput).check(body)); err != nil {
		return nil, err
	}
	seen, err := readLlama(m, body, m.maxOutput)
	if err != nil {
		return nil, err
	}
	if err := llamaAttachments(attachments, r); err != nil {
		return nil, err
	}
	seen.Attachments = attachments
	seen.Tools = tools
	if len(tools) > 0 {
		seen.ToolChoice = &ToolChoice{Type: "auto"}
	}
	if len(r.stops) > 0 {
		// No native field; that Llama honours them is unconfirmed.
		seen.Params["stop_sequences"] = r.stops
	}
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

func llamaBody(r *converseRequest, prompt string, attachments []Attachment) map[string]any {
	body := map[string]any{"prompt": prompt}
	for _, a := range attachments {
		if a.Kind == "image" {
			body["images"] = []any{} // so that an additional images field conflicts
		}
	}
	if r.maxTokens != nil {
		body["max_gen_len"] = jsonInt(*r.maxTokens)
	}
	if r.temperature != nil {
		body["temperature"] = jsonFloat(*r.temperature)
	}
	if r.topP != nil {
		body["top_p"] = jsonFloat(*r.topP)
	}
	return body
}

// llamaAttachments checks images against the format their block states.
func llamaAttachments(attachments []Attachment, r *converseRequest) *apiError {
	return r.each(func(at place, p *part) *apiError {
		if p.kind != "image" {
			return nil
		}
		return imageProblem(at.String()+".image.source", p.format, p.source.bytes)
	})
}

// unmixedResults refuses text beside tool results.
// https://github.com/langchain-ai/langchain-aws/issues/141
func unmixedResults(r *converseRequest) *apiError {
	for i, msg := range r.messages {
		results := countKind(msg, "toolResult")
		if results > 0 && results != len(msg.content) {
			return modelInvalid("messages.%d.content: Conversation blocks and tool result blocks cannot be provided in the same turn.", i)
		}
	}
	return nil
}

func llamaTools(r *converseRequest) []Tool {
	var out []Tool
	for _, t := range r.tools {
		if t.kind == "toolSpec" {
			out = append(out, Tool{Name: t.name, Description: t.text, Schema: t.schema})
		}
	}
	return out
}

func (f llama) reply(rd *reading, a *Answer) object {
	return object{
		{"generation", a.Text},
		{"prompt_token_count", a.InputTokens},
		{"generation_token_count", a.OutputTokens},
		{"stop_reason", f.stopReason(rd, a)},
	}
}

// events: the first chunk carries the prompt's count, the last the reason.
func (f llama) events(rd *reading, a *Answer) []object {
	pieces := append(split(a.Text), "")
	out := make([]object, len(pieces))
	for i, p := range pieces {
		var promptCount, reason any
		if i == 0 {
			promptCount = a.InputTokens
		}
		if i == len(pieces)-1 {
			reason = f.stopReason(rd, a)
		}
		out[i] = object{
			{"generation", p},
			{"prompt_token_count", promptCount},
			{"generation_token_count", min(i+1, a.OutputTokens)},
			{"stop_reason", reason},
		}
	}
	return out
}

func (llama) stopReason(rd *reading, a *Answer) string {
	if a.StopReason == "max_tokens" {
		return "length"
	}
	return "stop"
}

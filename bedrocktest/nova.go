package bedrocktest

// nova is Amazon Nova, whose native body (messages-v1) is nearly a Converse
// request.
// https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html
// https://docs.aws.amazon.com/nova/latest/nova2-userguide/request-response-schema.html
type nova struct{}

// novaTraits is what differs between Nova models.
type novaTraits struct {
	reasoning bool // takes reasoningConfig
}

// models lists ids and features. The pages cap the output of the first
// generation at 5,000 tokens, the model cards at 10,000; the cards are later.
// https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
// https://github.com/langchain-ai/langchain-aws/blob/main/libs/aws/langchain_aws/data/_profiles.py
func (nova) models(choices) []*model {
	list := []*model{
		{id: "amazon.nova-micro-v1:0", maxOutput: 10000},
		novaSeeing("amazon.nova-lite-v1:0", 10000),
		novaSeeing("amazon.nova-pro-v1:0", 10000),
		novaSeeing("amazon.nova-premier-v1:0", 10000),
		novaSeeing("amazon.nova-2-lite-v1:0", 65535),
	}
	for _, m := range list {
		m.system, m.tools, m.streamTools, m.forcedTools, m.caching = true, true, true, true, true
		m.wholeNumbers, m.keepsStops = true, true
		m.traits = novaTraits{}
	}
	second := list[4]
	second.reasoning, second.systemTools, second.traits = true, true, novaTraits{reasoning: true}
	return list
}

func novaSeeing(id string, maxOutput int) *model {
	return &model{id: id, maxOutput: maxOutput, vision: true, maxImages: 20, documents: true, video: true, s3: true}
}

func (nova) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if err := malformed(novaSchema(m, false).check(body)); err != nil {
		return nil, err
	}
	seen, err := readNova(m, body)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen}, nil
}

var novaFields = map[string]string{
	"messages":                      "messages",
	"system":                        "system",
	"inferenceConfig/maxTokens":     "inferenceConfig.maxTokens",
	"inferenceConfig/temperature":   "inferenceConfig.temperature",
	"inferenceConfig/topP":          "inferenceConfig.topP",
	"inferenceConfig/stopSequences": "inferenceConfig.stopSequences",
	"toolConfig/tools":              "toolConfig.tools",
	"toolConfig/toolChoice":         "toolConfig.toolChoice",
}

func (nova) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	body := novaBody(r)
	if err := mergeAdditional(body, r.additional, novaFields); err != nil {
		return nil, err
	}
	if err := malformed(novaSchema(m, true).check(body)); err != nil {
		return nil, err
	}
	seen, err := readNova(m, body)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

// novaBody writes a Converse request as a native body.
func novaBody(r *converseRequest) map[string]any {
	var messages []any
	for _, msg := range r.messages {
		messages = append(messages, map[string]any{"role": msg.role, "content": novaParts(msg.content)})
	}
	body := map[string]any{"messages": messages}
	if len(r.system) > 0 {
		body["system"] = novaParts(r.system)
	}
	if config := inferenceConfig(r, "maxTokens"); len(config) > 0 {
		body["inferenceConfig"] = config
	}
	if len(r.tools) > 0 {
		config := map[string]any{"tools": novaParts(r.tools)}
		if c := r.toolChoice; c != nil {
			choice := map[string]any{}
			if c.Name != "" {
				choice["name"] = c.Name
			}
			config["toolChoice"] = map[string]any{c.Type: choice}
		}
		body["toolConfig"] = config
	}
	return body
}

func novaParts(parts []part) []any {
	out := []any{}
	for i := range parts {
		p := &parts[i]
		if p.kind == "guardContent" {
			out = append(out, map[string]any{"text": p.text})
			continue
		}
		out = append(out, map[string]any{p.kind: novaPart(p)})
	}
	return out
}

func novaPart(p *part) any {
	switch p.kind {
	case "text":
		return p.text
	case "json":
		return p.input
	case "image", "video":
		return map[string]any{"format": p.format, "source": novaSource(p)}
	case "document":
		return map[string]any{"format": p.format, "name": p.name, "source": novaSource(p)}
	case "toolUse":
		return map[string]any{"toolUseId": p.id, "name": p.name, "input": p.input}
	case "toolResult":
		out := map[string]any{"toolUseId": p.id, "content": novaParts(p.content)}
		if p.status != "" {
			out["status"] = p.status
		}
		return out
	case "cachePoint":
		out := map[string]any{"type": "default"}
		if p.ttl == "1h" {
			out["ttl"] = p.ttl // which the native schema lacks
		}
		return out
	case "reasoningContent":
		return map[string]any{"reasoningText": map[string]any{"text": p.text}}
	case "toolSpec":
		return novaToolSpec(p)
	}
	return p.raw
}

func novaSource(p *part) map[string]any {
	switch p.source.kind {
	case "bytes":
		return map[string]any{"bytes": p.source.base64}
	case "text":
		return map[string]any{"text": p.source.text}
	case "content":
		return map[string]any{"content": anyList(p.source.content)}
	}
	return map[string]any{"s3Location": map[string]any{"uri": p.source.uri}}
}

func novaToolSpec(p *part) map[string]any {
	spec := map[string]any{"name": p.name, "inputSchema": map[string]any{"json": p.schema}}
	if p.text != "" {
		spec["description"] = p.text
	}
	return spec
}

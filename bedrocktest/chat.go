package bedrocktest

// chat is the body that many providers took over from OpenAI's Chat
// Completions; a family of this form is a table of models.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
type chat struct{ list func() []*model }

// chatTraits is what differs between the models.
type chatTraits struct {
	defaults    map[string]any // effective parameters where the body names none
	limit       float64        // default of max_tokens on InvokeModel; 0: as on Converse
	temperature float64        // greatest, 0 meaning 2
	stops       int            // most stop sequences, 0 meaning no limit
	extra       map[string]*schema
	anyChoice   string     // how tool_choice spells Converse's any
	reasons     chatReason // whether and where the model's reasoning shows
	reason      string     // key of the stop reason in a choice
	terse       bool       // answers have nothing beside their choices
}

type chatReason int

const (
	reasonsNot    chatReason = iota
	reasonsInText            // inside <reasoning>, before the text
	reasonsBeside            // in reasoning_content
)

func chatOf(m *model) *chatTraits { return m.traits.(*chatTraits) }

func (c chat) models(choices) []*model { return c.list() }

// chatModel fills in what the models of this form have in common.
func chatModel(id string, maxOutput int, t *chatTraits) *model {
	if t.anyChoice == "" {
		t.anyChoice = "required"
	}
	if t.reason == "" {
		t.reason = "finish_reason"
	}
	if t.temperature == 0 {
		t.temperature = 2
	}
	return &model{
		id: id, maxOutput: maxOutput, traits: t, system: true, documents: true, regionOnly: true,
		tools: true, streamTools: true, forcedTools: true, reasoning: t.reasons != reasonsNot,
	}
}

func chatSchema(m *model) *schema {
	t := chatOf(m)
	limit := integer(0, float64(m.maxOutput))
	s := fields("messages", map[string]*schema{
		"messages":    {kind: arrayKind, minLen: 1, items: chatMessage(m)},
		"max_tokens":  limit,
		"temperature": number(0, t.temperature),
		"top_p":       number(0, 1),
		"stop":        {kind: stringOrArrayKind, items: str(), maxItems: t.stops},
	})
	for key, field := range t.extra {
		s.fields[key] = field
	}
	if m.tools {
		s.fields["tools"] = list(fields("type function", map[string]*schema{
			"type": enum("function"),
			"function": fields("name", map[string]*schema{
				"name": str(), "description": str(), "parameters": {kind: objectKind, open: true}, "strict": boolean(),
			}),
		}))
		s.fields["tool_choice"] = anything() // a word or an object; see chatChoice
	}
	return s
}

func chatMessage(m *model) *schema {
	content := &schema{kind: stringKind, nullable: true}
	if m.vision {
		content = &schema{kind: stringOrArrayKind, nullable: true, items: tagged("", map[string]*schema{
			"text": fields("text", map[string]*schema{"type": str(), "text": str()}),
			"image_url": fields("image_url", map[string]*schema{
				"type": str(), "image_url": fields("url", map[string]*schema{"url": str(), "detail": str()}),
			}),
		})}
	}
	s := fields("role", map[string]*schema{
		"role": enum("system", "developer", "user", "assistant", "tool"), "content": content, "name": str(),
	})
	if m.tools {
		s.fields["tool_call_id"] = str()
		s.fields["tool_calls"] = list(fields("id function", map[string]*schema{
			"id": str(), "type": enum("function"), "index": integerFrom(0),
			"function": fields("name arguments", map[string]*schema{"name": str(), "arguments": str()}),
		}))
	}
	return s
}

func (chat) invoke(m *model, body map[string]any, stream bool) (*reading, *apiError) {
	if v, ok := body["stream"].(bool); ok && v != stream {
		// Documented; unconfirmed text.
		return nil, modelInvalid("The stream field must match the operation.")
	}
	limit := chatOf(m).limit
	if limit == 0 {
		limit = float64(m.maxOutput)
	}
	seen, err := readChat(m, body, limit)
	if err != nil {
		return nil, err
	}
	return &reading{model: m, seen: seen}, nil
}

var chatFields = map[string]string{
	"messages":        "messages",
	"max_tokens":      "inferenceConfig.maxTokens",
	"temperature":     "inferenceConfig.temperature",
	"top_p":           "inferenceConfig.topP",
	"stop":            "inferenceConfig.stopSequences",
	"tools":           "toolConfig.tools",
	"tool_choice":     "toolConfig.toolChoice",
	"response_format": "outputConfig.textFormat",
}

func (chat) converse(m *model, r *converseRequest, stream bool) (*reading, *apiError) {
	w := &chatWriter{model: m}
	body := w.body(r)
	if err := mergeAdditional(body, r.additional, chatFields); err != nil {
		return nil, err
	}
	seen, err := readChat(m, body, float64(m.maxOutput))
	if err != nil {
		return nil, err
	}
	seen.Attachments = append(seen.Attachments, w.documents...)
	return &reading{model: m, seen: seen, userText: r.userText()}, nil
}

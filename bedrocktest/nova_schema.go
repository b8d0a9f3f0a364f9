package bedrocktest

// novaSchema is the messages-v1 body. What a Converse request becomes differs
// in two ways: documents are let in, and the reasoning configuration stands at
// the top instead of inside inferenceConfig.
// https://docs.aws.amazon.com/nova/latest/userguide/using-invoke-api.html
// https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
func novaSchema(m *model, conversed bool) *schema {
	s := fields("messages", map[string]*schema{
		"schemaVersion": enum("messages-v1"),
		"system":        list(fields("", map[string]*schema{"text": str(), "cachePoint": novaCachePoint()})),
		"messages": {kind: arrayKind, minLen: 1, items: fields("role content", map[string]*schema{
			"role":    enum("user", "assistant"),
			"content": {kind: arrayKind, minLen: 1, items: novaBlock(m, conversed)},
		})},
		"inferenceConfig": novaInferenceSchema(m),
		"toolConfig":      novaToolConfig(m),
	})
	if m.traits.(novaTraits).reasoning {
		into := s.fields["inferenceConfig"]
		if conversed {
			into = s
		}
		into.fields["reasoningConfig"] = fields("type", map[string]*schema{
			"type": enum("enabled", "disabled"), "maxReasoningEffort": enum("low", "medium", "high"),
		})
	}
	return s
}

// novaInferenceSchema has two names for some parameters: max_new_tokens is
// recorded as accepted, top_p and top_k are what clients of its time sent too.
// A temperature of 0 is recorded as accepted, below the documented minimum.
// https://github.com/promptfoo/promptfoo/pull/6531
func novaInferenceSchema(m *model) *schema {
	limit := float64(m.maxOutput)
	return fields("", map[string]*schema{
		"maxTokens":      integer(1, limit),
		"max_new_tokens": integer(1, limit),
		"temperature":    number(0, 1),
		"topP":           number(0, 1),
		"top_p":          number(0, 1),
		"topK":           integer(0, 128),
		"top_k":          integer(0, 128),
		"stopSequences":  list(str()),
	})
}

func novaCachePoint() *schema {
	return fields("type", map[string]*schema{"type": enum("default")})
}

// novaBlock is one item of a message. A member of the wrong form is refused as
// one that is not permitted (recorded for a tool result with a document in S3).
func novaBlock(m *model, conversed bool) *schema {
	source := fields("", map[string]*schema{
		"bytes":      str(),
		"s3Location": fields("uri", map[string]*schema{"uri": str(), "bucketOwner": str()}),
	})
	block := fields("", map[string]*schema{
		"text":       {kind: stringKind, minLen: 1},
		"cachePoint": novaCachePoint(),
		"toolUse": fields("toolUseId name input", map[string]*schema{
			"toolUseId": str(), "name": str(), "input": {kind: objectKind, open: true},
		}),
		"toolResult": fields("toolUseId content", map[string]*schema{
			"toolUseId": str(), "status": enum("success", "error"), "content": list(novaResult(m, conversed)),
		}),
	})
	block.collapse = true
	if m.vision {
		block.fields["image"] = fields("format source", map[string]*schema{"format": enum(imageFormat...), "source": source})
	}
	if m.video {
		block.fields["video"] = fields("format source", map[string]*schema{"format": enum(videoFormat...), "source": source})
	}
	if m.documents && conversed {
		block.fields["document"] = novaDocument(true)
	}
	if m.reasoning {
		block.fields["reasoningContent"] = fields("reasoningText", map[string]*schema{
			"reasoningText": fields("text", map[string]*schema{"text": str()}),
		})
	}
	return block
}

func novaDocument(s3 bool) *schema {
	source := fields("", map[string]*schema{"bytes": str(), "text": str(), "content": list(str())})
	if s3 {
		source.fields["s3Location"] = fields("uri", map[string]*schema{"uri": str()})
	}
	return fields("name source", map[string]*schema{"format": str(), "name": str(), "source": source})
}

func novaResult(m *model, conversed bool) *schema {
	result := fields("", map[string]*schema{"text": str(), "json": {kind: objectKind, open: true}})
	if m.vision {
		result.fields["image"] = fields("format source", map[string]*schema{
			"format": enum(imageFormat...), "source": fields("bytes", map[string]*schema{"bytes": str()}),
		})
	}
	if m.documents && conversed {
		result.fields["document"] = novaDocument(false)
	}
	return result
}

func novaToolConfig(m *model) *schema {
	tool := fields("", map[string]*schema{
		"toolSpec": fields("name inputSchema", map[string]*schema{
			"name": str(), "description": str(),
			"inputSchema": fields("json", map[string]*schema{"json": {kind: objectKind, open: true, refused: []string{"definitions"}}}),
		}),
	})
	if m.systemTools {
		tool.fields["systemTool"] = fields("name", map[string]*schema{"name": enum("nova_grounding", "nova_code_interpreter")})
	}
	none := fields("", nil)
	return fields("tools", map[string]*schema{
		"tools": {kind: arrayKind, minLen: 1, items: tool},
		"toolChoice": fields("", map[string]*schema{
			"auto": none, "any": none, "tool": fields("name", map[string]*schema{"name": str()}),
		}),
	})
}

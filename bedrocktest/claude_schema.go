package bedrocktest

// The Messages body on Bedrock.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html

// claudeSchema builds the body schema for one model and the beta features the
// request switches on.
func claudeSchema(m *model, betas []string) *schema {
	roles := []string{"user", "assistant"}
	if m.systemTurns {
		roles = append(roles, "system")
	}
	message := fields("role content", map[string]*schema{
		"role":    enum(roles...),
		"content": {kind: stringOrArrayKind, items: claudeBlock()},
	})
	body := fields("anthropic_version max_tokens messages", map[string]*schema{
		"anthropic_version":  enum("bedrock-2023-05-31"),
		"anthropic_beta":     list(str()),
		"max_tokens":         integerFrom(1),
		"messages":           {kind: arrayKind, items: message, minLen: 1},
		"system":             {kind: stringOrArrayKind, items: tagged("", map[string]*schema{"text": claudeTextBlock()})},
		"temperature":        number(0, 1),
		"top_p":              number(0, 1),
		"top_k":              integer(0, 500),
		"stop_sequences":     {kind: arrayKind, items: str(), maxItems: 8191},
		"tools":              list(claudeTool(m, betas)),
		"tool_choice":        claudeToolChoice(),
		"metadata":           fields("", map[string]*schema{"user_id": {kind: stringKind, nullable: true}}),
		"context_management": fields("", map[string]*schema{"edits": list(anything())}),
	})
	if claudeOf(m).thinking != thinkingNone {
		body.fields["thinking"] = claudeThinking()
	}
	if claudeOf(m).effort {
		body.fields["output_config"] = claudeOutputConfig()
	} else if claudeOf(m).thinking != thinkingNone {
		// Structured output came with Claude 4.5, effort later.
		body.fields["output_config"] = fields("", map[string]*schema{"format": claudeOutputFormat()})
	}
	for _, key := range []string{"system", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "anthropic_beta", "tools", "tool_choice"} {
		body.fields[key].nullable = true
	}
	return body
}

func tagged(untagged string, tags map[string]*schema) *schema {
	return &schema{kind: taggedKind, tags: tags, untagged: untagged}
}

// block is a tagged block's schema: its own fields, "type", and cache_control,
// which every block may carry.
func block(required string, own map[string]*schema) *schema {
	own["type"] = str()
	own["cache_control"] = &schema{
		kind: objectKind, nullable: true, required: []string{"type"},
		fields: map[string]*schema{"type": enum("ephemeral"), "ttl": enum("5m", "1h")},
	}
	return fields(required, own)
}

func claudeTextBlock() *schema {
	return block("text", map[string]*schema{
		"text":      str(),
		"citations": {kind: arrayKind, items: anything(), nullable: true},
	})
}

func claudeBlock() *schema {
	image, document, search := claudeImage(), claudeDocument(), claudeSearchResult()
	result := tagged("", map[string]*schema{
		"text": claudeTextBlock(), "image": image, "document": document, "search_result": search,
		"tool_reference": block("tool_name", map[string]*schema{"tool_name": str()}),
	})
	return tagged("", map[string]*schema{
		"text":          claudeTextBlock(),
		"image":         image,
		"document":      document,
		"search_result": search,
		"tool_use": block("id name input", map[string]*schema{
			"id": str(), "name": str(), "input": {kind: objectKind, open: true}, "caller": anything(),
		}),
		"tool_result": block("tool_use_id", map[string]*schema{
			"tool_use_id": str(), "is_error": boolean(),
			"content": {kind: stringOrArrayKind, items: result},
		}),
		"thinking":          block("thinking signature", map[string]*schema{"thinking": str(), "signature": str()}),
		"redacted_thinking": block("data", map[string]*schema{"data": str()}),
		"compaction":        block("content", map[string]*schema{"content": {kind: stringKind, nullable: true}}),
		"server_tool_use": block("id name input", map[string]*schema{
			"id": str(), "name": str(), "input": {kind: objectKind, open: true},
		}),
		"tool_search_tool_result": block("tool_use_id content", map[string]*schema{
			"tool_use_id": str(), "content": anything(),
		}),
	})
}

func claudeImage() *schema {
	return block("source", map[string]*schema{
		"source": tagged("", map[string]*schema{
			"base64": fields("media_type data", map[string]*schema{
				"type": str(), "data": str(),
				"media_type": enum("image/jpeg", "image/png", "image/gif", "image/webp"),
			}),
		}),
	})
}

func claudeDocument() *schema {
	content := tagged("", map[string]*schema{"text": claudeTextBlock(), "image": claudeImage()})
	return block("source", map[string]*schema{
		"title":     {kind: stringKind, nullable: true},
		"context":   {kind: stringKind, nullable: true},
		"citations": claudeCitations(),
		"source": tagged("", map[string]*schema{
			"base64": fields("media_type data", map[string]*schema{
				"type": str(), "media_type": enum("application/pdf"), "data": str(),
			}),
			"text": fields("media_type data", map[string]*schema{
				"type": str(), "media_type": enum("text/plain"), "data": str(),
			}),
			"content": fields("content", map[string]*schema{
				"type": str(), "content": {kind: stringOrArrayKind, items: content},
			}),
		}),
	})
}

func claudeSearchResult() *schema {
	return block("source title content", map[string]*schema{
		"source": str(), "title": str(), "citations": claudeCitations(),
		"content": list(tagged("", map[string]*schema{"text": claudeTextBlock()})),
	})
}

func claudeCitations() *schema {
	return &schema{kind: objectKind, nullable: true, fields: map[string]*schema{"enabled": boolean()}}
}

// claudeTool is one entry of tools: a custom tool, or one the provider defines
// for this model. Computer use, memory and tool search are open only to
// requests that carry their beta flag.
func claudeTool(m *model, betas []string) *schema {
	custom := block("name input_schema", map[string]*schema{
		"name": str(), "description": str(), "strict": boolean(),
		"input_schema": {
			kind: objectKind, open: true, required: []string{"type"},
			fields: map[string]*schema{"type": anything()},
		},
		"defer_loading": boolean(), "input_examples": list(anything()), "eager_input_streaming": boolean(),
		"allowed_callers": list(str()),
	})
	tags := map[string]*schema{"custom": custom}
	types := claudeOf(m).builtins[:len(claudeOf(m).builtins):len(claudeOf(m).builtins)]
	for _, beta := range betas {
		types = append(types, claudeBetas[beta]...)
	}
	for _, t := range types {
		tags[t] = claudeBuiltin()
	}
	return tagged("custom", tags)
}

// claudeBuiltin is a tool whose parameters the provider fixes; the options are
// those of all of them.
func claudeBuiltin() *schema {
	return block("name", map[string]*schema{
		"name": str(), "display_width_px": integerFrom(1), "display_height_px": integerFrom(1),
		"display_number": {kind: integerKind, nullable: true}, "enable_zoom": boolean(),
		"max_characters": integerFrom(1), "defer_loading": boolean(),
	})
}

// claudeBetas are the accepted values of anthropic_beta, each with the tool
// types it opens. Which models take which flag is not checked.
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
var claudeBetas = map[string][]string{
	"computer-use-2024-10-22":                {"computer_20241022", "bash_20241022", "text_editor_20241022"},
	"computer-use-2025-01-24":                {"computer_20250124", "bash_20250124", "text_editor_20250124", "text_editor_20250429", "text_editor_20250728"},
	"computer-use-2025-11-24":                {"computer_20251124", "bash_20250124", "text_editor_20250728"},
	"context-management-2025-06-27":          {"memory_20250818"},
	"tool-search-tool-2025-10-19":            {"tool_search_tool_regex"},
	"token-efficient-tools-2025-02-19":       nil,
	"interleaved-thinking-2025-05-14":        nil,
	"Interleaved-thinking-2025-05-14":        nil,
	"output-128k-2025-02-19":                 nil,
	"dev-full-thinking-2025-05-14":           nil,
	"context-1m-2025-08-07":                  nil,
	"effort-2025-11-24":                      nil,
	"tool-examples-2025-10-29":               nil,
	"fine-grained-tool-streaming-2025-05-14": nil,
	"compact-2026-01-12":                     nil,
	"mid-conversation-effort-2026-08-01":     nil,
}

func claudeToolChoice() *schema {
	option := func() *schema {
		return fields("", map[string]*schema{"type": str(), "disable_parallel_tool_use": boolean()})
	}
	named := option()
	named.fields["name"] = str()
	named.required = []string{"name"}
	none := fields("", map[string]*schema{"type": str()})
	return tagged("", map[string]*schema{"auto": option(), "any": option(), "tool": named, "none": none})
}

func claudeThinking() *schema {
	display := &schema{kind: stringKind, enum: []string{"omitted", "summarized"}, nullable: true}
	return tagged("", map[string]*schema{
		"enabled": fields("budget_tokens", map[string]*schema{
			"type": str(), "budget_tokens": integerFrom(1024), "display": display,
		}),
		"adaptive": fields("", map[string]*schema{"type": str(), "display": display}),
		"disabled": fields("", map[string]*schema{"type": str()}),
	})
}

func claudeOutputConfig() *schema {
	return fields("", map[string]*schema{
		"effort": enum("low", "medium", "high", "xhigh", "max"),
		"format": claudeOutputFormat(),
	})
}

func claudeOutputFormat() *schema {
	return &schema{
		kind: objectKind, nullable: true, required: []string{"type", "schema"},
		fields: map[string]*schema{"type": enum("json_schema"), "schema": {kind: objectKind, open: true}},
	}
}

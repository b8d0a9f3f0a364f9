package bedrocktest

func claudeBody(r *converseRequest) map[string]any {
	body := map[string]any{"anthropic_version": "bedrock-2023-05-31"}
	var messages []any
	for _, msg := range r.messages {
		messages = append(messages, map[string]any{"role": msg.role, "content": claudeBlocks(msg.content)})
	}
	body["messages"] = messages
	if len(r.system) > 0 {
		body["system"] = claudeBlocks(r.system)
	}
	claudeInference(body, r)
	if len(r.tools) > 0 {
		body["tools"] = claudeBlocks(r.tools)
	}
	if c := r.toolChoice; c != nil {
		choice := map[string]any{"type": c.Type}
		if c.Name != "" {
			choice["name"] = c.Name
		}
		body["tool_choice"] = choice
	}
	return body
}

func claudeInference(body map[string]any, r *converseRequest) {
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
		body["stop_sequences"] = anyList(r.stops)
	}
	config := map[string]any{}
	if r.effort != "" {
		config["effort"] = r.effort
	}
	if r.jsonSchema != nil {
		config["format"] = map[string]any{"type": "json_schema", "schema": r.jsonSchema.schema}
	}
	if len(config) > 0 {
		body["output_config"] = config
	}
}

// claudeBlocks writes Converse content as Messages blocks. A cachePoint becomes
// an attribute of the block before it.
func claudeBlocks(parts []part) []any {
	out := []any{}
	for i := range parts {
		p := &parts[i]
		if p.kind != "cachePoint" {
			out = append(out, claudePart(p))
			continue
		}
		if len(out) > 0 {
			mark := map[string]any{"type": "ephemeral"}
			if p.ttl == "1h" {
				mark["ttl"] = "1h"
			}
			asObject(out[len(out)-1])["cache_control"] = mark
		}
	}
	return out
}

func claudePart(p *part) map[string]any {
	switch p.kind {
	case "text", "guardContent":
		return map[string]any{"type": "text", "text": p.text}
	case "json":
		return map[string]any{"type": "text", "text": string(mustMarshal(p.input))}
	case "image":
		return map[string]any{"type": "image", "source": map[string]any{
			"type": "base64", "media_type": "image/" + p.format, "data": p.source.base64,
		}}
	case "document":
		return claudeDocumentPart(p)
	case "toolUse":
		return map[string]any{"type": "tool_use", "id": p.id, "name": p.name, "input": p.input}
	case "toolResult":
		return claudeToolResultPart(p)
	case "reasoningContent":
		if p.isRedacted {
			return map[string]any{"type": "redacted_thinking", "data": p.redacted}
		}
		// A block without its signature is refused by the model.
		out := map[string]any{"type": "thinking", "thinking": p.text}
		if p.signature != "" {
			out["signature"] = p.signature
		}
		return out
	case "citationsContent":
		return claudeCitedText(p.raw)
	case "searchResult":
		return claudeSearchPart(p.raw)
	case "toolSpec":
		return claudeToolPart(p)
	}
	return map[string]any{"type": p.kind}
}

func claudeDocumentPart(p *part) map[string]any {
	out := map[string]any{"type": "document", "title": p.name}
	if p.context != "" {
		out["context"] = p.context
	}
	if p.citations != nil {
		out["citations"] = map[string]any{"enabled": *p.citations}
	}
	switch {
	case p.source.kind == "bytes" && p.format == "pdf":
		out["source"] = map[string]any{"type": "base64", "media_type": "application/pdf", "data": p.source.base64}
	case p.source.kind == "bytes":
		out["source"] = map[string]any{"type": "text", "media_type": "text/plain", "data": string(p.source.bytes)}
	case p.source.kind == "text":
		out["source"] = map[string]any{"type": "text", "media_type": "text/plain", "data": p.source.text}
	case p.source.kind == "content":
		var blocks []any
		for _, t := range p.source.content {
			blocks = append(blocks, map[string]any{"type": "text", "text": t})
		}
		out["source"] = map[string]any{"type": "content", "content": blocks}
	default:
		// A document in S3 reaches Claude without a source type, and the model
		// says so (recorded).
		out["source"] = map[string]any{}
	}
	return out
}

// patchDocuments restores what a Messages body cannot say about the documents
// of a Converse request: formats that the service turns into text, and that a
// PDF is shown as pages only when citations are on.
// https://docs.claude.com/en/docs/build-with-claude/pdf-support#document-processing-modes
func patchDocuments(seen *Seen, r *converseRequest) {
	var media []*part
	_ = r.each(func(_ place, p *part) *apiError {
		if (p.kind == "document" || p.kind == "image") && p.source.kind != "s3Location" {
			media = append(media, p)
		}
		return nil
	})
	for i, p := range media {
		if i >= len(seen.Attachments) || p.kind != "document" {
			continue
		}
		a := &seen.Attachments[i]
		if p.format != "" {
			a.Format = p.format
		}
		if a.Format == "pdf" && (p.citations == nil || !*p.citations) {
			a.Mode = "text"
		}
	}
}

func claudeToolResultPart(p *part) map[string]any {
	var content []part
	for _, c := range p.content {
		// A document in S3 inside a tool result is dropped without a word
		// (recorded: the model says it was given nothing).
		if c.kind != "document" || c.source.kind != "s3Location" {
			content = append(content, c)
		}
	}
	out := map[string]any{"type": "tool_result", "tool_use_id": p.id, "content": claudeBlocks(content)}
	if p.status == "error" {
		out["is_error"] = true
	}
	return out
}

func claudeToolPart(p *part) map[string]any {
	out := map[string]any{"name": p.name, "input_schema": p.schema}
	if p.text != "" {
		out["description"] = p.text
	}
	if p.strict != nil {
		out["strict"] = *p.strict
	}
	return out
}

func claudeSearchPart(raw map[string]any) map[string]any {
	out := map[string]any{"type": "search_result", "source": raw["source"], "title": raw["title"]}
	var content []any
	for _, v := range asArray(raw["content"]) {
		content = append(content, map[string]any{"type": "text", "text": asObject(v)["text"]})
	}
	out["content"] = content
	if c := raw["citations"]; c != nil {
		out["citations"] = c
	}
	return out
}

// claudeCitedText writes a citationsContent block as cited text.
// https://docs.anthropic.com/en/docs/build-with-claude/citations
func claudeCitedText(raw map[string]any) map[string]any {
	text := ""
	for _, v := range asArray(raw["content"]) {
		text += asString(asObject(v)["text"])
	}
	var citations []any
	for _, v := range asArray(raw["citations"]) {
		citations = append(citations, claudeCitation(asObject(v)))
	}
	return map[string]any{"type": "text", "text": text, "citations": citations}
}

// citationForms pairs Converse's citation locations with the native ones.
var citationForms = []struct{ converse, native, index, nativeIndex, start, end string }{
	{"documentChar", "char_location", "documentIndex", "document_index", "start_char_index", "end_char_index"},
	{"documentPage", "page_location", "documentIndex", "document_index", "start_page_number", "end_page_number"},
	{"documentChunk", "content_block_location", "documentIndex", "document_index", "start_block_index", "end_block_index"},
	{"searchResultLocation", "search_result_location", "searchResultIndex", "search_result_index", "start_block_index", "end_block_index"},
}

func claudeCitation(c map[string]any) map[string]any {
	cited := ""
	for _, v := range asArray(c["sourceContent"]) {
		cited += asString(asObject(v)["text"])
	}
	out := map[string]any{"cited_text": cited}
	for _, form := range citationForms {
		at := asObject(asObject(c["location"])[form.converse])
		if at == nil {
			continue
		}
		out["type"] = form.native
		out[form.nativeIndex] = at[form.index]
		out[form.start], out[form.end] = at["start"], at["end"]
		if title := c["title"]; title != nil {
			if form.native == "search_result_location" {
				out["title"] = title
			} else {
				out["document_title"] = title
			}
		}
		if source := c["source"]; source != nil {
			out["source"] = source
		}
	}
	return out
}

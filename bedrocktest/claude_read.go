package bedrocktest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// claudeReader turns a checked Messages body into what the model sees.
type claudeReader struct {
	model *model
	seen  *Seen
	ids   map[string]string // tool call ids, renamed in order of appearance
	err   *apiError
}

// readClaude checks a Messages body and reads it.
func readClaude(m *model, body map[string]any) (*Seen, *apiError) {
	betas, err := checkBetas(body["anthropic_beta"])
	if err != nil {
		return nil, err
	}
	if err := claudeError(claudeSchema(m, betas).check(body)); err != nil {
		return nil, err
	}
	if err := checkClaude(m, body); err != nil {
		return nil, err
	}
	r := &claudeReader{model: m, seen: &Seen{Model: m.id}, ids: map[string]string{}}
	r.read(body)
	return r.seen, r.err
}

func (r *claudeReader) read(body map[string]any) {
	r.seen.System = r.blocks(body["system"], "system")
	for i, msg := range mergedTurns(asArray(body["messages"])) {
		path := fmt.Sprintf("messages.%d.content", i)
		r.seen.Turns = append(r.seen.Turns, Turn{Role: asString(msg["role"]), Content: r.blocks(msg["content"], path)})
	}
	for _, v := range asArray(body["tools"]) {
		r.seen.Tools = append(r.seen.Tools, claudeToolSeen(asObject(v)))
	}
	r.seen.ToolChoice = claudeChoiceSeen(body)
	r.seen.Params = claudeParams(r.model, body)
	r.seen.Prompt = renderClaude(r.seen)
}

// mergedTurns joins neighbours of one role, as the API does, and makes every
// content a list.
func mergedTurns(messages []any) []map[string]any {
	var out []map[string]any
	for _, v := range messages {
		msg := asObject(v)
		content := asArray(msg["content"])
		if s, ok := msg["content"].(string); ok && s != "" {
			content = []any{map[string]any{"type": "text", "text": s}}
		}
		if n := len(out); n > 0 && out[n-1]["role"] == msg["role"] {
			joined := append([]any{}, asArray(out[n-1]["content"])...)
			out[n-1]["content"] = append(joined, content...)
			continue
		}
		out = append(out, map[string]any{"role": msg["role"], "content": content})
	}
	return out
}

func (r *claudeReader) blocks(v any, path string) []Block {
	if s, ok := v.(string); ok {
		if s == "" {
			return nil
		}
		return []Block{{Type: "text", Text: s}}
	}
	var out []Block
	for i, e := range asArray(v) {
		out = append(out, r.block(asObject(e), fmt.Sprintf("%s.%d", path, i)))
	}
	return out
}

func (r *claudeReader) block(b map[string]any, path string) Block {
	out := Block{Type: asString(b["type"]), Cache: cacheMark(b)}
	switch out.Type {
	case "text":
		out.Text = asString(b["text"])
		out.extra("citations", b["citations"])
	case "image":
		out.Attachment = r.image(asObject(b["source"]), path)
	case "document":
		r.document(&out, b)
	case "tool_use", "server_tool_use":
		out.ID, out.Name, out.Input = r.rename(asString(b["id"])), asString(b["name"]), canonical(b["input"])
	case "tool_result", "tool_search_tool_result":
		out.ID, out.IsError = r.rename(asString(b["tool_use_id"])), asBool(b["is_error"])
		out.Content = r.blocks(b["content"], path+"."+out.Type+".content")
	case "thinking":
		out.Text, out.Signature = asString(b["thinking"]), asString(b["signature"])
	case "redacted_thinking":
		out.Text = asString(b["data"])
	case "search_result":
		out.Name = asString(b["title"])
		out.extra("source", b["source"])
		out.extra("citations", b["citations"])
		out.Content = r.blocks(b["content"], path+".search_result.content")
	default:
		out.extra("block", b)
	}
	return out
}

// extra records a member that no field of Block names, unless it says nothing.
func (b *Block) extra(key string, v any) {
	v = canonical(v)
	if list, ok := v.([]any); v == nil || ok && len(list) == 0 {
		return
	}
	if m, ok := v.(map[string]any); ok && len(m) == 1 && m["enabled"] == false {
		return
	}
	if b.Extra == nil {
		b.Extra = map[string]any{}
	}
	b.Extra[key] = v
}

// rename numbers tool calls by first appearance: the model sees which result
// belongs to which call, and the ids as such mean nothing.
func (r *claudeReader) rename(id string) string {
	if r.ids[id] == "" {
		r.ids[id] = fmt.Sprintf("call-%d", len(r.ids)+1)
	}
	return r.ids[id]
}

func (r *claudeReader) attach(a Attachment) int {
	r.seen.Attachments = append(r.seen.Attachments, a)
	return len(r.seen.Attachments)
}

func (r *claudeReader) image(source map[string]any, path string) int {
	data, err := base64.StdEncoding.DecodeString(asString(source["data"]))
	format := strings.TrimPrefix(asString(source["media_type"]), "image/")
	where := path + ".image.source.base64.data"
	switch {
	case r.err != nil:
	case !r.model.vision:
		r.err = modelInvalid("%s.image: this model does not support image input", path) // unconfirmed text
	case err != nil:
		r.err = modelInvalid("%s: Input should be a valid base64 string", where) // unconfirmed text
	default:
		r.err = imageProblem(where, format, data)
	}
	return r.attach(newAttachment("image", format, data))
}

// newAttachment identifies content by the hash of its bytes.
func newAttachment(kind, format string, data []byte) Attachment {
	sum := sha256.Sum256(data)
	return Attachment{Kind: kind, Format: format, SHA256: hex.EncodeToString(sum[:]), Size: len(data)}
}

func (r *claudeReader) document(out *Block, b map[string]any) {
	a := claudeDocumentSeen(asObject(b["source"]))
	a.Name = asString(b["title"])
	out.Attachment = r.attach(a)
	out.extra("context", b["context"])
	out.extra("citations", b["citations"])
	if asString(b["context"]) == "" {
		delete(out.Extra, "context")
	}
	if len(out.Extra) == 0 {
		out.Extra = nil
	}
}

// claudeDocumentSeen reads a document source. InvokeModel shows the pages of a
// PDF to the model, with or without citations.
// https://docs.claude.com/en/docs/build-with-claude/pdf-support#document-processing-modes
func claudeDocumentSeen(source map[string]any) Attachment {
	switch asString(source["type"]) {
	case "base64":
		data, err := base64.StdEncoding.DecodeString(asString(source["data"]))
		if err != nil {
			data = []byte(asString(source["data"]))
		}
		a := newAttachment("document", "pdf", data)
		a.Mode = "visual"
		return a
	case "text":
		return newAttachment("document", "txt", []byte(asString(source["data"])))
	}
	return newAttachment("document", "txt", []byte(strings.Join(sourceTexts(source["content"]), "\x00")))
}

// sourceTexts are the chunks of a document given as content blocks.
func sourceTexts(content any) []string {
	if s, ok := content.(string); ok {
		return []string{s, ""}
	}
	texts := []string{}
	for _, v := range asArray(content) {
		b := asObject(v)
		if asString(b["type"]) == "text" {
			texts = append(texts, asString(b["text"]))
		} else {
			texts = append(texts, string(mustMarshal(canonical(b))))
		}
	}
	// The trailing empty chunk keeps a one-chunk document apart from plain text.
	return append(texts, "")
}

func claudeToolSeen(t map[string]any) Tool {
	out := Tool{
		Name: asString(t["name"]), Description: asString(t["description"]),
		Schema: canonical(t["input_schema"]), Cache: cacheMark(t),
	}
	if kind := asString(t["type"]); kind != "custom" {
		out.Type = kind
	}
	for _, key := range sortedKeys(t) {
		switch key {
		case "name", "description", "input_schema", "cache_control", "type":
		default:
			if v := canonical(t[key]); v != nil && v != false {
				if out.Extra == nil {
					out.Extra = map[string]any{}
				}
				out.Extra[key] = v
			}
		}
	}
	return out
}

// claudeChoiceSeen applies the default: auto when there are tools.
func claudeChoiceSeen(body map[string]any) *ToolChoice {
	if len(asArray(body["tools"])) == 0 {
		return nil
	}
	c := asObject(body["tool_choice"])
	if c == nil {
		return &ToolChoice{Type: "auto"}
	}
	return &ToolChoice{Type: asString(c["type"]), Name: asString(c["name"]), DisableParallel: asBool(c["disable_parallel_tool_use"])}
}

// claudeParams are the effective parameters. Defaults of the Messages API:
// temperature 1, top_p 0.999, top_k off. Models that refuse sampling
// parameters have none.
func claudeParams(m *model, body map[string]any) map[string]any {
	p := map[string]any{"max_tokens": canonical(body["max_tokens"])}
	if claudeOf(m).sampling != samplingNone {
		p["temperature"], p["top_p"] = 1.0, 0.999
	}
	for _, key := range []string{"temperature", "top_p", "top_k"} {
		if v := body[key]; v != nil {
			p[key] = canonical(v)
		}
	}
	if stops := asStrings(body["stop_sequences"]); len(stops) > 0 {
		p["stop_sequences"] = stops
	}
	if betas := asStrings(body["anthropic_beta"]); len(betas) > 0 {
		p["anthropic_beta"] = betas
	}
	claudeThinkingParams(m, body, p)
	if c := asObject(canonical(body["output_config"])); len(c) > 0 {
		if c["effort"] == "high" {
			delete(c, "effort") // the default
		}
		if len(c) > 0 {
			p["output_config"] = c
		}
	}
	for _, key := range []string{"metadata", "context_management"} {
		if v := asObject(canonical(body[key])); len(v) > 0 {
			p[key] = v
		}
	}
	return p
}

// claudeThinkingParams writes the effective thinking mode; "disabled" is the
// default except on models that think adaptively of themselves.
// https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html
func claudeThinkingParams(m *model, body, p map[string]any) {
	thinking := asObject(canonical(body["thinking"]))
	kind := asString(thinking["type"])
	byDefault := claudeOf(m).adaptiveDefault || claudeOf(m).thinking == thinkingAlways
	switch {
	case kind == "" && byDefault:
		p["thinking"] = map[string]any{"type": "adaptive"}
	case kind == "disabled" && byDefault:
		p["thinking"] = thinking
	case kind == "enabled" || kind == "adaptive":
		p["thinking"] = thinking
	}
}

package bedrocktest

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// novaReader turns a checked body into what the model sees.
type novaReader struct {
	seen  *Seen
	names toolNames
	err   *apiError
}

// readNova reads a body that has passed novaSchema.
func readNova(m *model, body map[string]any) (*Seen, *apiError) {
	if err := novaRules(body); err != nil {
		return nil, err
	}
	r := &novaReader{seen: &Seen{Model: m.id}, names: toolNames{}}
	r.seen.System = r.blocks(body["system"], "#/system")
	for i, v := range asArray(body["messages"]) {
		msg := asObject(v)
		content := r.blocks(msg["content"], fmt.Sprintf("#/messages/%d/content", i))
		r.seen.Turns = append(r.seen.Turns, Turn{Role: asString(msg["role"]), Content: content})
	}
	r.seen.Turns = joinTurns(r.seen.Turns)
	r.seen.Params = novaParams(m, body)
	r.tools(asObject(body["toolConfig"]))
	r.seen.Prompt = renderTurns(r.seen)
	return r.seen, r.err
}

// novaRules has what a schema cannot express. Unconfirmed texts.
func novaRules(body map[string]any) *apiError {
	if first := asObject(asArray(body["messages"])[0]); first["role"] != "user" {
		return modelInvalid("A conversation must start with a user message. Try again with a conversation that starts with a user message.")
	}
	config := asObject(body["inferenceConfig"])
	reasoning := asObject(body["reasoningConfig"])
	if reasoning == nil {
		reasoning = asObject(config["reasoningConfig"])
	}
	if reasoning["type"] != "enabled" || reasoning["maxReasoningEffort"] != "high" {
		return nil
	}
	// https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
	for _, key := range []string{"temperature", "topP", "topK", "maxTokens", "max_new_tokens", "top_p", "top_k"} {
		if config[key] != nil {
			return modelInvalid("%s must be unset when maxReasoningEffort is high.", key)
		}
	}
	return nil
}

// novaParams are the effective parameters. The documented default of the output
// length is dynamic: the model's maximum stands for it on both APIs.
func novaParams(m *model, body map[string]any) map[string]any {
	p := map[string]any{"temperature": 0.7, "top_p": 0.9, "max_tokens": float64(m.maxOutput)}
	config := asObject(body["inferenceConfig"])
	for _, names := range [][2]string{
		{"max_new_tokens", "max_tokens"}, {"maxTokens", "max_tokens"}, {"temperature", "temperature"},
		{"top_p", "top_p"}, {"topP", "top_p"}, {"top_k", "top_k"}, {"topK", "top_k"},
	} {
		if v := config[names[0]]; v != nil {
			p[names[1]] = canonical(v)
		}
	}
	if stops := asStrings(config["stopSequences"]); len(stops) > 0 {
		p["stop_sequences"] = stops
	}
	for _, v := range []any{body["reasoningConfig"], config["reasoningConfig"]} {
		if o := asObject(v); o["type"] == "enabled" {
			// The model shows that it reasoned, not what.
			p["thinking"] = map[string]any{"type": "enabled", "effort": o["maxReasoningEffort"], "display": "redacted", "unsigned": true}
		}
	}
	return p
}

// tools reads the tools that the caller runs, and notes those that the service
// runs among the parameters: the model's answers do not call those.
func (r *novaReader) tools(config map[string]any) {
	var system []string
	for _, v := range asArray(config["tools"]) {
		if o := asObject(asObject(v)["systemTool"]); o != nil {
			system = append(system, asString(o["name"]))
			continue
		}
		spec := asObject(asObject(v)["toolSpec"])
		r.seen.Tools = append(r.seen.Tools, Tool{
			Name: asString(spec["name"]), Description: asString(spec["description"]),
			Schema: canonical(asObject(spec["inputSchema"])["json"]),
		})
	}
	if len(system) > 0 {
		r.seen.Params["system_tools"] = system
	}
	if len(r.seen.Tools) == 0 {
		return
	}
	r.seen.ToolChoice = &ToolChoice{Type: "auto"}
	for kind, v := range asObject(config["toolChoice"]) {
		r.seen.ToolChoice = &ToolChoice{Type: kind, Name: asString(asObject(v)["name"])}
	}
}

// blocks reads a content list. A cache mark belongs to the block before it,
// whether it stands on that block's item or on one of its own.
func (r *novaReader) blocks(v any, path string) []Block {
	var out []Block
	for i, e := range asArray(v) {
		item := asObject(e)
		for _, kind := range sortedKeys(item) {
			if kind != "cachePoint" {
				out = append(out, r.block(kind, item[kind], path))
			}
		}
		if item["cachePoint"] == nil || len(out) == 0 {
			continue
		}
		if out[len(out)-1].Type == "tool_result" {
			// https://github.com/earendil-works/pi/issues/2053
			r.fail("Malformed input request: %s/%d: extraneous key [cachePoint] is not permitted, please reformat your input and try again.", path, i)
		}
		out[len(out)-1].Cache = "5m"
	}
	return out
}

func (r *novaReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = modelInvalid(format, args...)
	}
}

func (r *novaReader) block(kind string, v any, path string) Block {
	o := asObject(v)
	switch kind {
	case "image", "video", "document":
		r.seen.Attachments = append(r.seen.Attachments, r.attachment(kind, o))
		return Block{Type: kind, Attachment: len(r.seen.Attachments)}
	case "toolUse":
		return Block{Type: "tool_use", ID: r.names.rename(asString(o["toolUseId"])), Name: asString(o["name"]), Input: canonical(o["input"])}
	case "toolResult":
		return Block{
			Type: "tool_result", ID: r.names.rename(asString(o["toolUseId"])), IsError: o["status"] == "error",
			Content: r.blocks(o["content"], path),
		}
	case "json":
		return Block{Type: "json", Input: canonical(v), Text: string(mustMarshal(canonical(v)))}
	case "reasoningContent":
		return Block{Type: "thinking", Text: asString(asObject(o["reasoningText"])["text"])}
	}
	return Block{Type: "text", Text: asString(v)}
}

// attachment reads media. The bytes of an object in S3 are not here: its
// address stands for them.
func (r *novaReader) attachment(kind string, o map[string]any) Attachment {
	source := asObject(o["source"])
	data := []byte(asString(source["text"]))
	switch {
	case source["bytes"] != nil:
		var err error
		if data, err = base64.StdEncoding.DecodeString(asString(source["bytes"])); err != nil {
			r.fail("Malformed input request: the bytes of a %s are not valid base64, please reformat your input and try again.", kind) // unconfirmed text
		}
	case source["s3Location"] != nil:
		data = []byte(asString(asObject(source["s3Location"])["uri"]))
	case source["content"] != nil:
		data = []byte(strings.Join(asStrings(source["content"]), "\x00"))
	}
	a := newAttachment(kind, asString(o["format"]), data)
	a.Name = asString(o["name"])
	if kind == "image" && source["bytes"] != nil {
		if err := imageProblem(kind, a.Format, data); err != nil {
			r.fail("%s", err.message)
		}
	}
	return a
}

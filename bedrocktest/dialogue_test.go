package bedrocktest_test

import (
	"encoding/base64"
	"strings"
)

// dialogue is a meaning, which native and converse write down for one API
// each. Both are this test's own and deliberately small.
type dialogue struct {
	model    string
	system   string
	turns    []turn
	limit    int
	temp     *float64
	topP     *float64
	topK     *int
	stops    []string
	tools    []string
	choice   string // "", auto, any or a tool's name
	thinking int    // budget; 0 for none
	guarded  bool   // a guardrail, with trace
	hurried  bool   // performance configuration, tier and metadata
}

type turn struct {
	role, text string
	image      []byte // PNG
	cache      bool
	call       string // id of a tool call made or answered in this turn
}

// headers are what InvokeModel takes beside the body.
func (d dialogue) headers() []string {
	var out []string
	if d.guarded {
		out = append(out, "X-Amzn-Bedrock-GuardrailIdentifier", "g1", "X-Amzn-Bedrock-GuardrailVersion", "DRAFT", "X-Amzn-Bedrock-Trace", "ENABLED")
	}
	if d.hurried {
		out = append(out, "X-Amzn-Bedrock-PerformanceConfig-Latency", "optimized", "X-Amzn-Bedrock-Service-Tier", "flex", "X-Amzn-Bedrock-Request-Metadata", `{"team":"a"}`)
	}
	return out
}

func (d dialogue) native() m {
	switch {
	case d.model == claude2:
		return d.nativeCompletion()
	case chatty(d.model):
		return d.nativeMessages()
	case d.model == titanID:
		return d.nativeTitan()
	}
	return d.nativeLlama()
}

// set adds an optional number.
func set[T any](to m, key string, v *T) {
	if v != nil {
		to[key] = *v
	}
}

func (d dialogue) nativeMessages() m {
	body := m{"anthropic_version": "bedrock-2023-05-31", "max_tokens": d.limit}
	var messages []m
	for _, t := range d.turns {
		messages = append(messages, m{"role": t.role, "content": t.nativeContent()})
	}
	body["messages"] = messages
	if d.system != "" {
		body["system"] = d.system
	}
	set(body, "temperature", d.temp)
	set(body, "top_p", d.topP)
	set(body, "top_k", d.topK)
	if d.stops != nil {
		body["stop_sequences"] = d.stops
	}
	var tools []m
	for _, name := range d.tools {
		tools = append(tools, m{"name": name, "description": "to " + name, "input_schema": toolSchema})
	}
	if tools != nil {
		body["tools"] = tools
	}
	switch d.choice {
	case "":
	case "auto", "any":
		body["tool_choice"] = m{"type": d.choice}
	default:
		body["tool_choice"] = m{"type": "tool", "name": d.choice}
	}
	if d.thinking > 0 {
		body["thinking"] = m{"type": "enabled", "budget_tokens": d.thinking}
	}
	return body
}

var toolSchema = m{"type": "object", "properties": m{"where": m{"type": "string"}, "times": m{"type": "integer", "minimum": 1, "maximum": 3}}}

func (t turn) nativeContent() any {
	if t.image == nil && !t.cache && t.call == "" {
		return t.text
	}
	if t.call != "" && t.role == "user" {
		return []m{{"type": "tool_result", "tool_use_id": "toolu_" + t.call, "content": t.text}}
	}
	text := m{"type": "text", "text": t.text}
	if t.cache {
		text["cache_control"] = m{"type": "ephemeral"}
	}
	out := []m{text}
	if t.image != nil {
		out = append(out, m{"type": "image", "source": m{"type": "base64", "media_type": "image/png", "data": base64.StdEncoding.EncodeToString(t.image)}})
	}
	if t.call != "" {
		out = append(out, m{"type": "tool_use", "id": "toolu_" + t.call, "name": "look", "input": m{"where": "there", "times": 2}})
	}
	return out
}

func (d dialogue) nativeCompletion() m {
	prompt := d.system
	for _, t := range d.turns {
		if t.role == "user" {
			prompt += "\n\nHuman: " + t.text
		} else {
			prompt += "\n\nAssistant: " + t.text
		}
	}
	body := m{"prompt": prompt + "\n\nAssistant:", "max_tokens_to_sample": d.limit}
	set(body, "temperature", d.temp)
	set(body, "top_p", d.topP)
	set(body, "top_k", d.topK)
	if d.stops != nil {
		body["stop_sequences"] = append([]string{"\n\nHuman:"}, d.stops...)
	}
	return body
}

func (d dialogue) nativeTitan() m {
	prompt := ""
	for _, t := range d.turns {
		if t.role == "user" {
			prompt += "User: " + t.text + "\n"
		} else {
			prompt += "Bot: " + t.text + "\n"
		}
	}
	config := m{"maxTokenCount": d.limit}
	set(config, "temperature", d.temp)
	set(config, "topP", d.topP)
	if d.stops != nil {
		config["stopSequences"] = d.stops
	}
	return m{"inputText": prompt + "Bot:", "textGenerationConfig": config}
}

func (d dialogue) nativeLlama() m {
	body := m{"max_gen_len": d.limit, "prompt": d.llamaPrompt()}
	set(body, "temperature", d.temp)
	set(body, "top_p", d.topP)
	return body
}

func (d dialogue) llamaPrompt() string {
	open, shut, end := "<|start_header_id|>", "<|end_header_id|>\n\n", "<|eot_id|>"
	switch {
	case strings.Contains(d.model, "llama2"):
		return d.llama2Prompt()
	case strings.Contains(d.model, "llama4"):
		open, shut, end = "<|header_start|>", "<|header_end|>\n\n", "<|eot|>"
	}
	prompt := "<|begin_of_text|>"
	if d.system != "" {
		prompt += open + "system" + shut + d.system + end
	}
	for _, t := range d.turns {
		prompt += open + t.role + shut + t.text + end
	}
	return prompt + open + "assistant" + shut
}

func (d dialogue) llama2Prompt() string {
	prompt, system := "", ""
	if d.system != "" {
		system = "<<SYS>>\n" + d.system + "\n<</SYS>>\n\n"
	}
	for _, t := range d.turns {
		if t.role == "assistant" {
			prompt += " " + t.text + " </s>"
			continue
		}
		prompt += "<s>[INST] " + system + t.text + " [/INST]"
		system = ""
	}
	return prompt
}

func (d dialogue) converse() m {
	inference := m{"maxTokens": d.limit}
	set(inference, "temperature", d.temp)
	set(inference, "topP", d.topP)
	if d.stops != nil {
		inference["stopSequences"] = d.stops
	}
	var messages []m
	for _, t := range d.turns {
		messages = append(messages, m{"role": t.role, "content": t.converseContent()})
	}
	body := m{"messages": messages, "inferenceConfig": inference}
	if d.system != "" {
		body["system"] = []m{{"text": d.system}}
	}
	extra := m{}
	set(extra, "top_k", d.topK)
	if d.thinking > 0 {
		extra["thinking"] = m{"type": "enabled", "budget_tokens": d.thinking}
	}
	if len(extra) > 0 {
		body["additionalModelRequestFields"] = extra
	}
	if d.tools != nil {
		body["toolConfig"] = d.converseTools()
	}
	if d.guarded {
		body["guardrailConfig"] = m{"guardrailIdentifier": "g1", "guardrailVersion": "DRAFT", "trace": "enabled"}
	}
	if d.hurried {
		body["performanceConfig"], body["serviceTier"] = m{"latency": "optimized"}, m{"type": "flex"}
		body["requestMetadata"] = m{"team": "a"}
	}
	return body
}

func (d dialogue) converseTools() m {
	var tools []m
	for _, name := range d.tools {
		tools = append(tools, m{"toolSpec": m{"name": name, "description": "to " + name, "inputSchema": m{"json": toolSchema}}})
	}
	config := m{"tools": tools}
	switch d.choice {
	case "":
	case "auto", "any":
		config["toolChoice"] = m{d.choice: m{}}
	default:
		config["toolChoice"] = m{"tool": m{"name": d.choice}}
	}
	return config
}

func (t turn) converseContent() []m {
	if t.call != "" && t.role == "user" {
		return []m{{"toolResult": m{"toolUseId": "tooluse_" + t.call, "content": []m{{"text": t.text}}, "status": "success"}}}
	}
	out := []m{{"text": t.text}}
	if t.cache {
		out = append(out, m{"cachePoint": m{"type": "default"}})
	}
	if t.image != nil {
		out = append(out, m{"image": m{"format": "png", "source": m{"bytes": base64.StdEncoding.EncodeToString(t.image)}}})
	}
	if t.call != "" {
		out = append(out, m{"toolUse": m{"toolUseId": "tooluse_" + t.call, "name": "look", "input": m{"where": "there", "times": 2.0}}})
	}
	return out
}

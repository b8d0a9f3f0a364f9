package bedrocktest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// serve sends a body to the handler without a network and returns the call.
func serve(t testing.TB, srv *bedrocktest.Server, model, op string, body any) bedrocktest.Call {
	t.Helper()
	data, ok := body.([]byte)
	if !ok {
		var err error
		if data, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	req := httptest.NewRequest("POST", "/model/"+url.PathEscape(model)+"/"+op, strings.NewReader(string(data)))
	sign(req)
	srv.ServeHTTP(httptest.NewRecorder(), req)
	calls := srv.Calls()
	return calls[len(calls)-1]
}

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
}

type turn struct {
	role, text string
	image      []byte // PNG
	cache      bool
	call       string // id of a tool call made or answered in this turn
}

type m = map[string]any

var png = append([]byte("\x89PNG\r\n\x1a\n"), "some pixels"...)

// TestSameMeaning writes several hundred random conversations for both APIs,
// unary and streamed, and wants the model to see the same and to say the same.
func TestSameMeaning(t *testing.T) {
	srv := bedrocktest.New()
	rng := rand.New(rand.NewPCG(7, 7))
	stops := map[string]int{}
	for i := range 400 {
		srv.Reset()
		d := randomDialogue(rng)
		name := fmt.Sprintf("%d %s", i, d.model)
		native, conversed := d.native(), d.converse()
		a := serve(t, srv, d.model, "invoke", native)
		b := serve(t, srv, d.model, "converse", conversed)
		equalSeen(t, a, b)
		equalSeen(t, a, serve(t, srv, d.model, "invoke-with-response-stream", native))
		if b := serve(t, srv, d.model, "converse-stream", conversed); len(d.tools) == 0 || b.Seen != nil {
			equalSeen(t, a, b)
		}
		if t.Failed() {
			t.Fatalf("%s\nnative   %v\nconverse %v", name, native, conversed)
		}
		stops[a.Answer.StopReason]++
	}
	for _, reason := range []string{"end_turn", "max_tokens", "stop_sequence", "tool_use"} {
		if stops[reason] < 10 {
			t.Errorf("only %d answers of 400 ended with %s: %v", stops[reason], reason, stops)
		}
	}
}

var sameModels = []string{
	sonnet, sonnet45, opus47, claude2, "anthropic.claude-sonnet-5", llama, llama4, "meta.llama2-13b-chat-v1", titanID,
}

func randomDialogue(rng *rand.Rand) dialogue {
	word := func() string { return fmt.Sprintf("w%d <b>\n\"é\"", rng.IntN(1000)) }
	d := dialogue{model: sameModels[rng.IntN(len(sameModels))], limit: 1 + rng.IntN(60)}
	for n := rng.IntN(3); n > 0; n-- {
		d.turns = append(d.turns, turn{role: "user", text: word()}, turn{role: "assistant", text: word()})
	}
	d.turns = append(d.turns, turn{role: "user", text: word()})
	if rng.IntN(2) == 0 && d.model != titanID {
		d.system = word()
	}
	if rng.IntN(3) == 0 {
		d.stops = []string{word(), "near"}
	}
	if strings.HasPrefix(d.model, "meta.") || strings.HasPrefix(d.model, "us.meta") {
		d.stops = nil // InvokeModel has no such field
	}
	randomSampling(rng, &d)
	if chatty(d.model) {
		randomExtras(rng, &d)
	}
	return d
}

// chatty models are those with the Messages API proper.
func chatty(model string) bool {
	return strings.Contains(model, "claude") && model != claude2
}

func randomSampling(rng *rand.Rand, d *dialogue) {
	t, p, k := float64(rng.IntN(10))/10, 0.1+float64(rng.IntN(9))/10, rng.IntN(500)
	if strings.Contains(d.model, "4-7") || strings.Contains(d.model, "sonnet-5") {
		return
	}
	if rng.IntN(2) == 0 {
		d.temp = &t
	}
	if rng.IntN(2) == 0 && (d.temp == nil || d.model != sonnet45) {
		d.topP = &p
	}
	if rng.IntN(2) == 0 && strings.Contains(d.model, "claude") || d.model == claude2 {
		d.topK = &k // completions have a default that Converse lacks: always said
	}
}

func randomExtras(rng *rand.Rand, d *dialogue) {
	last := &d.turns[len(d.turns)-1]
	if rng.IntN(3) == 0 {
		last.image = png
	}
	if rng.IntN(4) == 0 && d.model != sonnet {
		d.turns[0].cache = true
	}
	if rng.IntN(3) == 0 {
		d.tools = []string{"look", "listen"}
		d.choice = []string{"", "auto", "any", "look"}[rng.IntN(4)]
		d.turns = append(d.turns, turn{role: "assistant", text: "ok", call: "c1"}, turn{role: "user", text: "done", call: "c1"})
	}
	if rng.IntN(4) == 0 && d.model == sonnet45 && d.choice != "any" && d.choice != "look" {
		d.thinking, d.limit, d.temp, d.topP, d.topK = 1024, 2000, nil, nil, nil
	}
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

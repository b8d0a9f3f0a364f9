package p

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"strings"
)

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeRequest struct {
	Version     string    `json:"anthropic_version"`
	MaxTokens   int       `json:"max_tokens"`
	Temperature float64   `json:"temperature,omitempty"`
	System      string    `json:"system,omitempty"`
	Stop        []string  `json:"stop_sequences,omitempty"`
	Messages    []message `json:"messages"`
}

// body: {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1000, "temperature"*: <temp float64>, "messages": [{"role": "user", "content": <text string>}]}
// model: "anthropic.claude-3"
// ids: [anthropic.claude-3] complete=true
func structLiteral(ctx context.Context, c *Client, text string, temp float64) {
	body, err := json.Marshal(claudeRequest{
		Version:     "bedrock-2023-05-31",
		MaxTokens:   1000,
		Temperature: temp,
		Messages:    []message{{Role: "user", Content: text}},
	})
	if err != nil {
		return
	}
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr("anthropic.claude-3"), Body: body})
}

// body: {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100, "system"*: alt(if(sys != "") <sys string>; ""), "messages": [{"role": "user", "content": <text string>}]}
// model: "m"
// ids: [m] complete=true
func fieldWrites(ctx context.Context, c *Client, text string, sys string) {
	var req claudeRequest
	req.Version = "bedrock-2023-05-31"
	req.MaxTokens = 100
	if sys != "" {
		req.System = sys
	}
	req.Messages = append(req.Messages, message{"user", text})
	body, err := json.Marshal(&req)
	if err != nil {
		log.Fatal(err)
	}
	in := &InvokeModelInput{}
	in.Body = body
	in.ModelId = ptr("m")
	c.InvokeModel(ctx, in)
}

// body: {"prompt": str("Human: " + <prompt string>), "stop_sequences": <stop []string>, "temperature": 0.5, if(topK > 0) "top_k": <topK int>, if(not topK > 0) "top_p": 0.9}
func mapLiteral(ctx context.Context, c *Client, prompt string, topK int, stop []string) {
	req := map[string]any{
		"prompt":      "Human: " + prompt,
		"temperature": 0.5,
	}
	if topK > 0 {
		req["top_k"] = topK
	} else {
		req["top_p"] = 0.9
	}
	req["stop_sequences"] = stop
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": str(raw <prompt string>), "max_gen_len": <n int>, "temperature": 0.5}
func sprintf(ctx context.Context, c *Client, prompt string, n int) {
	body := fmt.Sprintf(`{"prompt": "%s", "max_gen_len": %d, "temperature": 0.5}`, prompt, n)
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(body)})
}

// body: {"prompt": "hi", "a": [1, -2.5, true, null, {}]}
func raw(ctx context.Context, c *Client) {
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(`{"prompt": "hi", "a": [1, -2.5, true, null, {}]}`)})
}

// body: {"anthropic_version": "", "max_tokens": 5, "messages": []}
func encoder(ctx context.Context, c *Client, text string) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(claudeRequest{MaxTokens: 5, Messages: []message{}}); err != nil {
		return
	}
	c.InvokeModel(ctx, &InvokeModelInput{Body: buf.Bytes()})
}

func build(text string, history []message) ([]byte, error) {
	msgs := make([]message, 0, len(history)+1)
	for _, h := range history {
		if h.Role == "system" {
			continue
		}
		msgs = append(msgs, message{Role: strings.ToLower(h.Role), Content: h.Content})
	}
	msgs = append(msgs, message{Role: "user", Content: text})
	return json.Marshal(claudeRequest{MaxTokens: 1, Messages: msgs})
}

// body: {"anthropic_version": "", "max_tokens": 1, "messages": [for(history) if(not h.Role == "system") {"role": <strings.ToLower(h.Role) string>, "content": <h.Content string>}, {"role": "user", "content": <text string>}]}
// model: alt(if(s == "a" || s == "b") "model-a"; if(s == "c") "model-c"; "model-default")
// ids: [model-a model-c model-default] complete=true
func helper(ctx context.Context, c *Client, text string, history []message) error {
	body, err := build(text, history)
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	_, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body, ModelId: ptr(modelFor(text))})
	return err
}

func modelFor(s string) string {
	switch s {
	case "a", "b":
		return "model-a"
	case "c":
		return "model-c"
	}
	return "model-default"
}

// body: {"anthropic_version": <req.Version string>, "max_tokens": <req.MaxTokens int>, "temperature"*: <req.Temperature float64>, "system"*: <req.System string>, "stop_sequences"*: <req.Stop []string>, "messages": [for(req.Messages) {"role": <elem.Role string>, "content": <elem.Content string>}]|null}
func param(ctx context.Context, c *Client, req claudeRequest) {
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"anthropic_version": <req.Version string>, "max_tokens": 7, "temperature"*: <req.Temperature float64>, "system"*: <req.System string>, "stop_sequences"*: <req.Stop []string>, "messages": [for(req.Messages) {"role": <elem.Role string>, "content": <elem.Content string>}]|null}
func paramPtr(ctx context.Context, c *Client, req *claudeRequest) {
	req.MaxTokens = 7
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"max_gen_len": 512, "prompt": alt(if(sys != "") str("<|begin_of_text|><|system|>" + <sys string> + "<|user|>" + <user string> + "<|eot|>"); str("<|begin_of_text|><|user|>" + <user string> + "<|eot|>"))}
func llamaTemplate(ctx context.Context, c *Client, sys, user string) {
	var sb strings.Builder
	sb.WriteString("<|begin_of_text|>")
	if sys != "" {
		sb.WriteString("<|system|>" + sys)
	}
	sb.WriteString(fmt.Sprintf("<|user|>%s<|eot|>", user))
	body, _ := json.Marshal(map[string]interface{}{"prompt": sb.String(), "max_gen_len": 512})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// A float32 is sent with as many digits as tell it apart from others.
// body: {"prompt": <q string>, "top_p": 0.9, "top": 1.1, "wide": 0.8999999761581421}
func smallFloat(c *Client, q string) {
	req := struct {
		Prompt string  `json:"prompt"`
		TopP   float32 `json:"top_p"`
		Top    any     `json:"top"`
		Wide   float64 `json:"wide"`
	}{q, 0.9, float32(1.1), float64(float32(0.9))}
	body, _ := json.Marshal(req)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

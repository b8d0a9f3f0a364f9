// Package builder makes its request in a method, of blocks that write their own JSON and of
// tools that are appended one by one.
package builder

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type block struct {
	Type  string         `json:"type"`
	Text  string         `json:"text,omitempty"`
	ID    string         `json:"id,omitempty"`
	Name  string         `json:"name,omitempty"`
	Input map[string]any `json:"input,omitempty"`
}

// MarshalJSON always has an input of a tool's call.
func (b block) MarshalJSON() ([]byte, error) {
	type plain block
	if b.Type == "tool_use" {
		m := map[string]any{"type": b.Type, "id": b.ID, "name": b.Name}
		if b.Input != nil {
			m["input"] = b.Input
		} else {
			m["input"] = map[string]any{}
		}
		return json.Marshal(m)
	}
	return json.Marshal(plain(b))
}

type message struct {
	Role    string  `json:"role"`
	Content []block `json:"content"`
}

type tool struct {
	Name   string         `json:"name"`
	Schema map[string]any `json:"input_schema"`
}

type choice struct {
	Type string `json:"type"`
	Name string `json:"name,omitempty"`
}

type request struct {
	Version    string    `json:"anthropic_version"`
	MaxTokens  int       `json:"max_tokens"`
	Messages   []message `json:"messages"`
	System     string    `json:"system,omitempty"`
	Tools      []tool    `json:"tools,omitempty"`
	ToolChoice *choice   `json:"tool_choice,omitempty"`
}

type asker struct {
	client  *bedrockruntime.Client
	history []message
}

func (a *asker) request(question string, tools map[string]map[string]any) *request {
	r := &request{Version: "bedrock-2023-05-31", MaxTokens: 1024, Messages: a.history}
	if question != "" {
		r.Messages = append(r.Messages, message{Role: "user", Content: []block{{Type: "text", Text: question}}})
	}
	for name, schema := range tools {
		r.Tools = append(r.Tools, tool{Name: strings.ToLower(name), Schema: schema})
	}
	return r
}

func (a *asker) ask(ctx context.Context, question string, tools map[string]map[string]any) (string, error) {
	req := a.request(question, tools)
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var reply message
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Content[0].Text, nil
}

// pick sends a choice that may be nil, or none.
func pick(ctx context.Context, client *bedrockruntime.Client, req *request) (string, error) {
	req.Version = "bedrock-2023-05-31"
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var reply message
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Content[0].Text, nil
}

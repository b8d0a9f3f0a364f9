// Package defaults replaces what is not set, under conditions that then no longer hold.
package defaults

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type tool struct {
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"input_schema"`
}

type call struct {
	ID, Name string
	Input    json.RawMessage
}

type block struct {
	Type  string `json:"type"`
	ID    string `json:"id"`
	Name  string `json:"name"`
	Input any    `json:"input"`
}

type message struct {
	Role    string `json:"role"`
	Content []any  `json:"content"`
}

type request struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	Messages  []message `json:"messages"`
	Stops     []string  `json:"stop_sequences,omitempty"`
	Tools     []tool    `json:"tools,omitempty"`
}

// convert gives a call without arguments an empty object.
func convert(calls []call) []message {
	var out []message
	for _, c := range calls {
		input := c.Input
		if len(input) == 0 {
			input = json.RawMessage(`{}`)
		}
		out = append(out, message{Role: "assistant", Content: []any{block{"tool_use", c.ID, c.Name, input}}})
	}
	return out
}

func ask(ctx context.Context, client *bedrockruntime.Client, calls []call, tools []tool, stops []string) (string, error) {
	req := request{Version: "bedrock-2023-05-31", MaxTokens: 1024, Messages: convert(calls), Tools: tools, Stops: stops}
	if len(req.Tools) == 0 {
		req.Tools = nil
	}
	if len(req.Stops) == 0 {
		req.Stops = []string{"END"}
	}
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
	var reply struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Content[0].Text, nil
}

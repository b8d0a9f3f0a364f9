// Package a sends bodies that are refused.
package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type request struct {
	Version     string           `json:"anthropic_version"`
	MaxTokens   int              `json:"max_tokens"`
	Temperature float64          `json:"temperature,omitempty"`
	TopP        float64          `json:"top_p,omitempty"`
	Messages    []map[string]any `json:"messages"`
}

func messages(q string) []map[string]any {
	return []map[string]any{{"role": "user", "content": q}}
}

func together(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(request{
		Version: "bedrock-2023-05-31", MaxTokens: 500, Messages: messages(q),
		Temperature: 0.5,
		TopP:        0.9, // want `anthropic.claude-sonnet-4-5-20250929-v1:0 refuses temperature and top_p in one request; send one of them \(BL2006\)`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
}

func alone(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          messages(q),
		"temperature":       0.2, // want `anthropic.claude-opus-4-7 refuses temperature; leave it out \(BL2006\)`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("us.anthropic.claude-opus-4-7"), Body: body})
}

// One of them may be zero, and is left out then.
func perhaps(ctx context.Context, c *bedrockruntime.Client, q string, t float64) {
	body, _ := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 500, Messages: messages(q), Temperature: t, TopP: 0.9})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
}

func missing(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"messages":          messages(q),
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body}) // want `the body has no max_tokens, which anthropic-messages requires, and Bedrock refuses it; add it \(BL2007\)`
}

// Members may come from elsewhere.
func merged(ctx context.Context, c *bedrockruntime.Client, q string, extra map[string]any) {
	m := map[string]any{"anthropic_version": "bedrock-2023-05-31", "messages": messages(q)}
	for k, v := range extra {
		m[k] = v
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body})
}

func foreign(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{"prompt": "\n\nHuman: " + q + "\n\nAssistant:", "max_tokens_to_sample": 200})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body}) // want `this body is in the format of anthropic-text, and anthropic.claude-3-haiku-20240307-v1:0, a model of anthropic-messages, refuses it; build the body of that family \(BL2008\)`
}

func silenced(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{"anthropic_version": "bedrock-2023-05-31", "messages": messages(q)})
	//bedrocklint:ignore BL2007 a test of the service's refusal
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body})
}

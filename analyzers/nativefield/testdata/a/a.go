// Package a sends bodies with fields of every verdict.
package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const model = "anthropic.claude-sonnet-4-5-20250929-v1:0"

type request struct {
	Version   string           `json:"anthropic_version"`
	MaxTokens int              `json:"max_tokens"`
	TopK      int              `json:"top_k,omitempty"`
	Messages  []map[string]any `json:"messages"`
}

func structLiteral(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 500,
		TopK:      250, // want `top_k is not in Converse's inferenceConfig; it moves to additionalModelRequestFields \(BL2002\)`
		Messages:  []map[string]any{{"role": "user", "content": q}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
}

func mapWrites(ctx context.Context, c *bedrockruntime.Client, q string, k int) {
	body := map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_token":         500, // want `max_token is not a field of anthropic-messages, and Bedrock refuses fields that it does not know; did you mean max_tokens\? \(BL2003\)`
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	}
	if k > 0 {
		body["top_k"] = k // want `top_k is not in Converse's inferenceConfig`
	}
	data, _ := json.Marshal(body)
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

// The name that another family has for it; for a value of another type no fix is certain.
func foreign(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"prompt":     q,
		"max_tokens": 100,   // want `max_tokens is not a field of meta-llama, and Bedrock refuses fields that it does not know; it is one of .*, and meta-llama calls it max_gen_len \(BL2003\)`
		"tempreture": "0.5", // want `did you mean temperature\?`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: data})
}

// Every field has a Converse field of its own.
func allMap(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"temperature":       0.5,
		"top_p":             0.9,
		"stop_sequences":    []string{"END"},
		"system":            "Be brief.",
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

// A tool's schema is the user's: nothing in it is a field of the family.
func freeForm(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
		"tools": []any{map[string]any{
			"name":         "weather",
			"input_schema": map[string]any{"type": "object", "properties": map[string]any{"city": map[string]any{"type": "string"}}},
		}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

func lost(ctx context.Context, c *bedrockruntime.Client, q, img string) {
	data, _ := json.Marshal(map[string]any{
		"prompt":      q,
		"max_gen_len": 100,
		"images":      []string{img}, // want `images has no equivalent on Converse: .* \(BL2001\)`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: data})
}

func silenced(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"top_k":             250, //bedrocklint:ignore BL2002 known
		"top_q":             1,   //nolint:bedrocklint // an example of a typo
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

func kept(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 5, "top_k": 2, "messages": []any{}})
	//bedrocklint:keep the exact answer is part of a recorded test
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

func outside(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"temperature":       1.5, // want `temperature is 1.5, and the most allowed is 1 \(BL2005\)`
		"messages": []any{
			map[string]any{"role": "robot", "content": "Be brief."}, // want `messages\[\].role is "robot"; the documentation allows user, .* \(BL2005\)`
			map[string]any{"role": "user", "content": q},
		},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

// Two calls share a body; its field is reported once.
func shared(ctx context.Context, c *bedrockruntime.Client, q string) {
	data := sharedBody(q)
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

func sharedBody(q string) []byte {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"top_k":             5, // want `top_k is not in Converse's inferenceConfig`
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	return data
}

// block serves answers as well: a request leaves is_final empty.
type block struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	IsFinal bool   `json:"is_final,omitempty"`
	Always  bool   `json:"always"` // want `messages\[\].content\[\].always is not a field`
}

func sharedType(ctx context.Context, c *bedrockruntime.Client, blocks []block) {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []any{map[string]any{"role": "user", "content": blocks}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

type untagged struct {
	Role    string // want `messages\[\].Role is not a field of anthropic-messages, and Bedrock refuses fields that it does not know; did you mean role\? That is what a rewrite sends \(BL2003\)`
	Content string // want `did you mean content\? That is what a rewrite sends`
}

func withoutTags(ctx context.Context, c *bedrockruntime.Client, messages []untagged) {
	body, _ := json.Marshal(map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 500, "messages": messages})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body})
}

type llama struct {
	Prompt    string `json:"prompt"`
	MaxGenLen int    `json:"max_gen_len,omitempty"`
	TopP      int    `json:"top_p,omitempty"`
}

// A zero is left out, and no limit of 0.
func limited(ctx context.Context, c *bedrockruntime.Client, limit, top *int) {
	in := llama{Prompt: "Hello", TopP: 2} // want `top_p is 2, and the most allowed is 1 \(BL2005\)`
	if limit != nil {
		in.MaxGenLen = *limit
	}
	if top != nil {
		in.TopP = *top
	}
	data, _ := json.Marshal(in)
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-1-8b-instruct-v1:0"), Body: data})
}

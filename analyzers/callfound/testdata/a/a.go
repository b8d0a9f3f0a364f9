// Package a has a call of every verdict.
package a

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const model = "anthropic.claude-sonnet-4-5-20250929-v1:0"

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

func body(q string, more map[string]any) []byte {
	m := map[string]any{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 10, "messages": []message{{"user", q}}}
	for k, v := range more {
		m[k] = v
	}
	data, _ := json.Marshal(m)
	return data
}

func rewrite(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body(q, nil)}) // want `InvokeModel of anthropic-messages can move to Converse \(BL1001\)`
}

func notes(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{"prompt": q})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: data}) // want `InvokeModel of meta-llama can move to Converse, with 2 notes \(BL1001\)`
}

// Adapter: nothing is known.
func Gateway(ctx context.Context, c *bedrockruntime.Client, model string, body []byte) ([]byte, error) {
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body}) // want `the model is chosen at run time and the body does not show its family.* \(BL1002\)`
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

// The directive names the model; the body is still unknown.
func Named(ctx context.Context, c *bedrockruntime.Client, id string, body []byte) {
	//bedrocklint:model anthropic.claude-sonnet-4-5-20250929-v1:0
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &id, Body: body}) // want `the body cannot be known from the source.* \(BL1002\)`
}

// Part of the body comes from elsewhere.
func partial(ctx context.Context, c *bedrockruntime.Client, r *http.Request) {
	var messages any
	_ = json.NewDecoder(r.Body).Decode(&messages)
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        10,
		"messages":          messages, // want `messages cannot be known from the source.* \(BL1004\)`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: data})
}

// The raw answer goes to someone who expects the native form.
func raw(ctx context.Context, c *bedrockruntime.Client, q string) ([]byte, error) {
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body(q, nil)})
	if err != nil {
		return nil, err
	}
	return out.Body, nil // want `the native answer is returned, and Converse's has another form.* \(BL1002\)`
}

// Kept: the analyzer is silent.
func kept(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.InvokeModel(ctx, //bedrocklint:keep recorded by a test
		&bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body(q, nil)})
}

// No call: the program's own method of that name.
type own struct{}

func (own) InvokeModel(ctx context.Context, prompt string) string { return prompt }

func none(ctx context.Context, o own) { o.InvokeModel(ctx, "hello") }

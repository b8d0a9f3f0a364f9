// Package twins has a function that hands inputs of the SDK through, and that others need.
package twins

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type client struct {
	runtime *bedrockruntime.Client
}

// InvokeModel is there for others, too.
func (c *client) InvokeModel(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error) {
	return c.runtime.InvokeModel(ctx, in)
}

func (c *client) translate(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        2000,
		"messages":          []map[string]string{{"role": "user", "content": "Translate: " + text}},
	})
	if err != nil {
		return "", err
	}
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body})
	if err != nil {
		return "", err
	}
	return firstText(out.Body)
}

func firstText(body []byte) (string, error) {
	var resp struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Content[0].Text, nil
}

// relay sends what it is given, whatever that is.
func (c *client) relay(ctx context.Context, model string, body []byte) ([]byte, error) {
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

func body(titan bool, question string) ([]byte, error) {
	if titan {
		return json.Marshal(map[string]any{"inputText": "User: " + question + "\nBot:", "textGenerationConfig": map[string]any{"maxTokenCount": 9}})
	}
	return json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        9,
		"messages":          []map[string]string{{"role": "user", "content": question}},
	})
}

func (c *client) check(ctx context.Context, titan bool, model string) error {
	request, err := body(titan, "Are you there?")
	if err != nil {
		return err
	}
	_, err = c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: request})
	return err
}

func (c *client) ready(ctx context.Context, titan bool, model string) bool {
	request, err := body(titan, "Hello")
	if err != nil {
		return false
	}
	_, err = c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: request})
	return err == nil
}

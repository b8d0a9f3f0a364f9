// Package lost sends what can be read, and what Converse has no member for.
package lost

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func describe(ctx context.Context, cfg aws.Config, url string) (string, error) {
	client := bedrockruntime.NewFromConfig(cfg)
	image := map[string]any{"type": "image", "source": map[string]any{"type": "url", "url": url}}
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        200,
		"messages":          []map[string]any{{"role": "user", "content": []any{image}}},
	})
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

// Package loopmaps builds messages in a helper, as maps, some under a condition.
package loopmaps

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type turn struct{ Role, Text string }

func chat(history []turn) []map[string]any {
	var out []map[string]any
	for _, t := range history {
		out = append(out, map[string]any{"role": t.Role, "content": t.Text})
	}
	return out
}

func spoken(history []turn) []map[string]any {
	out := make([]map[string]any, 0, len(history))
	for _, msg := range history {
		if msg.Role == "system" {
			continue
		}
		out = append(out, map[string]any{"role": msg.Role, "content": msg.Text})
	}
	return out
}

func claude(ctx context.Context, client *bedrockruntime.Client, history []turn) error {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        100,
		"messages":          spoken(history),
	})
	if err != nil {
		return err
	}
	_, err = client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	return err
}

func gpt(ctx context.Context, client *bedrockruntime.Client, history []turn) error {
	body, err := json.Marshal(map[string]any{
		"max_tokens": 100,
		"messages":   chat(history),
	})
	if err != nil {
		return err
	}
	_, err = client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("openai.gpt-oss-20b-1:0"),
		Body:    body,
	})
	return err
}

// Package results has a helper of which one result is no longer wanted, and a list that is
// nil until something is put into it.
package results

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type turn struct{ Role, Text string }

func convert(turns []turn) ([]map[string]any, string) {
	var messages []map[string]any
	for i, t := range turns {
		line := fmt.Sprintf("%d: %s", i, t.Text)
		switch t.Role {
		case "user":
			messages = append(messages, map[string]any{"role": "user", "content": line})
		case "model":
			if t.Text != "" {
				messages = append(messages, map[string]any{"role": "assistant", "content": line})
			}
		}
	}
	return messages, "bedrock-2023-05-31"
}

func ask(ctx context.Context, client *bedrockruntime.Client, turns []turn) (string, error) {
	messages, version := convert(turns)
	body, err := json.Marshal(map[string]any{"anthropic_version": version, "max_tokens": 1024, "messages": messages})
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

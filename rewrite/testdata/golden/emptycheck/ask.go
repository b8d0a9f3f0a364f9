// Package emptycheck asks for content where it decodes.
package emptycheck

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type response struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        100,
		"messages":          []map[string]any{{"role": "user", "content": question}},
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
	var resp response
	if err := json.Unmarshal(out.Body, &resp); err != nil || len(resp.Content) == 0 {
		// nothing to show
		return "", fmt.Errorf("no answer: %v", err)
	}
	return resp.Content[0].Text, nil
}

// Package drained reads the body of an answer to its end, and tries a second form of it.
package drained

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        1024,
		"messages":          []any{map[string]any{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", fmt.Errorf("ask: %w", err)
	}
	defer func() { _, _ = io.Copy(io.Discard, bytes.NewReader(out.Body)) }()

	var reply struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		var old struct {
			Completion string `json:"completion"`
		}
		if json.Unmarshal(out.Body, &old) == nil && old.Completion != "" {
			return old.Completion, nil
		}
		return "", fmt.Errorf("decode: %w", err)
	}
	if len(reply.Content) == 0 {
		return "", errors.New("no content")
	}
	return reply.Content[0].Text, nil
}

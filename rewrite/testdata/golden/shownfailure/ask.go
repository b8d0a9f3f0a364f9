// Package shownfailure prints the body of an answer that it cannot decode.
package shownfailure

import (
	"context"
	"encoding/json"
	"errors"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const model = "anthropic.claude-3-haiku-20240307-v1:0"

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

// guarded asks for content after it has decoded: the print goes with the decoding.
func guarded(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        200,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		log.Printf("what is %s", out.Body)
		return "", err
	}
	if len(r.Content) == 0 {
		return "", errors.New("no content")
	}
	return r.Content[0].Text, nil
}

// unguarded does not, and keeps the print for an answer without text.
func unguarded(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        300,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		log.Printf("what is %s", out.Body)
		return "", err
	}
	return "It says: " + r.Content[0].Text, nil
}

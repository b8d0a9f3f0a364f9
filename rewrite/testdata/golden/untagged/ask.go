// Package untagged sends messages of a struct that has no tags, which Bedrock refuses.
package untagged

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type message struct {
	Role    string
	Content string
}

type request struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	Messages  []message `json:"messages"`
}

func ask(ctx context.Context, client *bedrockruntime.Client, messages []message) (string, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 1000, Messages: messages})
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

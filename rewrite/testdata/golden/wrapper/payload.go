package wrapper

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// send sends a Claude request, and returns the answer's text.
func (c *client) send(ctx context.Context, payload any) (string, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var resp claudeResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	if resp.StopReason == "max_tokens" {
		return "", fmt.Errorf("cut off")
	}
	return resp.Content[0].Text, nil
}

func (c *client) ask(ctx context.Context, question string) (string, error) {
	return c.send(ctx, claudeRequest{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 100,
		Messages:  []message{{Role: "user", Content: question}},
	})
}

func (c *client) chat(ctx context.Context, history []message, question string) (string, error) {
	req := claudeRequest{Version: "bedrock-2023-05-31", MaxTokens: 1000}
	for _, m := range history {
		req.Messages = append(req.Messages, m)
	}
	req.Messages = append(req.Messages, message{"user", question})
	return c.send(ctx, req)
}

// Package omitempty asks Claude through a client behind an interface.
package omitempty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const modelID = "anthropic.claude-3-sonnet-20240229-v1:0"

var errCutOff = errors.New("cut off")

// invoker is what the package needs of the client.
type invoker interface {
	InvokeModel(ctx context.Context, params *bedrockruntime.InvokeModelInput, optFns ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

// claudeRequest is the body.
type claudeRequest struct {
	AnthropicVersion string          `json:"anthropic_version"`
	MaxTokens        int             `json:"max_tokens"`
	Temperature      float64         `json:"temperature,omitempty"` // 0 is not sent
	TopK             int             `json:"top_k,omitempty"`
	System           string          `json:"system,omitempty"`
	Messages         []claudeMessage `json:"messages"`
}

type claudeMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeResponse struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

func ask(ctx context.Context, client invoker, text string, temperature float64) (string, error) {
	// Marshal the body.
	body, err := json.Marshal(claudeRequest{
		AnthropicVersion: "bedrock-2023-05-31",
		MaxTokens:        1000, // a page or so
		Temperature:      temperature,
		TopK:             250,
		// The summary goes into a list.
		System:   "Summarize in one sentence.",
		Messages: []claudeMessage{{Role: "user", Content: text}},
	})
	if err != nil {
		return "", fmt.Errorf("marshal: %w", err)
	}

	// Ask the model.
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", err
	}
	var resp claudeResponse
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", fmt.Errorf("unmarshal: %w", err)
	}
	if resp.StopReason == "max_tokens" {
		return "", errCutOff
	}
	return resp.Content[0].Text, nil
}

// Package wrapper has functions of its own between the SDK and what makes the bodies.
package wrapper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type client struct {
	runtime *bedrockruntime.Client
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeRequest struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	System    string    `json:"system,omitempty"`
	Messages  []message `json:"messages"`
}

type claudeResponse struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

// invoke sends a body to a model, and returns the answer's.
func (c *client) invoke(ctx context.Context, model string, body []byte) ([]byte, error) {
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("invoke %s: %w", model, err)
	}
	return out.Body, nil
}

func (c *client) summarize(ctx context.Context, text string) (string, error) {
	req := claudeRequest{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 300, // a few sentences
		System:    "Summarize.",
		Messages:  []message{{Role: "user", Content: text}},
	}
	body, err := json.Marshal(req)
	if err != nil {
		return "", fmt.Errorf("marshal: %w", err)
	}
	answer, err := c.invoke(ctx, "anthropic.claude-3-haiku-20240307-v1:0", body)
	if err != nil {
		return "", err
	}
	var resp claudeResponse
	if err := json.Unmarshal(answer, &resp); err != nil {
		return "", fmt.Errorf("unmarshal: %w", err)
	}
	if len(resp.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Content[0].Text, nil
}

func (c *client) title(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"inputText":            "User: " + text + "\nBot:",
		"textGenerationConfig": map[string]any{"maxTokenCount": 20},
	})
	if err != nil {
		return "", err
	}
	answer, err := c.invoke(ctx, "amazon.titan-text-express-v1", body)
	if err != nil {
		return "", err
	}
	return readTitan(answer)
}

func readTitan(answer []byte) (string, error) {
	var resp struct {
		Results []struct {
			OutputText string `json:"outputText"`
		} `json:"results"`
	}
	if err := json.Unmarshal(answer, &resp); err != nil {
		return "", err
	}
	if len(resp.Results) == 0 {
		return "", errors.New("no results")
	}
	return resp.Results[0].OutputText, nil
}

// Package dispatch speaks to two families by one call.
package dispatch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type client struct {
	runtime     *bedrockruntime.Client
	model       string
	temperature float64
}

type llamaRequest struct {
	Prompt      string  `json:"prompt"`
	MaxGenLen   int     `json:"max_gen_len"`
	Temperature float64 `json:"temperature"`
}

type llamaResponse struct {
	Generation string `json:"generation"`
}

type claudeMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeRequest struct {
	Version     string          `json:"anthropic_version"`
	MaxTokens   int             `json:"max_tokens"`
	System      string          `json:"system,omitempty"`
	Messages    []claudeMessage `json:"messages"`
	Temperature float64         `json:"temperature"`
	TopK        int             `json:"top_k,omitempty"`
}

type claudeResponse struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

// generate answers a question.
func (c *client) generate(ctx context.Context, system, question string, maxTokens int) (string, error) {
	var payload []byte
	var err error

	if maxTokens <= 0 {
		maxTokens = 4096
	}

	if strings.Contains(strings.ToLower(c.model), "llama") {
		// Llama takes one string.
		prompt := fmt.Sprintf("<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n%s<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n%s<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", system, question)
		req := llamaRequest{
			Prompt:      prompt,
			MaxGenLen:   maxTokens, // as the other one
			Temperature: c.temperature,
		}
		payload, err = json.Marshal(req)
	} else {
		req := claudeRequest{
			Version:     "bedrock-2023-05-31",
			MaxTokens:   maxTokens,
			System:      system,
			Messages:    []claudeMessage{{Role: "user", Content: question}},
			Temperature: c.temperature,
			TopK:        40, // not too free
		}
		payload, err = json.Marshal(req)
	}
	if err != nil {
		return "", fmt.Errorf("marshal: %w", err)
	}

	output, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(c.model),
		ContentType: aws.String("application/json"),
		Body:        payload,
	})
	if err != nil {
		return "", fmt.Errorf("invoke: %w", err)
	}

	if strings.Contains(strings.ToLower(c.model), "llama") {
		var res llamaResponse
		if err := json.Unmarshal(output.Body, &res); err != nil {
			return "", fmt.Errorf("unmarshal llama: %w", err)
		}
		return res.Generation, nil
	}

	var res claudeResponse
	if err := json.Unmarshal(output.Body, &res); err != nil {
		return "", fmt.Errorf("unmarshal: %w", err)
	}
	if len(res.Content) == 0 {
		return "", errors.New("empty answer")
	}
	return res.Content[0].Text, nil
}

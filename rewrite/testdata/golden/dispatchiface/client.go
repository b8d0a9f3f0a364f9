// Package dispatchiface has an implementation of an interface for each provider.
package dispatchiface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// provider knows the format of one provider.
type provider interface {
	// BuildRequest makes the body.
	BuildRequest(prompt string, maxTokens int) ([]byte, error)
	// ParseResponse reads the text.
	ParseResponse(body []byte) (string, error)
	Name() string
}

func providerOf(model string) (provider, error) {
	switch {
	case strings.HasPrefix(model, "anthropic."):
		return claude{}, nil
	case strings.HasPrefix(model, "meta."):
		return &llama{temperature: 0.5}, nil
	}
	return nil, fmt.Errorf("no provider of %s", model)
}

func ask(ctx context.Context, client *bedrockruntime.Client, model, prompt string) (string, error) {
	p, err := providerOf(model)
	if err != nil {
		return "", err
	}
	body, err := p.BuildRequest(prompt, 500)
	if err != nil {
		return "", fmt.Errorf("request of %s: %w", p.Name(), err)
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String(model),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	return p.ParseResponse(out.Body)
}

type claude struct{}

func (claude) Name() string { return "Claude" }

// BuildRequest makes a Messages body.
func (claude) BuildRequest(prompt string, maxTokens int) ([]byte, error) {
	return json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        maxTokens,
		"messages":          []any{map[string]any{"role": "user", "content": prompt}},
	})
}

func (claude) ParseResponse(body []byte) (string, error) {
	var resp struct {
		Content []struct {
			Type string `json:"type"`
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Content) == 0 {
		return "", errors.New("nothing")
	}
	return resp.Content[0].Text, nil
}

type llama struct {
	temperature float64
}

func (l *llama) Name() string { return "Llama" }

func (l *llama) BuildRequest(prompt string, maxTokens int) ([]byte, error) {
	req := struct {
		Prompt      string  `json:"prompt"`
		MaxGenLen   int     `json:"max_gen_len"`
		Temperature float64 `json:"temperature,omitempty"`
	}{Prompt: "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + prompt + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", MaxGenLen: maxTokens}
	if l.temperature > 0 {
		req.Temperature = l.temperature
	}
	return json.Marshal(req)
}

func (l *llama) ParseResponse(body []byte) (string, error) {
	var resp struct {
		Generation string `json:"generation"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", fmt.Errorf("llama: %w", err)
	}
	return resp.Generation, nil
}

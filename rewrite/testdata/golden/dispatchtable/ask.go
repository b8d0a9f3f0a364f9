// Package dispatchtable has tables of functions that make bodies and read answers.
package dispatchtable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// builders make the body for a provider.
var builders = map[string]func(prompt string, maxTokens int) ([]byte, error){
	"anthropic": claudeRequest,
	"meta":      llamaRequest, // Llama 3
	"amazon":    titanRequest,
}

// parser reads the text of an answer.
type parser func([]byte) (string, error)

var parsers = map[string]parser{
	"anthropic": claudeText,
	"meta":      llamaText,
	"amazon":    titanText,
}

// Client asks models.
type Client struct {
	runtime *bedrockruntime.Client
}

// Ask asks one model.
func (c *Client) Ask(ctx context.Context, model, prompt string, maxTokens int) (string, error) {
	provider, _, _ := strings.Cut(model, ".")
	build, ok := builders[provider]
	if !ok {
		return "", fmt.Errorf("%s: unknown provider", provider)
	}
	body, err := build(prompt, maxTokens)
	if err != nil {
		return "", err
	}
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", fmt.Errorf("asking %s: %w", model, err)
	}
	return parsers[provider](out.Body)
}

func claudeRequest(prompt string, maxTokens int) ([]byte, error) {
	return json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        maxTokens,
		"messages":          []map[string]string{{"role": "user", "content": prompt}},
	})
}

func llamaRequest(prompt string, maxTokens int) ([]byte, error) {
	return json.Marshal(map[string]any{
		"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + prompt + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
		"max_gen_len": maxTokens,
	})
}

func titanRequest(prompt string, maxTokens int) ([]byte, error) {
	return json.Marshal(map[string]any{
		"inputText":            "User: " + prompt + "\nBot:",
		"textGenerationConfig": map[string]any{"maxTokenCount": maxTokens},
	})
}

func claudeText(body []byte) (string, error) {
	var resp struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Content[0].Text, nil
}

func llamaText(body []byte) (string, error) {
	var resp struct {
		Generation string `json:"generation"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	return resp.Generation, nil
}

func titanText(body []byte) (string, error) {
	var resp struct {
		Results []struct {
			OutputText string `json:"outputText"`
		} `json:"results"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Results) == 0 {
		return "", errors.New("no results")
	}
	return resp.Results[0].OutputText, nil
}

// Package dispatchfuncs speaks to several families by one call, with functions that make
// the body and read the answer.
package dispatchfuncs

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Client asks models.
type Client struct {
	runtime *bedrockruntime.Client
}

// Result is an answer.
type Result struct {
	Text          string
	Input, Output int
}

// Invoke asks a model.
func (c *Client) Invoke(ctx context.Context, model, prompt string, temperature float64, maxTokens int) (*Result, error) {
	body, err := buildRequestBody(model, prompt, temperature, maxTokens)
	if err != nil {
		return nil, err
	}

	resp, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(model),
		Body:        body,
		ContentType: aws.String("application/json"), // always
	})
	if err != nil {
		return nil, fmt.Errorf("invoking model %s: %w", model, err)
	}
	return parseResponse(model, resp.Body)
}

// buildRequestBody makes the request for a model.
// Providers have formats of their own.
func buildRequestBody(model, prompt string, temperature float64, maxTokens int) ([]byte, error) {
	var payload any

	switch {
	case isAnthropic(model):
		payload = map[string]any{
			"anthropic_version": "bedrock-2023-05-31",
			"max_tokens":        maxTokens,
			"temperature":       temperature, // of the user
			"messages": []map[string]any{
				{"role": "user", "content": prompt},
			},
		}
	case strings.HasPrefix(model, "meta.llama"):
		// Llama 3 and later.
		payload = map[string]any{
			"prompt":      fmt.Sprintf("<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n%s<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", prompt),
			"max_gen_len": maxTokens,
			"temperature": temperature,
		}
	case strings.HasPrefix(model, "cohere.command-text"):
		payload = map[string]any{"prompt": prompt, "max_tokens": maxTokens, "temperature": temperature}
	default:
		return nil, fmt.Errorf("unknown provider: %s", model)
	}

	data, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("marshaling request body for %s: %w", model, err)
	}
	return data, nil
}

// parseResponse reads the text and the token counts.
func parseResponse(model string, body []byte) (*Result, error) {
	result := &Result{}
	switch {
	case isAnthropic(model):
		var resp struct {
			Content []struct {
				Text string `json:"text"`
			} `json:"content"`
			Usage struct {
				InputTokens  int `json:"input_tokens"`
				OutputTokens int `json:"output_tokens"`
			} `json:"usage"`
		}
		if err := json.Unmarshal(body, &resp); err != nil {
			return nil, fmt.Errorf("parsing the answer of Claude: %w", err)
		}
		for _, c := range resp.Content {
			result.Text += c.Text
		}
		result.Input = resp.Usage.InputTokens
		result.Output = resp.Usage.OutputTokens
	case strings.HasPrefix(model, "meta.llama"):
		var resp struct {
			Generation           string `json:"generation"`
			PromptTokenCount     int    `json:"prompt_token_count"`
			GenerationTokenCount int    `json:"generation_token_count"`
		}
		if err := json.Unmarshal(body, &resp); err != nil {
			return nil, fmt.Errorf("parsing the answer of Llama: %w", err)
		}
		result.Text = resp.Generation
		result.Input = resp.PromptTokenCount
		result.Output = resp.GenerationTokenCount
	case strings.HasPrefix(model, "cohere.command-text"):
		var resp struct {
			Generations []struct {
				Text string `json:"text"`
			} `json:"generations"`
		}
		if err := json.Unmarshal(body, &resp); err != nil {
			return nil, fmt.Errorf("parsing the answer of Command: %w", err)
		}
		for _, g := range resp.Generations {
			result.Text += g.Text
		}
	}
	return result, nil
}

func isAnthropic(model string) bool {
	return strings.HasPrefix(model, "anthropic.") || strings.Contains(model, ".anthropic.")
}

// Dump writes what Invoke would send.
func Dump(model, prompt string) error {
	body, err := buildRequestBody(model, prompt, 0.5, 100)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(body)
	return err
}

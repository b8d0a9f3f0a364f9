package dispatchstream

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// Parsed has functions that make the body and parse a chunk, and that all calls share.
func (c *Client) Parsed(ctx context.Context, prompt string, tell func(string)) (tokens int, err error) {
	body, err := buildBody(c.model, prompt)
	if err != nil {
		return 0, err
	}
	out, err := c.runtime.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId:     aws.String(c.model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return 0, fmt.Errorf("starting a stream of %s: %w", c.model, err)
	}
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		part, ok := event.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		text, n, err := parseChunk(c.model, part.Value.Bytes)
		if err != nil {
			continue // a broken chunk
		}
		if text != "" {
			tell(text)
		}
		if n > 0 {
			tokens = n
		}
	}
	return tokens, stream.Err()
}

// buildBody makes the body of a request.
func buildBody(model, prompt string) ([]byte, error) {
	switch {
	case strings.HasPrefix(model, "mistral."):
		return json.Marshal(map[string]any{
			"prompt":     fmt.Sprintf("<s>[INST] %s [/INST]", prompt),
			"max_tokens": 300,
		})
	case strings.HasPrefix(model, "amazon.nova"):
		return json.Marshal(map[string]any{
			"system":          []map[string]string{{"text": "Be short."}},
			"messages":        []map[string]any{{"role": "user", "content": []map[string]string{{"text": prompt}}}},
			"inferenceConfig": map[string]any{"maxTokens": 300},
		})
	}
	return nil, fmt.Errorf("%s: unknown model", model)
}

// parseChunk reads the text and the tokens of a chunk.
func parseChunk(model string, data []byte) (string, int, error) {
	if strings.HasPrefix(model, "mistral.") {
		var chunk struct {
			Outputs []struct {
				Text string `json:"text"`
			} `json:"outputs"`
		}
		if err := json.Unmarshal(data, &chunk); err != nil {
			return "", 0, err
		}
		if len(chunk.Outputs) == 0 {
			return "", 0, nil
		}
		return chunk.Outputs[0].Text, 0, nil
	}
	var chunk struct {
		Delta struct {
			Delta struct {
				Text string `json:"text"`
			} `json:"delta"`
		} `json:"contentBlockDelta"`
		Metadata struct {
			Usage struct {
				OutputTokens int `json:"outputTokens"`
			} `json:"usage"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(data, &chunk); err != nil {
		return "", 0, err
	}
	return chunk.Delta.Delta.Text, chunk.Metadata.Usage.OutputTokens, nil
}

// Ask asks a model for all of its answer.
func (c *Client) Ask(ctx context.Context, prompt string) (string, error) {
	body, err := buildBody(c.model, prompt)
	if err != nil {
		return "", err
	}
	out, err := c.runtime.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(c.model), Body: body})
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(c.model, "mistral.") {
		var resp struct {
			Outputs []struct {
				Text string `json:"text"`
			} `json:"outputs"`
		}
		if err := json.Unmarshal(out.Body, &resp); err != nil {
			return "", err
		}
		return resp.Outputs[0].Text, nil
	}
	var resp struct {
		Output struct {
			Message struct {
				Content []struct {
					Text string `json:"text"`
				} `json:"content"`
			} `json:"message"`
		} `json:"output"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	return resp.Output.Message.Content[0].Text, nil
}

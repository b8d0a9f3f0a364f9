// Package dispatchstream streams the answers of several families.
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

// Client streams answers.
type Client struct {
	runtime *bedrockruntime.Client
	model   string
}

// Mixed reads the chunks of two families in one loop.
func (c *Client) Mixed(ctx context.Context, prompt string, tell func(string)) error {
	isLlama := strings.HasPrefix(c.model, "meta.llama")

	var body []byte
	var err error
	if isLlama {
		body, err = json.Marshal(map[string]any{
			"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + prompt + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
			"max_gen_len": 300,
		})
	} else {
		// Claude
		body, err = json.Marshal(map[string]any{
			"anthropic_version": "bedrock-2023-05-31",
			"max_tokens":        300,
			"messages":          []map[string]string{{"role": "user", "content": prompt}},
		})
	}
	if err != nil {
		return fmt.Errorf("encoding: %w", err)
	}

	out, err := c.runtime.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String(c.model),
		Body:    body,
	})
	if err != nil {
		return err
	}
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			if isLlama {
				var chunk struct {
					Generation string `json:"generation"`
					StopReason string `json:"stop_reason"`
				}
				if err := json.Unmarshal(e.Value.Bytes, &chunk); err != nil {
					return err
				}
				if chunk.Generation != "" {
					tell(chunk.Generation)
				}
				if chunk.StopReason == "length" {
					tell("…")
				}
			} else {
				var chunk struct {
					Type  string `json:"type"`
					Delta struct {
						Text       string `json:"text"`
						StopReason string `json:"stop_reason"`
					} `json:"delta"`
				}
				if err := json.Unmarshal(e.Value.Bytes, &chunk); err != nil {
					return err
				}
				switch chunk.Type {
				case "content_block_delta":
					tell(chunk.Delta.Text)
				case "message_delta":
					if chunk.Delta.StopReason == "max_tokens" {
						tell("…")
					}
				}
			}
		}
	}
	return stream.Err()
}

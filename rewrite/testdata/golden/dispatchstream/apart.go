package dispatchstream

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// Apart has a loop for each family.
func (c *Client) Apart(ctx context.Context, prompt string) (string, error) {
	var body []byte
	var err error
	if c.isTitan() {
		body, err = titanBody(prompt)
	} else if c.isClaude() {
		body, err = claudeBody(prompt)
	} else {
		return "", errors.New("unknown model")
	}
	if err != nil {
		return "", err
	}
	input := &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(c.model), Body: body}
	out, err := c.runtime.InvokeModelWithResponseStream(ctx, input)
	if err != nil {
		return "", err
	}
	if c.isTitan() {
		return readTitan(out.GetStream())
	}
	return readClaude(out.GetStream())
}

func (c *Client) isTitan() bool  { return strings.HasPrefix(c.model, "amazon.titan") }
func (c *Client) isClaude() bool { return strings.Contains(c.model, "claude") }

func titanBody(prompt string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"inputText":            "User: " + prompt + "\nBot:",
		"textGenerationConfig": map[string]any{"maxTokenCount": 300},
	})
}

func claudeBody(prompt string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        300,
		"messages":          []map[string]string{{"role": "user", "content": prompt}},
	})
}

func readTitan(stream *bedrockruntime.InvokeModelWithResponseStreamEventStream) (string, error) {
	defer stream.Close()
	text := ""
	for event := range stream.Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var chunk struct {
				OutputText string `json:"outputText"`
			}
			if err := json.Unmarshal(e.Value.Bytes, &chunk); err != nil {
				return "", err
			}
			text += chunk.OutputText
		}
	}
	return text, stream.Err()
}

func readClaude(stream *bedrockruntime.InvokeModelWithResponseStreamEventStream) (string, error) {
	defer stream.Close()
	var text strings.Builder
	for event := range stream.Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var chunk struct {
				Type  string `json:"type"`
				Delta struct {
					Text string `json:"text"`
				} `json:"delta"`
			}
			if err := json.Unmarshal(e.Value.Bytes, &chunk); err != nil {
				return "", err
			}
			if chunk.Type == "content_block_delta" {
				text.WriteString(chunk.Delta.Text)
			}
		}
	}
	return text.String(), stream.Err()
}

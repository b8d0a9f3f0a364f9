// Package native consumes streams of InvokeModel.
package native

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func body(q string) []byte {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	return data
}

type chunk struct {
	Type  string `json:"type"`
	Delta struct {
		Text       string `json:"text"`
		StopReason string `json:"stop_reason"`
	} `json:"delta"`
}

const model = "anthropic.claude-sonnet-4-5-20250929-v1:0"

func cut(ctx context.Context, c *bedrockruntime.Client, q string, print func(string)) error {
	out, err := c.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(model), Body: body(q)})
	if err != nil {
		return err
	}
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() { // want `a stream that is cut off ends without an error, and this code takes it for a whole answer; look for the stop reason before you trust it \(BL5006\)`
		switch v := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var k chunk
			if err := json.Unmarshal(v.Value.Bytes, &k); err != nil {
				return err
			}
			if k.Type == "content_block_delta" {
				print(k.Delta.Text)
			}
		}
	}
	return stream.Err()
}

func whole(ctx context.Context, c *bedrockruntime.Client, q string, print func(string)) bool {
	out, err := c.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(model), Body: body(q)})
	if err != nil {
		return false
	}
	ended := false
	for event := range out.GetStream().Events() { // want `the stream's Err is never read`
		if v, ok := event.(*types.ResponseStreamMemberChunk); ok {
			var k chunk
			_ = json.Unmarshal(v.Value.Bytes, &k)
			switch k.Type {
			case "content_block_delta":
				print(k.Delta.Text)
			case "message_stop":
				ended = true
			}
		}
	}
	return ended
}

// Package stream reads chunks of a native stream.
package stream

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type chunk struct {
	Type    string `json:"type"`
	Message struct {
		Usage struct {
			Input int `json:"input_tokens"`
		} `json:"usage"`
	} `json:"message"`
	Delta struct {
		Text       string `json:"text"`
		StopReason string `json:"stop_reason"`
	} `json:"delta"`
	Usage struct {
		Output int `json:"output_tokens"`
	} `json:"usage"`
}

func stream(ctx context.Context, c *bedrockruntime.Client, q string, print func(string)) (in, out int) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        10,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	resp, err := c.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
	if err != nil {
		return 0, 0
	}
	s := resp.GetStream()
	defer s.Close()
	for event := range s.Events() {
		if v, ok := event.(*types.ResponseStreamMemberChunk); ok {
			var k chunk
			_ = json.Unmarshal(v.Value.Bytes, &k)
			switch k.Type {
			case "message_start":
				in = k.Message.Usage.Input // want `message.usage.input_tokens is at metadata.usage.inputTokens on ConverseStream: Converse sends usage last, after messageStop \(BL5007\)`
			case "content_block_delta":
				print(k.Delta.Text)
			case "message_delta":
				out = k.Usage.Output // the final count comes last in both
			}
		}
	}
	return in, out
}

// Package switchstream reads a stream through a type switch.
package switchstream

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type chunk struct {
	Type  string `json:"type"`
	Delta struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"delta"`
}

func stream(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	payload := map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var all string
	for event := range out.GetStream().Events() {
		switch v := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var c chunk
			if err := json.NewDecoder(bytes.NewReader(v.Value.Bytes)).Decode(&c); err != nil {
				return "", err
			}
			if c.Type == "content_block_delta" && c.Delta.Type == "text_delta" {
				all += c.Delta.Text // piece by piece
			}
		case *types.UnknownUnionMember:
			fmt.Println("unknown tag:", v.Tag)
		default:
			fmt.Println("unknown event")
		}
	}
	return all, out.GetStream().Err()
}

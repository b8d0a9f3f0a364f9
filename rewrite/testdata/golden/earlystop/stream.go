// Package earlystop returns with the stop reason, before Converse sends token counts.
package earlystop

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
		Stop string `json:"stop_reason"`
	} `json:"delta"`
	Usage struct {
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
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
	var tokens int
	for event := range out.GetStream().Events() {
		switch v := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var c chunk
			if err := json.NewDecoder(bytes.NewReader(v.Value.Bytes)).Decode(&c); err != nil {
				return "", err
			}
			if c.Type == "content_block_delta" {
				all += c.Delta.Text
			}
			if c.Type == "message_start" {
				tokens = c.Usage.OutputTokens
			}
			if c.Type == "message_delta" && c.Delta.Stop == "end_turn" {
				return all, nil
			}
		case *types.UnknownUnionMember:
			fmt.Println("unknown tag:", v.Tag)
		default:
			fmt.Println("unknown event")
		}
	}
	fmt.Println("tokens:", tokens)
	return all, out.GetStream().Err()
}

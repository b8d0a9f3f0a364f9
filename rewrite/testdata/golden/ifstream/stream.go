// Package ifstream asks for the kind of a chunk in ifs that ask for more.
package ifstream

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
			// the answer's text
			if c.Type == "content_block_delta" && c.Delta.Type == "text_delta" && c.Delta.Text != "" {
				all += c.Delta.Text
			}
			if c.Type == "message_delta" && c.Usage.OutputTokens > 0 {
				tokens = c.Usage.OutputTokens
			}
		case *types.UnknownUnionMember:
			fmt.Println("unknown tag:", v.Tag)
		default:
			// other events are of no interest
		}
	}
	fmt.Println("tokens:", tokens)
	return all, out.GetStream().Err()
}

// Package a counts nothing.
package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func converse(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) types.StopReason {
	out, err := c.Converse(ctx, in) // want `nothing reads the token counts or the latency of this call of Converse; record them to see what it costs \(BL7001\)`
	if err != nil {
		return ""
	}
	return out.StopReason
}

type answer struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	Usage struct {
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
}

func ask(ctx context.Context, c *bedrockruntime.Client, q string) *answer {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: data}) // want `this call of InvokeModel`
	if err != nil {
		return nil
	}
	var a answer
	if err := json.Unmarshal(out.Body, &a); err != nil {
		return nil
	}
	println(a.Content[0].Text)
	return nil
}

func counted(ctx context.Context, c *bedrockruntime.Client, q string) int {
	data, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: data})
	if err != nil {
		return 0
	}
	var a answer
	if err := json.Unmarshal(out.Body, &a); err != nil {
		return 0
	}
	println(a.Content[0].Text)
	return a.Usage.OutputTokens
}

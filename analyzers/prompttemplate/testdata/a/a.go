// Package a sends raw prompts.
package a

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type request struct {
	Prompt string `json:"prompt"`
	MaxLen int    `json:"max_gen_len"`
}

func template(ctx context.Context, c *bedrockruntime.Client, question string) {
	prompt := "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>" +
		"<|start_header_id|>user<|end_header_id|>\n\n" + question + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
	body, _ := json.Marshal(request{
		Prompt: prompt, // want `this llama3 chat template would be applied twice: Converse adds it itself; split it into system and messages \(BL3001\)`
		MaxLen: 10,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
}

func claude(ctx context.Context, c *bedrockruntime.Client, question string) {
	body, _ := json.Marshal(map[string]any{
		"prompt":               fmt.Sprintf("\n\nHuman: %s\n\nAssistant:", question), // want `this human-assistant chat template would be applied twice.* \(BL3001\)`
		"max_tokens_to_sample": 300,
		"top_k":                250,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-v2:1"), Body: body})
}

// The turns are put together in a loop: nobody can tell from here where one ends.
func opaque(ctx context.Context, c *bedrockruntime.Client, turns []string) {
	var b strings.Builder
	b.WriteString("<|begin_of_text|>")
	for _, t := range turns {
		b.WriteString("<|start_header_id|>" + t)
	}
	body, _ := json.Marshal(request{
		Prompt: b.String(), // want `this prompt .* tokens of the llama3 chat template.* \(BL3003\)`
		MaxLen: 10,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
}

// The prompt comes from outside, and this package knows of templates.
func outside(ctx context.Context, c *bedrockruntime.Client, prompt string) {
	body, _ := json.Marshal(request{
		Prompt: prompt, // want `this prompt is put together at run time, and the package has tokens of the llama3 chat template.* \(BL3003\)`
		MaxLen: 10,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
}

// Messages are no raw prompt; what they say is not looked into.
func messages(ctx context.Context, c *bedrockruntime.Client) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        10,
		"messages":          []any{map[string]any{"role": "user", "content": "what does <|begin_of_text|> mean?"}},
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
}

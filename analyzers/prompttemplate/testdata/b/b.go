// Package b sends prompts without any template.
package b

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type request struct {
	Prompt string `json:"prompt"`
	MaxLen int    `json:"max_gen_len"`
}

func bare(ctx context.Context, c *bedrockruntime.Client, question string) {
	body, _ := json.Marshal(request{
		Prompt: "Answer in one word: " + question, // want `this prompt has no chat template; on Converse the model sees it as a user's turn inside its template \(BL3002\)`
		MaxLen: 10,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
}

// Claude's text completions are refused without the template: the caller sends it along.
func demanded(ctx context.Context, c *bedrockruntime.Client, prompt string) {
	body, _ := json.Marshal(map[string]any{
		"prompt":               prompt, // want `this prompt comes from elsewhere with its human-assistant chat template.* \(BL3003\)`
		"max_tokens_to_sample": 300,
		"top_k":                250,
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-v2:1"), Body: body})
}

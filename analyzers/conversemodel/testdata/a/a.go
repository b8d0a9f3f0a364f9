// Package a calls models that go, and models that need a profile.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func endOfLife(ctx context.Context, c *bedrockruntime.Client, messages []types.Message) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("anthropic.claude-3-haiku-20240307-v1:0"), // want `the end of life of anthropic.claude-3-haiku-20240307-v1:0 is 2026-09-10 \(legacy since 2026-03-10\), when Bedrock stops serving it; choose a successor, such as anthropic.claude-haiku-4-5-20251001-v1:0 \(BL4002\)`
		Messages: messages,
	})
}

// A default counts, since it is what runs when nothing is set.
func setting(ctx context.Context, c *bedrockruntime.Client, model string, messages []types.Message) {
	if model == "" {
		model = "anthropic.claude-3-haiku-20240307-v1:0"
	}
	c.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: &model, Messages: messages}) // want `the end of life of`
}

func profile(ctx context.Context, c *bedrockruntime.Client, region string, messages []types.Message) {
	const id = "anthropic.claude-sonnet-4-5-20250929-v1:0"
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String(id), // want `anthropic.claude-sonnet-4-5-20250929-v1:0 cannot be called by its plain id, and Bedrock refuses the request; name an inference profile, such as us.anthropic.claude-sonnet-4-5-20250929-v1:0 \(BL4003\)`
		Messages: messages,
	})
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String("eu." + id), Messages: messages})
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(region + "." + id), Messages: messages})
}

func silenced(ctx context.Context, c *bedrockruntime.Client, messages []types.Message) {
	//bedrocklint:ignore BL4002 a recorded answer
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Messages: messages})
}

// Package a drops errors.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type client interface {
	Converse(context.Context, *bedrockruntime.ConverseInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.ConverseOutput, error)
}

func dropped(ctx context.Context, c *bedrockruntime.Client, i client, in *bedrockruntime.ConverseInput, native *bedrockruntime.InvokeModelInput) {
	out, _ := c.Converse(ctx, in) // want `the error of Converse is dropped, and the output is nil whenever there is one; handle it \(BL1006\)`
	out, _ = i.Converse(ctx, in)  // want `the error of Converse is dropped`
	_ = out.StopReason
	raw, _ := c.InvokeModel(ctx, native) // want `the error of InvokeModel is dropped`
	_ = raw.Body
}

func handled(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) error {
	_, err := c.Converse(ctx, in)
	return err
}

// Not an operation that asks a model.
func other(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.CountTokensInput) *bedrockruntime.CountTokensOutput {
	out, _ := c.CountTokens(ctx, in)
	return out
}

func silenced(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) *bedrockruntime.ConverseOutput {
	out, _ := c.Converse(ctx, in) //bedrocklint:ignore BL1006 a warm-up
	return out
}

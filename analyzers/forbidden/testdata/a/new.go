// Package a calls InvokeModel in files of which the configuration says this and that.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const claude = "anthropic.claude-3-haiku-20240307-v1:0"

func ask(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(claude), Body: body}) // want `InvokeModel is not allowed here \(new code speaks Converse\); call Converse \(BL1005\)`
}

func stream(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: aws.String(claude), Body: body}) // want `not allowed here .*; call ConverseStream`
}

func embed(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("cohere.embed-english-v3"), Body: body})
}

func allowed(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	//bedrocklint:ignore BL1005 the last one, gone with v3
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(claude), Body: body})
}

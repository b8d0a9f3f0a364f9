// Package a has directives, good and bad.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const embedder = "cohere.embed-english-v3"

func used(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	//bedrocklint:ignore BL4001 embeddings are meant
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder), Body: body})
}

func unused(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	//bedrocklint:ignore BL2002 the field is gone // want `nothing here is reported as BL2002; remove the directive \(BL1003\)`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder), Body: body})
}

func reasonless(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	//bedrocklint:ignore BL4001 // want `ignore needs a reason: //bedrocklint:ignore BL4001 reason \(BL1003\)`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder), Body: body})
	//bedrocklint:keep // want `keep needs a reason`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(embedder), Body: body})
}

func unknown(ctx context.Context, c *bedrockruntime.Client, body []byte, model string) {
	//bedrocklint:ignore BL9999 why // want `no rule has the code "BL9999"`
	//bedrocklint:silence why // want `unknown directive "silence"`
	//bedrocklint:model nobody.knows-v1 // want `no family has models called "nobody.knows-v1"; name a model of Bedrock`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
}

//bedrocklint:keep there is no call here // want `keep stands at no call of InvokeModel; move it to the call or remove it`
func nothing() {}

func elsewhere(ctx context.Context, c *bedrockruntime.Client, body []byte, model string) {
	//bedrocklint:model meta.llama3-70b-instruct-v1:0
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: &model,
		Body:    body, //nolint:bedrocklint // not ours to check
	})
	_, _ = out, err
}

// Package clash has another thing called adapter, and a client in a variable of the package.
package clash

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type adapter struct{}

var client *bedrockruntime.Client

func setup(ctx context.Context, _ adapter) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err == nil {
		client = bedrockruntime.NewFromConfig(cfg)
	}
	return err
}

// Stream sends a body as it came.
func Stream(ctx context.Context, model string, body []byte) (*bedrockruntime.InvokeModelWithResponseStreamOutput, error) {
	if err := setup(ctx, adapter{}); err != nil {
		return nil, err
	}
	invoke := client.InvokeModelWithResponseStream
	return invoke(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{ModelId: &model, Body: body})
}

// connect is a variable so that tests can replace it.
var connect = func(ctx context.Context) (*bedrockruntime.Client, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	return bedrockruntime.NewFromConfig(cfg), err
}

// Forward sends a body as it came.
func Forward(ctx context.Context, model string, body []byte) (*bedrockruntime.InvokeModelOutput, error) {
	client, err := connect(ctx)
	if err != nil {
		return nil, err
	}
	return client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
}

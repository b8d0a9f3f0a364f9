// Package options makes clients with options of all shapes, one of which embeds the client.
package options

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// Client embeds the SDK's.
type Client struct {
	*bedrockruntime.Client
	extra []func(*bedrockruntime.Options)
}

// Spread takes the caller's options.
func Spread(cfg aws.Config, opts ...func(*bedrockruntime.Options)) *Client {
	return &Client{Client: bedrockruntime.NewFromConfig(cfg, opts...)}
}

// Lines has an argument a line.
func (c *Client) Lines(cfg aws.Config, region string) {
	c.Client = bedrockruntime.NewFromConfig(
		cfg,
		func(o *bedrockruntime.Options) { o.Region = region }, // not the default one
	)
}

// Direct makes the client without a configuration.
func (c *Client) Direct(o bedrockruntime.Options) {
	c.Client = bedrockruntime.New(o, c.extra...)
}

// Forward sends a body as it came.
func (c *Client) Forward(ctx context.Context, in *bedrockruntime.InvokeModelInput, body []byte, model string) ([]byte, error) {
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body})
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

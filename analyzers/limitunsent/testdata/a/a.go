// Package a leaves limits behind.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func parameter(ctx context.Context, c *bedrockruntime.Client, model string, messages []types.Message, maxTokens int, temperature float32) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ // want `Converse is called without MaxTokens, and maxTokens is read nowhere: the model may write as much as it can; send it in InferenceConfig \(BL6014\)`
		ModelId:         &model,
		Messages:        messages,
		InferenceConfig: &types.InferenceConfiguration{Temperature: &temperature},
	})
}

type model struct {
	client    *bedrockruntime.Client
	id        string
	maxTokens int32
	max_len   *int
	MaxTokens int // other packages may read it
}

func newModel(c *bedrockruntime.Client) *model {
	m := &model{client: c, maxTokens: 4096}
	m.maxTokens = 500
	return m
}

func (m *model) ask(ctx context.Context, messages []types.Message) {
	m.client.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: &m.id, Messages: messages}) // want `ConverseStream is called without MaxTokens, and maxTokens is read nowhere`
}

func (m *model) silenced(ctx context.Context, messages []types.Message) {
	//bedrocklint:ignore BL6014 the proxy sets it
	m.client.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &m.id, Messages: messages})
}

// Sent, or used for something else.
func sent(ctx context.Context, c *bedrockruntime.Client, model string, messages []types.Message, maxTokens int32) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: &model, Messages: messages,
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(maxTokens)},
	})
}

func used(ctx context.Context, c *bedrockruntime.Client, model string, messages []types.Message, maxTokens int32) bool {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &model, Messages: messages})
	return maxTokens > 0
}

func fromElsewhere(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput, maxTokens int32) {
	c.Converse(ctx, in)
}

func noLimit(ctx context.Context, c *bedrockruntime.Client, model string, messages []types.Message) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &model, Messages: messages})
}

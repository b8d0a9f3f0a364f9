// Package a calls Converse.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func literal(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         aws.String("us.amazon.nova-micro-v1:0"),
		Messages:        []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: q}}}},
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(5)},
	})
}

type streamer interface {
	ConverseStream(context.Context, *bedrockruntime.ConverseStreamInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.ConverseStreamOutput, error)
}

func setting(ctx context.Context, c streamer, model string) {
	if model == "" {
		model = "amazon.nova-micro-v1:0"
	}
	c.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: &model, Messages: []types.Message{}})
}

func wrapper(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) {
	c.Converse(ctx, in)
}

func callers(ctx context.Context, c *bedrockruntime.Client) {
	wrapper(ctx, c, &bedrockruntime.ConverseInput{ModelId: aws.String("one"), Messages: []types.Message{}})
	wrapper(ctx, c, &bedrockruntime.ConverseInput{ModelId: aws.String("two")})
}

// A method of that name which is not the client's.
type fake struct{}

func (fake) Converse(context.Context, *bedrockruntime.ConverseInput) (string, error) { return "", nil }

func other(ctx context.Context) { fake{}.Converse(ctx, &bedrockruntime.ConverseInput{}) }

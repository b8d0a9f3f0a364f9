// Package a sends values that are refused.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func user(blocks ...types.ContentBlock) []types.Message {
	return []types.Message{{Role: types.ConversationRoleUser, Content: blocks}}
}

func bounds(ctx context.Context, c *bedrockruntime.Client, model, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  &model,
		Messages: user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{
			MaxTokens:     aws.Int32(0),        // want `MaxTokens is 0, and the least that Converse takes is 1 \(BL6006\)`
			Temperature:   aws.Float32(1.5),    // want `Temperature is 1.5, and the most that Converse takes is 1 \(BL6006\)`
			StopSequences: []string{"END", ""}, // want `this stop sequence is empty, and Converse refuses it; leave it out \(BL6006\)`
		},
	})
}

func limits(ctx context.Context, c *bedrockruntime.Client, q string, long bool) {
	n := int32(500)
	if long {
		n = 8000 // want `MaxTokens is 8000, and anthropic.claude-3-haiku-20240307-v1:0 takes 4096 at most \(BL6006\)`
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: &n},
	})
}

func together(ctx context.Context, c *bedrockruntime.Client, q string, t float32) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
		Messages: user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{
			Temperature: aws.Float32(t),
			TopP:        aws.Float32(0.9), // want `anthropic.claude-sonnet-4-5-20250929-v1:0 refuses Temperature and TopP in one request; send one of them \(BL6006\)`
		},
	})
}

func alone(ctx context.Context, c *bedrockruntime.Client, q string, t float32) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         aws.String("us.anthropic.claude-opus-4-7"),
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{Temperature: aws.Float32(0.2)}, // want `anthropic.claude-opus-4-7 refuses Temperature; leave it out \(BL6006\)`
	})
}

func tools(ctx context.Context, c *bedrockruntime.Client, model, q string, schema document.Interface) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  &model,
		Messages: user(&types.ContentBlockMemberText{Value: q}),
		ToolConfig: &types.ToolConfiguration{Tools: []types.Tool{
			&types.ToolMemberToolSpec{Value: types.ToolSpecification{
				Name:        aws.String("get.weather"), // want `Converse refuses the tool name "get.weather": it may have 64 letters, digits, hyphens and underscores \(BL6006\)`
				Description: aws.String(""),            // want `this description is empty, and Converse refuses it; leave it out \(BL6006\)`
				InputSchema: &types.ToolInputSchemaMemberJson{Value: schema},
			}},
			&types.ToolMemberToolSpec{Value: types.ToolSpecification{Name: aws.String("time")}}, // want `this tool has no InputSchema, and Converse refuses it`
		}},
	})
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:    &model,
		Messages:   user(&types.ContentBlockMemberText{Value: q}),
		ToolConfig: &types.ToolConfiguration{Tools: []types.Tool{}}, // want `the list of tools is empty, and Converse refuses it; leave ToolConfig out \(BL6006\)`
	})
}

func format(ctx context.Context, c *bedrockruntime.Client, model, q string, img []byte) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: &model,
		Messages: user(&types.ContentBlockMemberImage{Value: types.ImageBlock{
			Format: "jpg", // want `Converse has no format "jpg"; it has png, jpeg, gif, webp \(BL6006\)`
			Source: &types.ImageSourceMemberBytes{Value: img},
		}}, &types.ContentBlockMemberText{Value: q}),
	})
}

// What is sent under a condition may never come together, and what comes from elsewhere is
// not known.
func fine(ctx context.Context, c *bedrockruntime.Client, q string, t *float32, p, n float32) {
	cfg := &types.InferenceConfiguration{Temperature: t, MaxTokens: aws.Int32(4096), StopSequences: []string{"END"}}
	if t == nil {
		cfg.TopP = &p
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         aws.String("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: cfg,
	})
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{Temperature: aws.Float32(n), TopP: aws.Float32(p)},
	})
}

func number(v any) (int32, bool) {
	switch n := v.(type) {
	case int:
		return int32(n), true
	default:
		return 0, false
	}
}

// Zero is never sent, though reading one function after the other it could be.
func helper(ctx context.Context, c *bedrockruntime.Client, model, q string, v any) {
	cfg := &types.InferenceConfiguration{}
	if n, ok := number(v); ok {
		cfg.MaxTokens = &n
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         &model,
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: cfg,
	})
}

func silenced(ctx context.Context, c *bedrockruntime.Client, model, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:         &model,
		Messages:        user(&types.ContentBlockMemberText{Value: q}),
		InferenceConfig: &types.InferenceConfiguration{Temperature: aws.Float32(2)}, //bedrocklint:ignore BL6006 a test of the refusal
	})
}

// Package a asks models for what they do not have.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func user(blocks ...types.ContentBlock) types.Message {
	return types.Message{Role: types.ConversationRoleUser, Content: blocks}
}

func system(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("amazon.titan-text-express-v1"),
		System: []types.SystemContentBlock{ // want `amazon.titan-text-express-v1 does not take a system prompt, and Converse refuses the request; put it into the first user message \(BL6001\)`
			&types.SystemContentBlockMemberText{Value: "Be brief."},
		},
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	})
}

func blocks(ctx context.Context, c *bedrockruntime.Client, q string, img, pdf []byte) {
	image := &types.ContentBlockMemberImage{Value: types.ImageBlock{ // want `amazon.nova-micro-v1:0 does not take images`
		Format: types.ImageFormatPng, Source: &types.ImageSourceMemberBytes{Value: img},
	}}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("us.amazon.nova-micro-v1:0"),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{
			image,
			&types.ContentBlockMemberDocument{Value: types.DocumentBlock{ // want `does not take documents, and Converse refuses the request; choose a model that does \(BL6001\)`
				Name: aws.String("report"), Source: &types.DocumentSourceMemberBytes{Value: pdf},
			}},
			&types.ContentBlockMemberText{Value: q},
		}}},
	})
}

var tools = &types.ToolConfiguration{Tools: []types.Tool{&types.ToolMemberToolSpec{}}}

func streamedTools(ctx context.Context, c *bedrockruntime.Client, q string, spec types.ToolSpecification) {
	in := &bedrockruntime.ConverseStreamInput{
		ModelId:  aws.String("meta.llama3-1-70b-instruct-v1:0"),
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	}
	in.ToolConfig = &types.ToolConfiguration{Tools: []types.Tool{&types.ToolMemberToolSpec{Value: spec}}} // want `takes tools on Converse, but not on ConverseStream, which refuses the request; call Converse where there are tools \(BL6001\)`
	c.ConverseStream(ctx, in)
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: in.ModelId, Messages: in.Messages, ToolConfig: in.ToolConfig})
}

func stops(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("openai.gpt-oss-120b-1:0"),
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
		InferenceConfig: &types.InferenceConfiguration{
			StopSequences: []string{"END"}, // want `openai.gpt-oss-120b-1:0 does not take stop sequences, and Converse refuses the request; cut the answer yourself \(BL6001\)`
		},
	})
}

func unserved(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("amazon.titan-embed-text-v2:0"), // want `Converse does not serve amazon.titan-embed-text-v2:0, and refuses the request; choose another model \(BL6001\)`
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	})
}

func prefill(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String("us.anthropic.claude-opus-4-7"),
		Messages: []types.Message{
			user(&types.ContentBlockMemberText{Value: q}),
			{Role: types.ConversationRoleAssistant, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "{"}}}, // want `does not take the beginning of its answer from the request, and Converse refuses the request; end with a user message \(BL6001\)`
		},
	})
}

// Another model may reach the call.
func setting(ctx context.Context, c *bedrockruntime.Client, model, q string) {
	if model == "" {
		model = "amazon.titan-text-express-v1"
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  &model,
		System:   []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: "Be brief."}},
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	})
}

// The system prompt is there under a condition only.
func sometimes(ctx context.Context, c *bedrockruntime.Client, sys, q string) {
	in := &bedrockruntime.ConverseInput{
		ModelId:  aws.String("amazon.titan-text-express-v1"),
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	}
	if sys != "" {
		in.System = []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: sys}}
	}
	c.Converse(ctx, in)
}

func fine(ctx context.Context, c *bedrockruntime.Client, q string, img []byte) {
	c.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: "Be brief."}},
		Messages: []types.Message{user(
			&types.ContentBlockMemberImage{Value: types.ImageBlock{Format: types.ImageFormatPng, Source: &types.ImageSourceMemberBytes{Value: img}}},
			&types.ContentBlockMemberText{Value: q})},
		ToolConfig: tools,
	})
}

func silenced(ctx context.Context, c *bedrockruntime.Client, q string) {
	//bedrocklint:ignore BL6001 a test of the service's refusal
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String("amazon.titan-text-express-v1"),
		System:   []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: "Be brief."}},
		Messages: []types.Message{user(&types.ContentBlockMemberText{Value: q})},
	})
}

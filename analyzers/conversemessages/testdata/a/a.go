// Package a makes conversations.
package a

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

const model = "anthropic.claude-3-haiku-20240307-v1:0"

func text(s string) []types.ContentBlock {
	return []types.ContentBlock{&types.ContentBlockMemberText{Value: s}}
}

func blank(ctx context.Context, c *bedrockruntime.Client) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String(model),
		System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: ""}}, // want `this text block is blank, and Converse refuses it; leave the block out \(BL6002\)`
		Messages: []types.Message{{
			Role: types.ConversationRoleUser,
			Content: []types.ContentBlock{
				&types.ContentBlockMemberText{Value: " \n"}, // want `this text block is blank`
			},
		}},
	})
}

func order(ctx context.Context, c *bedrockruntime.Client, q, example string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId: aws.String(model),
		Messages: []types.Message{
			{Role: types.ConversationRoleAssistant, Content: text(example)}, // want `the conversation begins with the assistant, and Converse refuses it; begin with a user message \(BL6003\)`
			{Role: types.ConversationRoleUser, Content: text(q)},
		},
	})
	messages := []types.Message{{Role: types.ConversationRoleUser, Content: text(example)}}
	messages = append(messages, types.Message{
		Role:    "user", // want `two messages of the user follow each other, and Converse refuses them; put their blocks into one message \(BL6003\)`
		Content: text(q),
	})
	c.ConverseStream(ctx, &bedrockruntime.ConverseStreamInput{ModelId: aws.String(model), Messages: messages})
}

func missing(ctx context.Context, c *bedrockruntime.Client, q string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ // want `no ModelId is set, and Converse refuses the request; set it \(BL6005\)`
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: text(q)}},
	})
	in := &bedrockruntime.ConverseInput{ModelId: aws.String(model)}
	c.Converse(ctx, in)                                               // want `no message is sent, and Converse refuses the request; begin with a user message \(BL6005\)`
	in.Messages = []types.Message{{Role: types.ConversationRoleUser}} // want `this message has no content, and Converse refuses it; leave the message out \(BL6005\)`
	c.Converse(ctx, in)
}

// A prompt of Prompt Management brings its messages along.
func prompt(ctx context.Context, c *bedrockruntime.Client, arn string) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: &arn})
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String("arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT1234:1")})
}

// A history is known at run time only.
func history(ctx context.Context, c *bedrockruntime.Client, old []types.Message, q string, turns []string) {
	messages := append(old, types.Message{Role: types.ConversationRoleUser, Content: text(q)})
	for i, t := range turns {
		role := types.ConversationRoleUser
		if i%2 == 1 {
			role = types.ConversationRoleAssistant
		}
		messages = append(messages, types.Message{Role: role, Content: text(t)})
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(model), Messages: messages})
}

func passedOn(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) {
	c.Converse(ctx, in)
}

func alternatives(ctx context.Context, c *bedrockruntime.Client, q, sys string) {
	var content []types.ContentBlock
	if q != "" {
		content = append(content, &types.ContentBlockMemberText{Value: q})
	}
	c.Converse(ctx, &bedrockruntime.ConverseInput{
		ModelId:  aws.String(model),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: content}, {Role: types.ConversationRoleAssistant, Content: text(sys)}},
	})
}

func silenced(ctx context.Context, c *bedrockruntime.Client) {
	c.Converse(ctx, &bedrockruntime.ConverseInput{ //bedrocklint:ignore BL6002 asks whether the model is there
		ModelId:  aws.String(model),
		Messages: []types.Message{{Role: types.ConversationRoleUser, Content: text("")}},
	})
}

// Package a asserts members of Converse's unions.
package a

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func single(ctx context.Context, c *bedrockruntime.Client, in *bedrockruntime.ConverseInput) (string, error) {
	out, err := c.Converse(ctx, in)
	if err != nil {
		return "", err
	}
	msg := out.Output.(*types.ConverseOutputMemberMessage)                 // want `this assertion panics when the answer has no message; use its second result \(BL6007\)`
	return msg.Value.Content[0].(*types.ContentBlockMemberText).Value, nil // want `this assertion panics when the block is of another kind, as reasoning and tool calls are; use its second result \(BL6007\)`
}

func dropped(out *bedrockruntime.ConverseOutput) string {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage) // want `msg is nil when the answer has no message, and is dereferenced; use the second result \(BL6007\)`
	for _, b := range msg.Value.Content {
		var t, _ = b.(*types.ContentBlockMemberText) // want `t is nil when the block is of another kind`
		return t.Value
	}
	return ""
}

// Without its second result an assertion is fine where nil is asked for.
func nilChecked(out *bedrockruntime.ConverseOutput) string {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	if msg == nil {
		return ""
	}
	_, isText := msg.Value.Content[0].(*types.ContentBlockMemberText)
	if isText {
		return msg.Value.Content[0].(*types.ContentBlockMemberText).Value
	}
	return ""
}

func checkedForms(out *bedrockruntime.ConverseOutput) (string, error) {
	msg, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return "", errors.New("no message")
	}
	for _, b := range msg.Value.Content {
		switch v := b.(type) {
		case *types.ContentBlockMemberText:
			return v.Value + b.(*types.ContentBlockMemberText).Value, nil
		case *types.ContentBlockMemberToolUse, *types.ContentBlockMemberImage:
			return b.(*types.ContentBlockMemberText).Value, nil // want `panics when the block`
		}
	}
	return "", nil
}

func stream(events <-chan types.ConverseStreamOutput, print func(string)) {
	for event := range events {
		switch v := event.(type) {
		case *types.ConverseStreamOutputMemberContentBlockDelta:
			print(v.Value.Delta.(*types.ContentBlockDeltaMemberText).Value) // want `panics when the delta is of another kind`
		}
	}
}

// Of a native stream there is one member.
func native(events <-chan types.ResponseStream, print func([]byte)) {
	for event := range events {
		print(event.(*types.ResponseStreamMemberChunk).Value.Bytes)
	}
}

func silenced(b types.ContentBlock) string {
	return b.(*types.ContentBlockMemberText).Value //bedrocklint:ignore BL6007 made by this program a line above
}

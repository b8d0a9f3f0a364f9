// Package a reads the content of answers.
package a

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

func bare(out *bedrockruntime.ConverseOutput) (string, error) {
	msg, ok := out.Output.(*types.ConverseOutputMemberMessage)
	if !ok {
		return "", errors.New("no message")
	}
	text, ok := msg.Value.Content[0].(*types.ContentBlockMemberText) // want `only the first content block is read, which panics when the content is empty and loses text behind a block of reasoning; range over the content \(BL6008\)`
	if !ok {
		return "", errors.New("no text")
	}
	return text.Value, nil
}

func withLength(out *bedrockruntime.ConverseOutput) string {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	content := msg.Value.Content
	if len(content) > 0 {
		if text, ok := content[0].(*types.ContentBlockMemberText); ok { // want `only the first content block is read: text behind a block of reasoning or a tool call is lost; range over the content \(BL6008\)`
			return text.Value
		}
	}
	return ""
}

func switched(out *bedrockruntime.ConverseOutput) string {
	switch v := out.Output.(type) {
	case *types.ConverseOutputMemberMessage:
		if text, ok := v.Value.Content[0].(*types.ContentBlockMemberText); ok { // want `only the first content block`
			return text.Value
		}
	}
	return ""
}

func all(out *bedrockruntime.ConverseOutput) string {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	var text string
	if t, ok := msg.Value.Content[0].(*types.ContentBlockMemberText); ok {
		text = t.Value
	}
	for _, b := range msg.Value.Content[1:] {
		if t, ok := b.(*types.ContentBlockMemberText); ok {
			text += t.Value
		}
	}
	return text
}

// More than one block is an error here.
func exactlyOne(out *bedrockruntime.ConverseOutput) (types.ContentBlock, error) {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	if len(msg.Value.Content) != 1 {
		return nil, errors.New("not one block")
	}
	return msg.Value.Content[0], nil
}

// The message is kept whole, for the conversation.
func handedOn(out *bedrockruntime.ConverseOutput, history []types.Message) ([]types.Message, string) {
	msg := out.Output.(*types.ConverseOutputMemberMessage).Value
	text, _ := msg.Content[0].(*types.ContentBlockMemberText)
	return append(history, msg), text.Value
}

// A message of the program's own.
func own(messages []types.Message) types.ContentBlock {
	m := types.Message{Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "hi"}}}
	if len(messages) > 0 {
		return messages[0].Content[0]
	}
	return m.Content[0]
}

// Other indexes are not numbers.
func byName(m map[string]any) any { return m["Content"] }

func silenced(out *bedrockruntime.ConverseOutput) types.ContentBlock {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	//bedrocklint:ignore BL6008 this model gives one block of text
	return msg.Value.Content[0]
}

func lastWins(out *bedrockruntime.ConverseOutput) (text string) {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	for _, b := range msg.Value.Content {
		switch v := b.(type) {
		case *types.ContentBlockMemberText:
			text = v.Value // want `each text block replaces the one before, so the last one alone is kept; join them \(BL6015\)`
			break
		}
	}
	return text
}

func firstWins(out *bedrockruntime.ConverseOutput) (text, first, joined string) {
	msg, _ := out.Output.(*types.ConverseOutputMemberMessage)
	for _, b := range msg.Value.Content {
		if v, ok := b.(*types.ContentBlockMemberText); ok {
			text = v.Value
			break
		}
	}
search:
	for _, b := range msg.Value.Content {
		switch v := b.(type) {
		case *types.ContentBlockMemberText:
			text = v.Value
			break search
		}
	}
	for _, b := range msg.Value.Content {
		if v, ok := b.(*types.ContentBlockMemberText); ok {
			joined += v.Value
			if first == "" {
				first = v.Value
			}
			var each string
			each = v.Value
			println(each)
		}
	}
	return text, first, joined
}

// Package keyed puts a conversation together of maps, which are read member by member.
package keyed

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type role string

type turn struct {
	Role   role
	Pieces []string
	Cached bool
}

// talk joins the pieces of each turn in the loop that makes the messages.
func talk(ctx context.Context, client *bedrockruntime.Client, turns []turn) (string, error) {
	messages := make([]map[string]interface{}, 0, len(turns))
	for _, t := range turns {
		var text string
		for _, piece := range t.Pieces {
			text += piece
		}
		messages = append(messages, map[string]interface{}{"role": string(t.Role), "content": text})
	}
	body, err := json.Marshal(map[string]interface{}{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        1024,
		"messages":          messages,
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	return text(out.Body)
}

// tell has blocks of two kinds, a member that is not always there, and a role of a type
// of its own.
func tell(ctx context.Context, client *bedrockruntime.Client, turns []turn) (string, error) {
	var messages []map[string]any
	for i, t := range turns {
		id := fmt.Sprintf("call-%d", i)
		var blocks []map[string]any
		for _, piece := range t.Pieces {
			line := ""
			for range 2 {
				line += piece
			}
			blocks = append(blocks, map[string]any{"type": "text", "text": line})
		}
		if t.Cached {
			blocks = append(blocks, map[string]any{"type": "tool_use", "id": id, "name": "store", "input": map[string]any{}})
		}
		messages = append(messages, map[string]any{"role": t.Role, "content": blocks})
	}
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        1024,
		"messages":          messages,
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	return text(out.Body)
}

func text(body []byte) (string, error) {
	var reply struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &reply); err != nil {
		return "", err
	}
	return reply.Content[0].Text, nil
}

// Package split sends a transcript that a loop puts together: its turns are found when the
// program runs.
package split

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type turn struct{ Role, Text string }

type request struct {
	Prompt    string `json:"prompt"`
	MaxTokens int    `json:"max_tokens_to_sample"`
	TopK      int    `json:"top_k"`
}

func transcript(turns []turn) string {
	var b strings.Builder
	for _, t := range turns {
		if t.Role == "user" {
			b.WriteString("\n\nHuman: " + t.Text)
		} else {
			b.WriteString("\n\nAssistant: " + t.Text)
		}
	}
	b.WriteString("\n\nAssistant:")
	return b.String()
}

func (r *request) marshal() []byte {
	body, err := json.Marshal(r)
	if err != nil {
		return nil
	}
	return body
}

func ask(ctx context.Context, client *bedrockruntime.Client, turns []turn) (string, error) {
	req := &request{Prompt: transcript(turns), MaxTokens: 200, TopK: 100}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-v2:1"),
		Body:    req.marshal(),
	})
	if err != nil {
		return "", err
	}
	var reply struct {
		Completion string `json:"completion"`
	}
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Completion, nil
}

type history interface{ Render() string }

// joined puts the prompt together where it is marshalled. The turns are in the history.
func joined(ctx context.Context, client *bedrockruntime.Client, h history, suffix string) (string, error) {
	body, err := json.Marshal(request{Prompt: h.Render() + suffix, MaxTokens: 200, TopK: 100})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-v2:1"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var reply struct {
		Completion string `json:"completion"`
	}
	if err := json.Unmarshal(out.Body, &reply); err != nil {
		return "", err
	}
	return reply.Completion, nil
}

// Package flatloop reads all text blocks of an answer.
package flatloop

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type block struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type reply struct {
	Content    []block `json:"content"`
	StopReason string  `json:"stop_reason"`
}

// build makes the body; only the call needs it.
func build(question string, stop ...string) ([]byte, error) {
	m := map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        300,
		"messages":          []map[string]string{{"role": "user", "content": question}},
	}
	if len(stop) > 0 {
		m["stop_sequences"] = stop
	}
	return json.Marshal(m)
}

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (*reply, string, error) {
	body, err := build(question, "END")
	if err != nil {
		return nil, "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return nil, "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return nil, "", err
	}
	var sb strings.Builder
	for _, b := range r.Content {
		sb.WriteString(b.Text)
	}
	return &r, sb.String(), nil
}

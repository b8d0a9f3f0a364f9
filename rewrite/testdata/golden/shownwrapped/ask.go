// Package shownwrapped prints the output and the body of an answer through a function of its
// own, which colours what it prints.
package shownwrapped

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

var debug = false

func grey(text string) string { return "\x1b[90m" + text + "\x1b[0m" }

func debugf(format string, parts ...any) {
	if debug {
		fmt.Println(grey("DEBUG: " + fmt.Sprintf(format, parts...)))
	}
}

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
}

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        200,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", fmt.Errorf("asking: %w", err)
	}
	debugf("the output: %+v", out)
	var r reply
	err = json.Unmarshal(out.Body, &r)
	debugf("the answer: %s, decoded %+v", string(out.Body), r)
	if err != nil {
		return "", err
	}
	text := ""
	if len(r.Content) > 0 {
		text = r.Content[0].Text
	}
	return text, nil
}

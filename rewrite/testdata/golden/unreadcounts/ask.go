// Package unreadcounts decodes answers into types that declare counts of cached tokens,
// which the SDK has had for a shorter time than Converse. Only one function reads them.
package unreadcounts

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const haiku = "anthropic.claude-3-haiku-20240307-v1:0"

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	Usage struct {
		Input  int `json:"input_tokens"`
		Output int `json:"output_tokens"`
		Read   int `json:"cache_read_input_tokens"`
		Write  int `json:"cache_creation_input_tokens"`
	} `json:"usage"`
}

// texts needs no SDK that counts cached tokens.
func texts(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        300,
		"messages":          []map[string]string{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	text := ""
	for _, c := range r.Content {
		text += c.Text + "\n"
	}
	if text == "" {
		return "", errors.New("no answer")
	}
	return text, nil
}

// cached reads one of the counts, so that the SDK has to have it.
func cached(ctx context.Context, client *bedrockruntime.Client, question string) (string, int, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        300,
		"messages":          []map[string]string{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", 0, err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(haiku), Body: body})
	if err != nil {
		return "", 0, err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", 0, err
	}
	text := ""
	for _, c := range r.Content {
		text += c.Text + "\n"
	}
	return text, r.Usage.Read, nil
}

// Package documents asks about files, of which only the program knows how many there are.
package documents

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func ask(ctx context.Context, client *bedrockruntime.Client, question string, files [][]byte) (string, error) {
	var content []map[string]any
	// every file
	for _, file := range files {
		content = append(content, map[string]any{
			"type": "document",
			"source": map[string]any{
				"type":       "base64",
				"media_type": "application/pdf",
				"data":       base64.StdEncoding.EncodeToString(file),
			},
		})
	}
	content = append(content, map[string]any{"type": "text", "text": question})
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []map[string]any{{"role": "user", "content": content}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-5-sonnet-20240620-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var resp struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	return resp.Content[0].Text, nil
}

// Package passedwhole prints answers that it has decoded, and writes the arguments of the
// call on lines of their own.
package passedwhole

import (
	"context"
	"encoding/json"
	"errors"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        512,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(
		ctx,
		&bedrockruntime.InvokeModelInput{
			Body:    body,
			ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		},
	)
	if err != nil {
		return "", err
	}
	var answer map[string]any
	if err := json.Unmarshal(out.Body, &answer); err != nil {
		return "", err
	}
	list, ok := answer["content"].([]any)
	if !ok || len(list) == 0 {
		log.Printf("no content: %+v", answer)
		return "", errors.New("no content")
	}
	first, ok := list[0].(map[string]any)
	if !ok {
		return "", errors.New("content is no object")
	}
	text, ok := first["text"].(string)
	if !ok {
		return "", errors.New("no text")
	}
	return text, nil
}

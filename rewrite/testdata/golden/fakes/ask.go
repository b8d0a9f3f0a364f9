// Package fakes has a client that its tests replace.
package fakes

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type invoker interface {
	InvokeModel(ctx context.Context, params *bedrockruntime.InvokeModelInput, optFns ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

type reply struct {
	Generation string `json:"generation"`
	Stop       string `json:"stop_reason"`
}

func ask(ctx context.Context, client invoker, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + question + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
		"max_gen_len": 64,
		"temperature": 0.5,
		"top_p":       0.9,
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("meta.llama3-8b-instruct-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	if r.Stop == "length" {
		return "", errors.New("cut off")
	}
	return r.Generation, nil
}

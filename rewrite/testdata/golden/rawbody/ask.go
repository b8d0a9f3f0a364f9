// Package rawbody passes bodies of answers on: to functions that decode them, and to
// people.
package rawbody

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type reply struct {
	Content []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

// parse reads answers of more than one provider.
func parse(body []byte) (string, error) {
	var r reply
	if err := json.Unmarshal(body, &r); err != nil {
		return "", err
	}
	if len(r.Content) == 0 || r.StopReason == "max_tokens" {
		return "", fmt.Errorf("answer cut off: %s", body)
	}
	return r.Content[0].Text, nil
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
		return "", fmt.Errorf("ask: %w", err)
	}
	return parse(out.Body)
}

type llamaReply struct {
	Generation string `json:"generation"`
}

func mustMarshal(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		log.Fatal(err)
	}
	return body
}

func shout(client *bedrockruntime.Client, question string) {
	body := mustMarshal(map[string]any{
		"prompt":      "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n" + question + "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
		"max_gen_len": 64,
		"temperature": 0.2,
		"top_p":       0.9,
	})
	out, err := client.InvokeModel(context.Background(), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("meta.llama3-1-8b-instruct-v1:0"),
		Body:    body,
	})
	if err != nil {
		log.Fatal(err)
	}

	fmt.Println("answer:", string(out.Body))
	var r llamaReply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Generation)
}

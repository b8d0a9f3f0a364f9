// Command llama-chat talks to Llama 3 with the chat template written out by
// hand: a system turn, a user turn, and the header of the answer.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const modelID = "meta.llama3-70b-instruct-v1:0"

const template = `<|begin_of_text|><|start_header_id|>system<|end_header_id|>

%s<|eot_id|><|start_header_id|>user<|end_header_id|>

%s<|eot_id|><|start_header_id|>assistant<|end_header_id|>

`

const instructions = "You answer questions about cooking. Be brief."

// invoker is the part of the Bedrock client that this program uses.
type invoker interface {
	InvokeModel(context.Context, *bedrockruntime.InvokeModelInput, ...func(*bedrockruntime.Options)) (*bedrockruntime.InvokeModelOutput, error)
}

type completion struct {
	Generation           string `json:"generation"`
	PromptTokenCount     int    `json:"prompt_token_count"`
	GenerationTokenCount int    `json:"generation_token_count"`
	StopReason           string `json:"stop_reason"`
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "llama-chat: load configuration:", err)
		os.Exit(1)
	}

	c, err := complete(ctx, bedrockruntime.NewFromConfig(cfg), "How long does an egg take to boil?")
	if err != nil {
		fmt.Fprintln(os.Stderr, "llama-chat:", err)
		os.Exit(1)
	}
	fmt.Println(strings.TrimSpace(c.Generation))
	fmt.Printf("%d + %d tokens\n", c.PromptTokenCount, c.GenerationTokenCount)
}

func complete(ctx context.Context, llama invoker, question string) (*completion, error) {
	body, err := json.Marshal(map[string]any{
		"prompt":      fmt.Sprintf(template, instructions, question),
		"max_gen_len": 256,
		"temperature": 0.1,
		"top_p":       0.95,
	})
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}

	out, err := llama.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		Accept:      aws.String("application/json"),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("invoke %s: %w", modelID, err)
	}

	c := new(completion)
	if err := json.Unmarshal(out.Body, c); err != nil {
		return nil, fmt.Errorf("parse answer: %w", err)
	}
	if c.StopReason == "length" {
		return nil, errors.New("answer exceeds 256 tokens")
	}
	return c, nil
}

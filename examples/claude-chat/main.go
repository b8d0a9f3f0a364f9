// Command claude-chat holds a short conversation with Claude. Every turn sends
// the whole history again, as the Messages API wants it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const modelID = "anthropic.claude-3-5-sonnet-20240620-v1:0"

const persona = "You are a patient librarian. Recommend at most three books."

// chat is one conversation; history alternates between user and assistant.
type chat struct {
	client  *bedrockruntime.Client
	history []map[string]any
}

// say adds the user's text to the history, asks the model, and returns its
// reply, which becomes part of the history too.
func (c *chat) say(ctx context.Context, text string) (string, error) {
	c.history = append(c.history, map[string]any{
		"role":    "user",
		"content": text,
	})

	body := map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        1024,
		"system":            persona,
		"messages":          c.history,
		"top_k":             50,
		"stop_sequences":    []string{"END"},
	}
	var buf bytes.Buffer
	if err := json.NewEncoder(&buf).Encode(body); err != nil {
		return "", fmt.Errorf("encode body: %w", err)
	}

	out, err := c.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Accept:      aws.String("*/*"),
		Body:        buf.Bytes(),
	})
	if err != nil {
		return "", fmt.Errorf("invoke model: %w", err)
	}

	var reply struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
		Usage struct {
			InputTokens  int `json:"input_tokens"`
			OutputTokens int `json:"output_tokens"`
		} `json:"usage"`
	}
	if err := json.NewDecoder(bytes.NewReader(out.Body)).Decode(&reply); err != nil {
		return "", fmt.Errorf("decode reply: %w", err)
	}
	var answer string
	for _, block := range reply.Content {
		answer += block.Text
	}

	c.history = append(c.history, map[string]any{
		"role":    "assistant",
		"content": answer,
	})
	fmt.Fprintf(os.Stderr, "tokens: %d in, %d out\n", reply.Usage.InputTokens, reply.Usage.OutputTokens)
	return answer, nil
}

func main() {
	ctx := context.Background()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		exit(err)
	}

	c := &chat{client: bedrockruntime.NewFromConfig(cfg)}
	for _, line := range []string{
		"I liked The Left Hand of Darkness. What should I read next?",
		"Which of them is the shortest?",
	} {
		answer, err := c.say(ctx, line)
		if err != nil {
			exit(err)
		}
		fmt.Printf("> %s\n%s\n\n", line, answer)
	}
}

func exit(err error) {
	fmt.Fprintf(os.Stderr, "claude-chat: %v\n", err)
	os.Exit(1)
}

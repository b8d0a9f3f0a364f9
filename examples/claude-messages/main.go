// Command claude-messages asks Claude a question and prints the answer.
//
// It is the program most services start with: one struct for the request, one
// for the response, and a call of InvokeModel between them. llama-prompt and
// titan-text ask the same question of other models.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const modelID = "anthropic.claude-3-sonnet-20240229-v1:0"

const question = "Why is the sky blue? Answer in two sentences."

// errCutOff is returned when the answer did not fit into max_tokens.
var errCutOff = errors.New("the answer was cut off")

type request struct {
	AnthropicVersion string    `json:"anthropic_version"`
	MaxTokens        int       `json:"max_tokens"`
	Temperature      float64   `json:"temperature"`
	Messages         []message `json:"messages"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type response struct {
	Content []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "claude-messages:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("load AWS configuration: %w", err)
	}
	answer, err := ask(ctx, bedrockruntime.NewFromConfig(cfg), question)
	if err != nil {
		return err
	}
	fmt.Println(answer)
	return nil
}

// ask sends one user message and returns the text of the reply.
func ask(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(request{
		AnthropicVersion: "bedrock-2023-05-31",
		MaxTokens:        300,
		Temperature:      0.2,
		Messages:         []message{{Role: "user", Content: question}},
	})
	if err != nil {
		return "", fmt.Errorf("marshal request: %w", err)
	}

	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Accept:      aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return "", fmt.Errorf("invoke %s: %w", modelID, err)
	}

	var resp response
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", fmt.Errorf("unmarshal response: %w", err)
	}
	if resp.StopReason == "max_tokens" {
		return "", errCutOff
	}
	if len(resp.Content) == 0 {
		return "", errors.New("empty response")
	}
	return resp.Content[0].Text, nil
}

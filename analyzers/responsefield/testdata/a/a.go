// Package a reads answers.
package a

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type claude struct {
	ID         string `json:"id"`
	StopReason string `json:"stop_reason"`
	Content    []struct {
		Text string `json:"text"`
	} `json:"content"`
	Usage struct {
		Input int `json:"input_tokens"`
	} `json:"usage"`
}

func messages(ctx context.Context, c *bedrockruntime.Client, q string) (string, error) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        10,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
	if err != nil {
		return "", err
	}
	var resp claude
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	fmt.Println(resp.ID)                 // want `id is not in Converse's answer.* \(BL5001\)`
	if resp.StopReason == "max_tokens" { // the same on Converse
		return "", fmt.Errorf("cut off after %d tokens", resp.Usage.Input)
	}
	return resp.Content[0].Text, nil
}

func llama(ctx context.Context, c *bedrockruntime.Client, q string) (string, error) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_gen_len": 10})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
	if err != nil {
		return "", err
	}
	var resp struct {
		Generation string `json:"generation"`
		StopReason string `json:"stop_reason"`
		Typo       string `json:"completion"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	switch resp.StopReason { // want `the stop reason "length" is "max_tokens" on Converse \(BL5003\)`
	case "length":
		return "", fmt.Errorf("cut off: %s", resp.Typo) // want `completion is not in the answers of meta-llama; it is empty today as well \(BL5001\)`
	}
	return resp.Generation, nil
}

// gpt reads a text that begins with the model's reasoning, and only natively does.
func gpt(ctx context.Context, c *bedrockruntime.Client, q string) (string, error) {
	body, _ := json.Marshal(map[string]any{
		"messages": []any{map[string]any{"role": "user", "content": q}},
	})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("openai.gpt-oss-120b-1:0"), Body: body})
	if err != nil {
		return "", err
	}
	var resp struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	return resp.Choices[0].Message.Content, nil // want `choices\[\].message.content begins with the model's reasoning; Converse gives that in a block of its own, and the text without it \(BL5002\)`
}

type toolAnswer struct {
	Content []struct {
		Type  string `json:"type"`
		Input struct {
			City string `json:"city"`
			At   struct {
				Hour int `json:"hour"`
			} `json:"at"`
		} `json:"input"`
		Inputs struct {
			City string `json:"city"`
		} `json:"inputs"`
	} `json:"content"`
}

// The arguments of a tool have the members that its schema names.
func arguments(ctx context.Context, c *bedrockruntime.Client, q string) (string, error) {
	body, _ := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        10,
		"messages":          []any{map[string]any{"role": "user", "content": q}},
	})
	out, err := c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"), Body: body})
	if err != nil {
		return "", err
	}
	var resp toolAnswer
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	for _, block := range resp.Content {
		if block.Type == "tool_use" {
			fmt.Println(block.Input.At.Hour)
			fmt.Println(block.Inputs.City) // want `content\[\].inputs.city is not in the answers of anthropic-messages; it is empty today as well \(BL5001\)`
			return block.Input.City, nil
		}
	}
	return "", nil
}

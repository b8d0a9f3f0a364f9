// Package forward has functions that hand inputs of the SDK through.
package forward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type client struct {
	runtime *bedrockruntime.Client
}

// invoke asks a model, and logs what goes wrong.
func (c *client) invoke(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error) {
	out, err := c.runtime.InvokeModel(ctx, in)
	if err != nil {
		log.Print("invoke: ", err)
		return nil, err
	}
	return out, nil
}

type titanRequest struct {
	InputText string `json:"inputText"`
	Config    struct {
		Max int `json:"maxTokenCount"`
	} `json:"textGenerationConfig"`
}

func (c *client) title(ctx context.Context, text string) (string, error) {
	req := titanRequest{InputText: "User: " + text + "\nBot:"}
	req.Config.Max = 20 // a line
	body, err := json.Marshal(req)
	if err != nil {
		return "", err
	}
	out, err := c.invoke(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("amazon.titan-text-express-v1"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var resp struct {
		Results []struct {
			OutputText string `json:"outputText"`
		} `json:"results"`
	}
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	if len(resp.Results) == 0 {
		return "", errors.New("no results")
	}
	return resp.Results[0].OutputText, nil
}

func (c *client) summary(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        200,
		"messages":          []map[string]string{{"role": "user", "content": text}},
	})
	if err != nil {
		return "", err
	}
	input := &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body}
	out, err := c.invoke(ctx, input)
	if err != nil {
		return "", fmt.Errorf("summary: %w", err)
	}
	return firstText(out.Body)
}

func firstText(body []byte) (string, error) {
	var resp struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(body, &resp); err != nil {
		return "", err
	}
	if len(resp.Content) == 0 {
		return "", errors.New("no content")
	}
	return resp.Content[0].Text, nil
}

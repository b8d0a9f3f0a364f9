// Package wrapperoutput has functions that send a body and return the output.
package wrapperoutput

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const model = "anthropic.claude-3-haiku-20240307-v1:0"

type service struct {
	client *bedrockruntime.Client
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type request struct {
	Version   string    `json:"anthropic_version"`
	MaxTokens int       `json:"max_tokens"`
	System    string    `json:"system,omitempty"`
	Messages  []message `json:"messages"`
}

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	Usage struct {
		Output int `json:"output_tokens"`
	} `json:"usage"`
}

// invoke sends a request, and logs how long that took.
func (s *service) invoke(ctx context.Context, modelID string, body []byte) (*bedrockruntime.InvokeModelOutput, error) {
	start := time.Now()
	defer func() { log.Print(modelID, " took ", time.Since(start)) }()
	out, err := s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId:     aws.String(modelID),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", modelID, err)
	}
	return out, nil
}

func (s *service) title(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 20, Messages: []message{{"user", "A title for: " + text}}})
	if err != nil {
		return "", err
	}
	out, err := s.invoke(ctx, model, body)
	if err != nil {
		return "", err
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", err
	}
	if len(r.Content) == 0 {
		return "", errors.New("no title")
	}
	return r.Content[0].Text, nil
}

func (s *service) summary(ctx context.Context, system, text string) (string, int, error) {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 200, // a paragraph
		System:    system,
		Messages:  []message{{"user", "A summary of: " + text}},
	})
	if err != nil {
		return "", 0, err
	}
	result, err := s.invoke(ctx, model, body)
	if err != nil {
		return "", 0, fmt.Errorf("summary: %w", err)
	}
	return decode(result.Body)
}

func decode(body []byte) (string, int, error) {
	var r reply
	if err := json.Unmarshal(body, &r); err != nil {
		return "", 0, err
	}
	text := ""
	for _, c := range r.Content {
		text += c.Text
	}
	return text, r.Usage.Output, nil
}

// Package outputhelper hands the SDK's output to functions that decode it.
package outputhelper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

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
	Messages  []message `json:"messages"`
}

type reply struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

// title is the only call whose answer text reads.
func (s *service) title(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 20, Messages: []message{{"user", "A title for: " + text}}})
	if err != nil {
		return "", err
	}
	out, err := s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	return s.text(out)
}

// text is the first text of an answer.
func (*service) text(out *bedrockruntime.InvokeModelOutput) (string, error) {
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return "", fmt.Errorf("the answer: %w", err)
	}
	if len(r.Content) == 0 {
		return "", errors.New("no text")
	}
	return r.Content[0].Text, nil
}

// decode reads an answer.
func decode(out *bedrockruntime.InvokeModelOutput) (*reply, error) {
	if out == nil {
		return nil, errors.New("no answer")
	}
	var r reply
	if err := json.Unmarshal(out.Body, &r); err != nil {
		return nil, err
	}
	return &r, nil
}

func (s *service) summary(ctx context.Context, text string) (string, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 200, Messages: []message{{"user", "A summary of: " + text}}})
	if err != nil {
		return "", err
	}
	out, err := s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return "", err
	}
	r, err := decode(out)
	if err != nil {
		return "", err
	}
	return r.Content[0].Text, nil
}

func (s *service) finished(ctx context.Context, text string) (bool, error) {
	body, err := json.Marshal(request{Version: "bedrock-2023-05-31", MaxTokens: 300, Messages: []message{{"user", text}}})
	if err != nil {
		return false, err
	}
	result, err := s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
	if err != nil {
		return false, err
	}
	r, err := decode(result)
	if err != nil {
		return false, err
	}
	return r.StopReason == "end_turn", nil
}

// Package returned has functions that make the request and return the output.
package returned

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
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

// call asks the model.
func (s *service) call(ctx context.Context, prompt string) (*bedrockruntime.InvokeModelOutput, error) {
	body, err := json.Marshal(request{"bedrock-2023-05-31", 300, []message{{"user", prompt}}})
	if err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	return s.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(model), Body: body})
}

type answer struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
}

func (s *service) title(ctx context.Context, text string) (string, error) {
	out, err := s.call(ctx, "A title for: "+text)
	if err != nil {
		return "", err
	}
	var a answer
	if err := json.Unmarshal(out.Body, &a); err != nil {
		return "", err
	}
	if len(a.Content) == 0 {
		return "", errors.New("no title")
	}
	return strings.TrimSpace(a.Content[0].Text), nil
}

func (s *service) summary(ctx context.Context, text string) (string, bool, error) {
	result, err := s.call(ctx, "A summary of: "+text)
	if err != nil {
		return "", false, fmt.Errorf("summary: %w", err)
	}
	var a answer
	if err := json.Unmarshal(result.Body, &a); err != nil {
		return "", false, err
	}
	return a.Content[0].Text, a.StopReason == "max_tokens", nil
}

// start starts a stream.
func start(ctx context.Context, client *bedrockruntime.Client, prompt string) (*bedrockruntime.InvokeModelWithResponseStreamOutput, error) {
	body, err := json.Marshal(request{"bedrock-2023-05-31", 300, []message{{"user", prompt}}})
	if err != nil {
		return nil, err
	}
	output, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId:     aws.String(model),
		ContentType: aws.String("application/json"),
		Body:        body,
	})
	if err != nil {
		return nil, fmt.Errorf("starting: %w", err)
	}
	return output, nil
}

func tell(ctx context.Context, client *bedrockruntime.Client, prompt string) error {
	out, err := start(ctx, client, prompt)
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var chunk struct {
				Delta struct {
					Text string `json:"text"`
				} `json:"delta"`
			}
			if err := json.Unmarshal(e.Value.Bytes, &chunk); err != nil {
				return err
			}
			fmt.Print(chunk.Delta.Text)
		}
	}
	return out.GetStream().Err()
}

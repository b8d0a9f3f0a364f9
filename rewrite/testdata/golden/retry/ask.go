// Package retry has private functions around the call, with a loop of attempts and a log.
package retry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

// Asker asks Claude.
type Asker struct {
	client  *bedrockruntime.Client
	retries int
}

// invokeWithRetry sends a request, and waits longer after each failure.
func (a *Asker) invokeWithRetry(ctx context.Context, input *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error) {
	var (
		err  error
		wait = 100 * time.Millisecond
	)
	var out *bedrockruntime.InvokeModelOutput
	for attempt := 0; attempt <= a.retries; attempt++ {
		start := time.Now()
		out, err = a.client.InvokeModel(ctx, input)
		if err == nil && out != nil {
			log.Printf("%s answered in %s", aws.ToString(input.ModelId), time.Since(start))
			return out, nil
		}
		var throttled *types.ThrottlingException
		if !errors.As(err, &throttled) {
			break // nothing that waiting mends
		}
		time.Sleep(wait)
		wait *= 2
	}
	return nil, fmt.Errorf("asking %s: %w", *input.ModelId, err)
}

// stream starts a stream.
func (a *Asker) stream(ctx context.Context, input *bedrockruntime.InvokeModelWithResponseStreamInput) (*bedrockruntime.InvokeModelWithResponseStreamOutput, error) {
	out, err := a.client.InvokeModelWithResponseStream(ctx, input)
	if err != nil {
		return nil, fmt.Errorf("starting a stream: %w", err)
	}
	return out, nil
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

// Ask asks one question.
func (a *Asker) Ask(ctx context.Context, question string) (string, error) {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 500,
		Messages:  []message{{Role: "user", Content: question}},
	})
	if err != nil {
		return "", err
	}
	out, err := a.invokeWithRetry(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), // cheap
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	var answer struct {
		Content []struct {
			Text string `json:"text"`
		} `json:"content"`
	}
	if err := json.Unmarshal(out.Body, &answer); err != nil {
		return "", err
	}
	if len(answer.Content) == 0 {
		return "", errors.New("no answer")
	}
	return answer.Content[0].Text, nil
}

// Tell hands every piece of an answer to a function.
func (a *Asker) Tell(ctx context.Context, system, question string, tell func(string)) error {
	body, err := json.Marshal(request{
		Version:   "bedrock-2023-05-31",
		MaxTokens: 500,
		System:    system,
		Messages:  []message{{Role: "user", Content: question}},
	})
	if err != nil {
		return err
	}
	out, err := a.stream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		chunk, ok := event.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		var e struct {
			Type  string `json:"type"`
			Delta struct {
				Text string `json:"text"`
			} `json:"delta"`
		}
		if err := json.Unmarshal(chunk.Value.Bytes, &e); err != nil {
			return err
		}
		if e.Type == "content_block_delta" {
			tell(e.Delta.Text)
		}
	}
	return stream.Err()
}

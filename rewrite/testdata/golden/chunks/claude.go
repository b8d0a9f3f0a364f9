// Package chunks hands chunks of streams to code that keeps reading them in the native
// format.
package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type claudeChunk struct {
	Type    string `json:"type"`
	Message struct {
		Usage struct {
			Input int `json:"input_tokens"`
		} `json:"usage"`
	} `json:"message"`
	Delta struct {
		Text       string `json:"text"`
		StopReason string `json:"stop_reason"`
	} `json:"delta"`
	Usage struct {
		Output int `json:"output_tokens"`
	} `json:"usage"`
}

func question(text string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        500,
		"messages":          []map[string]any{{"role": "user", "content": text}},
	})
}

// whole gives the text, as bytes, to a handler.
func whole(ctx context.Context, client *bedrockruntime.Client, text string, handle func([]byte) error) error {
	body, err := question(text)
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	return forward(out, handle)
}

func forward(out *bedrockruntime.InvokeModelWithResponseStreamOutput, handle func([]byte) error) error {
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		if chunk, ok := event.(*types.ResponseStreamMemberChunk); ok {
			var c claudeChunk
			if err := json.Unmarshal(chunk.Value.Bytes, &c); err != nil {
				return err
			}
			if err := handle([]byte(c.Delta.Text)); err != nil {
				return err
			}
		}
	}
	return stream.Err()
}

// counted leaves at the end of the message, with all that was counted.
func counted(ctx context.Context, client *bedrockruntime.Client, text string, say func(string)) (in, out int, reason string, err error) {
	body, err := question(text)
	if err != nil {
		return 0, 0, "", err
	}
	output, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return 0, 0, "", err
	}
	for event := range output.GetStream().Events() {
		switch e := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var c claudeChunk
			if err := json.Unmarshal(e.Value.Bytes, &c); err != nil {
				return 0, 0, "", err
			}
			switch c.Type {
			case "message_start":
				in = c.Message.Usage.Input
			case "content_block_delta":
				say(c.Delta.Text)
			case "message_delta":
				out, reason = c.Usage.Output, c.Delta.StopReason
			case "message_stop":
				return in, out, reason, nil
			}
		}
	}
	return in, out, reason, output.GetStream().Err()
}

// received takes one event after the other from the channel.
func received(ctx context.Context, client *bedrockruntime.Client, text string, parse func([]byte) string) (string, error) {
	body, err := question(text)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	stream := out.GetStream()
	all := ""
	for {
		event, ok := <-stream.Events()
		if !ok {
			break
		}
		chunk, ok := event.(*types.ResponseStreamMemberChunk)
		if !ok {
			continue
		}
		var c claudeChunk
		if err := json.Unmarshal(chunk.Value.Bytes, &c); err != nil {
			return "", err
		}
		all += parse([]byte(c.Delta.Text))
	}
	return all, stream.Err()
}

// untilNil takes the nil of a closed channel for the end.
func untilNil(ctx context.Context, client *bedrockruntime.Client, text string, parse func([]byte) string) (string, error) {
	body, err := question(text)
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"),
		Body:    body,
	})
	if err != nil {
		return "", err
	}
	all, events := "", out.GetStream().Events()
	for {
		event := <-events
		if event == nil {
			break
		}
		if chunk, ok := event.(*types.ResponseStreamMemberChunk); ok {
			var c claudeChunk
			if err := json.Unmarshal(chunk.Value.Bytes, &c); err != nil {
				return "", err
			}
			all += parse([]byte(c.Delta.Text))
		}
	}
	return all, out.GetStream().Err()
}

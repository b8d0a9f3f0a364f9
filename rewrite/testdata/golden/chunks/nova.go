package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type novaChunk struct {
	Delta struct {
		Delta struct {
			Text string `json:"text"`
		} `json:"delta"`
	} `json:"contentBlockDelta"`
	Stop struct {
		Reason string `json:"stopReason"`
	} `json:"messageStop"`
}

func parseNova(raw []byte) (novaChunk, error) {
	var c novaChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// nova gives decoded chunks to a function.
func nova(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(novaChunk)) error {
	body, err := json.Marshal(map[string]any{
		"schemaVersion":   "messages-v1",
		"messages":        []map[string]any{{"role": "user", "content": []map[string]any{{"text": prompt}}}},
		"inferenceConfig": map[string]any{"maxTokens": 100, "temperature": 0.5, "topP": 0.9},
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("amazon.nova-lite-v1:0"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseNova(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}

// novaPieces sends what every chunk holds of the text, which is nothing for most kinds.
func novaPieces(ctx context.Context, client *bedrockruntime.Client, prompt string, pieces chan<- string) error {
	body, err := json.Marshal(map[string]any{
		"schemaVersion": "messages-v1",
		"messages":      []map[string]any{{"role": "user", "content": []map[string]any{{"text": prompt}}}},
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("amazon.nova-lite-v1:0"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		default:
		}

		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			var c novaChunk
			if err := json.Unmarshal(event.Value.Bytes, &c); err != nil {
				continue
			}
			pieces <- c.Delta.Delta.Text
		}
	}
	return out.GetStream().Err()
}

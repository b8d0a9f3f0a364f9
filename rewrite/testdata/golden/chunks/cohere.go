package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type cohereChunk struct {
	Text     string `json:"text"`
	Finished bool   `json:"is_finished"`
	Reason   string `json:"finish_reason"`
}

func parseCohere(raw []byte) (cohereChunk, error) {
	var c cohereChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// cohere gives decoded chunks to a function.
func cohere(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(cohereChunk)) error {
	body, err := json.Marshal(map[string]any{
		"prompt":      prompt,
		"max_tokens":  100,
		"temperature": 0.5,
		"p":           0.9,
		"k":           40,
		"stream":      true,
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("cohere.command-text-v14"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseCohere(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}

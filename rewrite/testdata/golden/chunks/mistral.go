package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type mistralChunk struct {
	Outputs []struct {
		Text   string `json:"text"`
		Reason string `json:"stop_reason"`
	} `json:"outputs"`
}

func parseMistral(raw []byte) (mistralChunk, error) {
	var c mistralChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// mistral gives decoded chunks to a function.
func mistral(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(mistralChunk)) error {
	body, err := json.Marshal(map[string]any{
		"prompt":      "<s>[INST] " + prompt + " [/INST]",
		"max_tokens":  100,
		"temperature": 0.5,
		"top_p":       0.9,
		"top_k":       40,
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("mistral.mistral-7b-instruct-v0:2"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseMistral(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}

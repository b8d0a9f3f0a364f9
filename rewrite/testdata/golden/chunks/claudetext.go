package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type claudeTextChunk struct {
	Completion string `json:"completion"`
	Reason     string `json:"stop_reason"`
}

func parseClaudeText(raw []byte) (claudeTextChunk, error) {
	var c claudeTextChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// claudeText gives decoded chunks to a function.
func claudeText(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(claudeTextChunk)) error {
	body, err := json.Marshal(map[string]any{
		"prompt":               "\n\nHuman: " + prompt + "\n\nAssistant:",
		"max_tokens_to_sample": 100,
		"temperature":          0.5,
		"top_p":                0.9,
		"top_k":                100,
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("anthropic.claude-v2:1"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseClaudeText(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}

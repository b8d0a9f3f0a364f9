package chunks

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)

type titanChunk struct {
	Text   string `json:"outputText"`
	Index  int    `json:"index"`
	Reason string `json:"completionReason"`
}

func parseTitan(raw []byte) (titanChunk, error) {
	var c titanChunk
	err := json.Unmarshal(raw, &c)
	return c, err
}

// titan gives decoded chunks to a function.
func titan(ctx context.Context, client *bedrockruntime.Client, prompt string, handle func(titanChunk)) error {
	body, err := json.Marshal(map[string]any{
		"inputText":            "User: " + prompt + "\nBot:",
		"textGenerationConfig": map[string]any{"maxTokenCount": 100, "temperature": 0.5, "topP": 0.9},
	})
	if err != nil {
		return err
	}
	out, err := client.InvokeModelWithResponseStream(ctx, &bedrockruntime.InvokeModelWithResponseStreamInput{
		ModelId: aws.String("amazon.titan-text-express-v1"),
		Body:    body,
	})
	if err != nil {
		return err
	}
	for event := range out.GetStream().Events() {
		switch event := event.(type) {
		case *types.ResponseStreamMemberChunk:
			c, err := parseTitan(event.Value.Bytes)
			if err != nil {
				return err
			}
			handle(c)
		}
	}
	return out.GetStream().Err()
}

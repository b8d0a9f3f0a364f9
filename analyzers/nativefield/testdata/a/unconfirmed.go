package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

// A field that no page of the provider documents is judged, and said to be unconfirmed.
func unconfirmed(ctx context.Context, c *bedrockruntime.Client, q string) {
	data, _ := json.Marshal(map[string]any{
		"messages":   []any{map[string]any{"role": "user", "content": q}},
		"max_tokens": 500,
		"seed":       7, // want `seed is not in Converse's inferenceConfig; it moves to additionalModelRequestFields \(unconfirmed: the provider's pages do not say so\) \(BL2002\)`
	})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("openai.gpt-oss-20b-1:0"), Body: data})
}

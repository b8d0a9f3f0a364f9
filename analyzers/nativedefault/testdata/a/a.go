// Package a leaves fields out that have a native default.
package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

const llama = "meta.llama3-70b-instruct-v1:0"

type request struct {
	Prompt string `json:"prompt"`
	MaxLen int    `json:"max_gen_len,omitempty"`
}

func absent(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "temperature": 0.5})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(llama), Body: body}) // want `without max_gen_len, meta-llama uses 512, a default that Converse does not share; write it out \(BL2004\)`
}

func present(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "max_gen_len": 100})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(llama), Body: body})
}

// A field that is sent under a condition only is absent otherwise.
func conditional(ctx context.Context, c *bedrockruntime.Client, q string, n int) {
	m := map[string]any{"prompt": q}
	if n > 0 {
		m["max_gen_len"] = n // want `without max_gen_len, .* \(BL2004\)`
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(llama), Body: body})
}

func omitempty(ctx context.Context, c *bedrockruntime.Client, q string, n int) {
	body, _ := json.Marshal(request{Prompt: q, MaxLen: n}) // want `without max_gen_len, .* \(BL2004\)`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(llama), Body: body})
}

// A constant that is not empty is always sent, whatever the tag says.
func constant(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(request{Prompt: q, MaxLen: 300})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(llama), Body: body})
}

func nested(ctx context.Context, c *bedrockruntime.Client, q string) {
	body, _ := json.Marshal(map[string]any{"inputText": q, "textGenerationConfig": map[string]any{"temperature": 0.1}})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("amazon.titan-text-express-v1"), Body: body}) // want `without textGenerationConfig.maxTokenCount, amazon-titan-text uses 512`
}

// Package a calls models that stay, and models that go.
package a

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func embed(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("amazon.titan-embed-text-v2:0"), // want `amazon.titan-embed-text-v2:0 makes embeddings, which Converse does not serve; InvokeModel stays \(BL4001\)`
		Body:    body,
	})
}

func image(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	id := "stability.stable-image-core-v1:1" // want `makes images, which Converse does not serve`
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &id, Body: body})
}

// The body alone shows that it is for embeddings.
func byBody(ctx context.Context, c *bedrockruntime.Client, model string, texts []string) {
	body, _ := json.Marshal(map[string]any{"texts": texts, "input_type": "search_document"})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body}) // want `makes embeddings, which Converse does not serve`
}

// Converse takes the model, one message only, and the model is gone.
func limited(ctx context.Context, c *bedrockruntime.Client, prompt string) {
	body, _ := json.Marshal(map[string]any{"prompt": prompt, "maxTokens": 200})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("ai21.j2-mid-v1"), // want `ai21.j2-mid-v1: Converse takes a single message of it only, and its models are retired; choose a successor, and leave InvokeModel until then \(BL4001\)`
		Body:    body,
	})
}

// The body alone shows the family.
func limitedByBody(ctx context.Context, c *bedrockruntime.Client, model, prompt string) {
	body, _ := json.Marshal(map[string]any{"prompt": prompt, "maxTokens": 200, "numResults": 1})
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &model, Body: body}) // want `a model of ai21-j2: Converse takes a single message of it only`
}

func endOfLife(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("us.meta.llama3-2-1b-instruct-v1:0"), // want `the end of life of meta.llama3-2-1b-instruct-v1:0 is 2026-07-07 \(legacy since 2026-01-07\), when Bedrock stops serving it; choose a successor, such as .* \(BL4002\)`
		Body:    body,
	})
}

func profile(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("anthropic.claude-sonnet-4-5-20250929-v1:0"), // want `cannot be called by its plain id, and Bedrock refuses the request; name an inference profile, such as us.anthropic.claude-sonnet-4-5-20250929-v1:0 \(BL4003\)`
		Body:    body,
	})
}

func served(ctx context.Context, c *bedrockruntime.Client, body []byte) {
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("meta.llama3-70b-instruct-v1:0"), Body: body})
}

var table = map[string]string{
	"sdxl":  "stability.stable-diffusion-xl-v1",
	"haiku": "anthropic.claude-3-haiku-20240307-v1:0",
}

// Every model of the table may reach the call; its body is for images alone.
func oneOfTheTable(ctx context.Context, c *bedrockruntime.Client, name, prompt string) {
	body, _ := json.Marshal(map[string]any{"text_prompts": []map[string]any{{"text": prompt}}, "cfg_scale": 10, "steps": 50})
	id := table[name]
	c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: &id, Body: body}) // want `^stability.stable-diffusion-xl-v1 makes images`
}

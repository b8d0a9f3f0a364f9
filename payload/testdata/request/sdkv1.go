package p

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go/service/bedrockruntime"
)

// body: {"prompt": <q string>}
// model: "anthropic.claude-v2"
// ids: [anthropic.claude-v2] complete=true
func v1Literal(ctx context.Context, c *bedrockruntime.BedrockRuntime, q string) error {
	body, err := json.Marshal(map[string]any{"prompt": q})
	if err != nil {
		return err
	}
	_, err = c.InvokeModelWithContext(ctx, &bedrockruntime.InvokeModelInput{Body: body, ModelId: ptr("anthropic.claude-v2")})
	return err
}

// body: {"prompt": <q string>}
// model: "anthropic.claude-v2"
// ids: [anthropic.claude-v2] complete=true
func v1Setters(ctx context.Context, c *bedrockruntime.BedrockRuntime, q string) {
	in := new(bedrockruntime.InvokeModelInput).SetModelId("anthropic.claude-v2")
	body, _ := json.Marshal(map[string]any{"prompt": q})
	in.SetBody(body)
	c.InvokeModelWithContext(ctx, in)
}

// body: {"inputText": "hi"}
// model: <model string>
// ids: [] complete=false
func v1Chain(ctx context.Context, c *bedrockruntime.BedrockRuntime, model string) {
	c.InvokeModelWithContext(ctx, (&bedrockruntime.InvokeModelInput{}).SetBody([]byte(`{"inputText": "hi"}`)).SetModelId(model))
}

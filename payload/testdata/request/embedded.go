package p

import (
	"context"
	_ "embed"
	"encoding/json"
)

//go:embed prompt.txt
var embeddedPrompt string

//go:embed missing.txt
var missingPrompt string

// body: {"other": <missingPrompt string>, "prompt": <q string>, "system": "You are brief.\n"}
func embeddedText(ctx context.Context, c *Client, q string) {
	body, _ := json.Marshal(map[string]any{"system": embeddedPrompt, "other": missingPrompt, "prompt": q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

var defaultModel string

var changedModel string

func init() {
	defaultModel = "amazon.nova-lite-v1:0"
	if embeddedPrompt == "" {
		changedModel = "x"
	}
}

// body: {"a": "amazon.nova-lite-v1:0", "b": <changedModel string>}
// model: "amazon.nova-lite-v1:0"
// ids: [amazon.nova-lite-v1:0] complete=true
func setInInit(ctx context.Context, c *Client) {
	body, _ := json.Marshal(map[string]any{"a": defaultModel, "b": changedModel})
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(defaultModel), Body: body})
}

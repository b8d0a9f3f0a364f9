package p

import (
	"bytes"
	"context"

	"github.com/bytedance/sonic"
	gojson "github.com/goccy/go-json"
	jsoniter "github.com/json-iterator/go"
	segment "github.com/segmentio/encoding/json"
	"github.com/tidwall/sjson"
)

var iter = jsoniter.ConfigCompatibleWithStandardLibrary

// body: {"prompt": <q string>}
func withGoccy(ctx context.Context, c *Client, q string) error {
	body, err := gojson.Marshal(map[string]any{"prompt": q})
	if err != nil {
		return err
	}
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return nil
}

// body: {"prompt": <q string>}
func withGoccyEncoder(ctx context.Context, c *Client, q string) {
	var buf bytes.Buffer
	enc := gojson.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]any{"prompt": q}); err != nil {
		return
	}
	c.InvokeModel(ctx, &InvokeModelInput{Body: buf.Bytes()})
}

// body: {"prompt": <q string>}
func withIterator(ctx context.Context, c *Client, q string) {
	body, _ := iter.Marshal(map[string]any{"prompt": q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>}
func withIteratorString(ctx context.Context, c *Client, q string) {
	s, _ := jsoniter.MarshalToString(map[string]any{"prompt": q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(s)})
}

// body: {"prompt": <q string>}
func withSonic(ctx context.Context, c *Client, q string) {
	body, _ := sonic.ConfigStd.Marshal(map[string]any{"prompt": q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type anything struct {
	Prompt string `json:"prompt"`
	Top    any    `json:"top,omitempty"`
}

// body: {"prompt": <q string>, "top": <top *float64>}
func nilInside(ctx context.Context, c *Client, q string, top *float64) {
	body, _ := gojson.Marshal(anything{q, top})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>, "top"*: <top *float64>}
func nilInsideSegment(ctx context.Context, c *Client, q string, top *float64) {
	body, _ := segment.Marshal(anything{q, top})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>}
func withSegment(ctx context.Context, c *Client, q string) {
	body, _ := segment.Marshal(map[string]any{"prompt": q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [{"content": <q string>, "role": "user"}], "max_tokens": 100, if(temp > 0) "temperature": <temp float64>, "thinking": {"type": "enabled", "budget_tokens": 1024}}
func pathsSet(ctx context.Context, c *Client, q string, temp float64) {
	body := `{"anthropic_version": "bedrock-2023-05-31", "messages": []}`
	body, _ = sjson.Set(body, "max_tokens", 100)
	body, _ = sjson.Set(body, "messages.-1", map[string]any{"role": "user", "content": q})
	if temp > 0 {
		body, _ = sjson.Set(body, "temperature", temp)
	}
	body, _ = sjson.SetRaw(body, "thinking", `{"type": "enabled"}`)
	body, _ = sjson.Set(body, "thinking.budget_tokens", 1024)
	body, _ = sjson.Delete(body, "anthropic_version")
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(body)})
}

// body: {"inputText": <q string>, if(stop) "textGenerationConfig": {"maxTokenCount": 5, "stopSequences": ["User:"]}, if(not stop) "textGenerationConfig": {"maxTokenCount": 5}}
func pathsFromNothing(ctx context.Context, c *Client, q string, stop bool) {
	var body []byte
	body, _ = sjson.SetBytes(body, "inputText", q)
	body, _ = sjson.SetBytes(body, "textGenerationConfig.maxTokenCount", 5)
	if stop {
		body, _ = sjson.SetBytes(body, "textGenerationConfig.stopSequences.0", "User:")
	}
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// A gateway that edits what it is given.
// body: {"anthropic_version": "bedrock-2023-05-31", ...bytes that are only known at run time}
func pathsOnUnknown(ctx context.Context, c *Client, given []byte) {
	body, err := sjson.SetBytes(given, "anthropic_version", "bedrock-2023-05-31")
	if err != nil {
		return
	}
	body, _ = sjson.DeleteBytes(body, "model")
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

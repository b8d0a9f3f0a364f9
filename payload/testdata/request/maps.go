package p

import (
	"context"
	"encoding/json"
	"maps"
)

var defaults = map[string]any{"max_tokens": 100, "temperature": 0.5}

// body: {"max_tokens": 100, "prompt": <q string>, "temperature": 0.5}
func mergedInLoop(ctx context.Context, c *Client, q string) {
	m := map[string]any{"prompt": q}
	for k, v := range defaults {
		m[k] = v
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>, if(not flag) "temperature": 0.5, if(flag) "temperature": 1}
func mergedUnlessSet(ctx context.Context, c *Client, q string, flag bool) {
	m := map[string]any{"prompt": q}
	if flag {
		m["temperature"] = 1
	}
	for k, v := range defaults {
		if k == "max_tokens" {
			continue
		}
		if _, ok := m[k]; !ok {
			m[k] = v
		}
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"max_tokens": 100, "prompt": <q string>}
func copied(ctx context.Context, c *Client, q string) {
	m := maps.Clone(defaults)
	maps.Copy(m, map[string]any{"prompt": q})
	delete(m, "temperature")
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// Keys that the caller adds may replace any of ours.
// body: {"config": alt(if(extra) if(-) ?(its dynamic type is not known); {"top_k": 5}), "prompt": alt(if(extra) if(-) ?(its dynamic type is not known); <q string>), ...written at a key that is not constant}
func extraKeys(ctx context.Context, c *Client, q string, extra map[string]any) {
	m := map[string]any{"prompt": q, "config": map[string]any{"top_k": 5}}
	for k, v := range extra {
		m[k] = v
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"last": 1, "prompt": alt(if(-) ?(its dynamic type is not known); <q string>), ...written at a key that is not constant}
func extraKeysCopied(ctx context.Context, c *Client, q string, extra map[string]any) {
	m := map[string]any{"prompt": q}
	maps.Copy(m, extra)
	m["last"] = 1
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// One key of several, which is decided elsewhere.
// body: {if(not model == "claude") if(not model == "llama") "": <stop []string>, "prompt": "x", "stop": "y", if(not model == "claude") if(model == "llama") "stop": <stop []string>, if(model == "claude") "stop_sequences": <stop []string>}
func keyByTable(ctx context.Context, c *Client, model string, stop []string) {
	m := map[string]any{"prompt": "x", "stop": "y"}
	m[map[string]string{"claude": "stop_sequences", "llama": "stop"}[model]] = stop
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: alt(if(model == "a") {"a": 1, if(q == "") "empty": true, "prompt": <q string>}; if(model == "b") {"b": 2, if(q == "") "empty": true, "prompt": <q string>}; {"c": 3, if(q == "") "empty": true, "prompt": <q string>})
func oneOfSeveralMaps(ctx context.Context, c *Client, model, q string) {
	var m map[string]any
	switch model {
	case "a":
		m = map[string]any{"a": 1}
	case "b":
		m = map[string]any{"b": 2}
	default:
		m = map[string]any{"c": 3}
	}
	m["prompt"] = q
	if q == "" {
		m["empty"] = true
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

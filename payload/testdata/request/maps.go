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
// body: {"config": alt(if(extra) if(-) ?(its dynamic type is not known); {"top_k": 5}), "prompt": alt(if(extra) if(-) ?(its dynamic type is not known); <q string>), ...written at a key that is not constant in <m map[string]any>}
func extraKeys(ctx context.Context, c *Client, q string, extra map[string]any) {
	m := map[string]any{"prompt": q, "config": map[string]any{"top_k": 5}}
	for k, v := range extra {
		m[k] = v
	}
	body, _ := json.Marshal(m)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"last": 1, "prompt": alt(if(-) ?(its dynamic type is not known); <q string>), ...written at a key that is not constant in <m map[string]any>}
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

// The schema's properties are known only to the map, which can be read where it is sent.
// body: {"prompt": <q string>, "schema": {"properties": {, ...written at a key that is not constant in <properties map[string]any>}, "required": [for(params) if(p.Required) <p.Name string>]|null, "type": "object"}}
func keysAtRunTime(c *Client, q string, params []field) {
	properties := map[string]any{}
	var required []string
	for _, p := range params {
		properties[p.Name] = map[string]any{"type": p.Type}
		if p.Required {
			required = append(required, p.Name)
		}
	}
	schema := map[string]any{"type": "object", "properties": properties, "required": required}
	body, _ := json.Marshal(map[string]any{"prompt": q, "schema": schema})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

type field struct {
	Name, Type string
	Required   bool
}

// One that is written between encoding and the call is not what was sent.
// body: {"prompt": <q string>, "schema": {, ...written at a key that is not constant in <properties map[string]any !changed at line 123 before the call>}}
func keysAfterwards(c *Client, q, key string) {
	properties := map[string]any{}
	properties[key] = 1
	body, _ := json.Marshal(map[string]any{"prompt": q, "schema": properties})
	properties[q] = 2
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// Nor is one whose variable has another map by then.
// body: {"prompt": <q string>, "schema": {, ...written at a key that is not constant in <properties map[string]any !changed at line 133 before the call>}}
func anotherMap(c *Client, q, key string) {
	properties := map[string]any{}
	properties[key] = map[string]any{}
	body, _ := json.Marshal(map[string]any{"prompt": q, "schema": properties})
	properties = map[string]any{}
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// A map inside, which an expression reads no more, is part of what was sent.
// body: {"prompt": <q string>, "schema": {"x": alt(if(-) 1; {"a": 1}), ...written at a key that is not constant in <properties map[string]any !changed at line 144 before the call>}}
func innerMap(c *Client, q, key string) {
	inner := map[string]any{"a": 1}
	properties := map[string]any{"x": inner}
	properties[key] = 1
	body, _ := json.Marshal(map[string]any{"prompt": q, "schema": properties})
	inner["a"] = 2
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

type toolInfo struct {
	Properties map[string]any
}

func infoOf(params []field) toolInfo {
	properties := map[string]any{}
	for _, p := range params {
		properties[p.Name] = p.Type
	}
	return toolInfo{Properties: properties}
}

// A helper may have made the map.
// body: {"prompt": <q string>, "schema": {"properties": {, ...written at a key that is not constant in <info.Properties map[string]any>}}}
func keysOfHelper(c *Client, q string, params []field) {
	info := infoOf(params)
	body, _ := json.Marshal(map[string]any{"prompt": q, "schema": map[string]any{"properties": info.Properties}})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

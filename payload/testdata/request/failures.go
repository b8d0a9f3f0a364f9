package p

import (
	"encoding/json"
	"fmt"

	crdb "github.com/cockroachdb/errors"
)

// What a function made before it failed is not mixed with what it returns.

type tool struct {
	Name   string `json:"name"`
	Schema any    `json:"input_schema"`
}

type toolRequest struct {
	Prompt string `json:"prompt"`
	Tools  []tool `json:"tools,omitempty"`
}

func convertTools(tools []tool) ([]tool, error) {
	out := make([]tool, len(tools))
	for i, t := range tools {
		if t.Name == "" {
			return nil, fmt.Errorf("tool %d has no name", i)
		}
		out[i] = tool{Name: t.Name, Schema: t.Schema}
	}
	return out, nil
}

// body: {"prompt": <q string>, "tools"*: alt(if(len(tools) > 0) [for(tools) {"name": <t.Name string>, "input_schema": ?(its dynamic type is not known)}]; null)}
func toolsUnlessOneFails(c *Client, q string, tools []tool) error {
	in := toolRequest{Prompt: q}
	if len(tools) > 0 {
		ts, err := convertTools(tools)
		if err != nil {
			return err
		}
		in.Tools = ts
	}
	body, _ := json.Marshal(in)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
	return nil
}

// The list that was left unfinished is the one that is sent, too.
func keepTools(in *toolRequest, tools []tool) ([]tool, error) {
	out := make([]tool, len(tools))
	in.Tools = out
	for i, t := range tools {
		if t.Name == "" {
			return nil, fmt.Errorf("tool %d has no name", i)
		}
		out[i] = tool{Name: t.Name, Schema: t.Schema}
	}
	return out, nil
}

// body: {"prompt": <q string>, "tools"*: [, ...differs between the branches of an if or switch in <out []p.tool !out is a variable of another function>]}
func toolsAlthoughOneFails(c *Client, q string, tools []tool) {
	in := toolRequest{Prompt: q}
	keepTools(&in, tools)
	body, _ := json.Marshal(in)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// A closure that is returned leads to the list.
func laterTools(tools []tool) (func() []tool, error) {
	out := make([]tool, len(tools))
	get := func() []tool { return out }
	for i, t := range tools {
		if t.Name == "" {
			return get, fmt.Errorf("tool %d has no name", i)
		}
		out[i] = tool{Name: t.Name, Schema: t.Schema}
	}
	return get, nil
}

// body: {"prompt": <q string>, "tools"*: [, ...differs between the branches of an if or switch in <out []p.tool !out is a variable of another function>]}
func toolsOfClosure(c *Client, q string, tools []tool) {
	get, _ := laterTools(tools)
	body, _ := json.Marshal(toolRequest{Prompt: q, Tools: get()})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

func roleOf(kind string) (string, error) {
	switch kind {
	case "ai":
		return "assistant", nil
	case "human":
		return "user", nil
	}
	return "", crdb.Wrapf(crdb.New("no such kind"), "%q", kind)
}

// A library for errors makes errors, too: no role is empty.
// body: {"prompt": alt(if(kind == "ai") "assistant"; "user")}
func roleOrError(c *Client, kind string) error {
	role, err := roleOf(kind)
	if err != nil {
		return crdb.Wrapf(err, "role")
	}
	body, _ := json.Marshal(map[string]any{"prompt": role})
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
	return nil
}

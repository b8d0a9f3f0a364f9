package p

import (
	"context"
	"encoding/json"
	"strings"
)

type said struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// What earlier iterations added is known by its kinds.
// body: {"messages": [{"role": "user", "content": "Be brief."}, for(-) alt(if(-) {"role": "user", "content": <- string !no expression stands for it>}; if(-) {"role": "assistant", "content": <- string !no expression stands for it>}; {"role": "user", "content": "skipped"}), {"role": "user", "content": <line string>}]}
func chat(ctx context.Context, c *Client, lines []string) {
	history := []said{{"user", "Be brief."}}
	for _, line := range lines {
		if line == "" {
			history = append(history, said{Role: "user", Content: "skipped"})
			break
		}
		history = append(history, said{Role: "user", Content: line})
		body, _ := json.Marshal(map[string]any{"messages": history})
		out, err := c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		if err != nil {
			continue
		}
		history = append(history, said{Role: "assistant", Content: string(out.Body)})
	}
}

// A role that changes from one iteration to the next is not taken for the first one.
// body: {"messages": [for(-) alt(if(-) {"role": "user", "content": <- string !no expression stands for it>}; {"role": <- string !no expression stands for it>, "content": <- string !no expression stands for it>}), {"role": <role string>, "content": <line string>}]}
func takingTurns(ctx context.Context, c *Client, lines []string) {
	role := "user"
	var history []*said
	for _, line := range lines {
		history = append(history, &said{Role: role, Content: line})
		body, _ := json.Marshal(map[string]any{"messages": history})
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		if role == "user" {
			role = "assistant"
		} else {
			role = "user"
		}
	}
}

// A list that is cut is known by its type.
// body: {"messages": alt(if(len(history) > 10) [for(history[2:]) {"role": <elem.Role string !may have changed since: memory is written at line 58>, "content": <elem.Content string !may have changed since: memory is written at line 58>}, {"role": "user", "content": <next() string !calls a function value>}]; [for(-) {"role": <elem.Role string !may have changed since: memory is written at line 58>, "content": <elem.Content string !may have changed since: memory is written at line 58>}, {"role": "user", "content": <next() string !calls a function value>}])}
func forgetful(ctx context.Context, c *Client, next func() string) {
	var history []said
	for {
		if len(history) > 10 {
			history = history[2:]
		}
		history = append(history, said{Role: "user", Content: next()})
		body, _ := json.Marshal(map[string]any{"messages": history})
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	}
}

// Where a list begins anew, the kinds are the same.
// body: {"messages": [for(-) alt(if(-) {"content": <- string !no expression stands for it>, "role": "user"}; {"content": [{"text": <- string !no expression stands for it>, "type": "text"}], "role": "assistant"}), {"content": <line string>, "role": "user"}]}
func afresh(ctx context.Context, c *Client, lines []string) {
	var history []map[string]any
	for _, line := range lines {
		history = append(history, map[string]any{"role": "user", "content": line})
		body, _ := json.Marshal(map[string]any{"messages": history})
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		history = append(history, map[string]any{"role": "assistant", "content": []any{map[string]any{"type": "text", "text": line}}})
		if line == "reset" {
			history = nil
		}
	}
}

// body: {"messages": [for(-) alt(if(-) {"content": <- string !no expression stands for it>, "role": "user"}; {"content": [{"text": <- string !no expression stands for it>, "type": "text"}], "role": "assistant"}), {"content": <line string>, "role": "user"}]}
func remembered(ctx context.Context, c *Client, lines []string) {
	var history []map[string]any
	for _, line := range lines {
		history = append(history, map[string]any{"role": "user", "content": line})
		body, _ := json.Marshal(map[string]any{"messages": history})
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		history = append(history, map[string]any{"role": "assistant", "content": []any{map[string]any{"type": "text", "text": line}}})
	}
}

type lateList struct {
	L []string `json:"l,omitzero"`
	M []string `json:"m"`
}

// What the end of an iteration makes empty was nil in the first one.
//
// body: {"l"*: <t.L []string>, "m": <t.M []string>}
func emptyAfterTheCall(ctx context.Context, c *Client, n int) {
	t := &lateList{}
	for range n {
		body, _ := json.Marshal(t)
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		for range n {
			t.L = []string{}
			t.M = []string{}
		}
	}
}

// What a builder was given before the loop is not what the variable holds by then.
// body: {"by": <by string>, "prompt": <by string !changed at line 119 before the call>}
func falling(ctx context.Context, c *Client, name string, lines []string) {
	by := name
	var b strings.Builder
	b.WriteString(by)
	for _, line := range lines {
		body, _ := json.Marshal(map[string]any{"prompt": b.String(), "by": by})
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		by = line
	}
}

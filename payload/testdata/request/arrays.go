package p

import (
	"context"
	"encoding/json"
)

// body: {"n": 2, "stop": ["a", str("b" + <q string>)]}
func arrayLiteral(ctx context.Context, c *Client, q string) {
	stop := [2]string{"a", q}
	stop[1] = "b" + q
	body, _ := json.Marshal(map[string]any{"stop": stop, "n": len(stop)})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"messages": [{"role": "user", "content"*: <q string>}, {"role": "assistant"}]}
func arrayOfStructs(ctx context.Context, c *Client, q string) {
	var ms [2]pair2
	ms[0].Role = "user"
	ms[0].Content = q
	ms[1] = pair2{Role: "assistant"}
	copied := ms
	copied[1].Role = "x"
	body, _ := json.Marshal(map[string]any{"messages": ms})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"stop": ["x", <q string>]}
func arraySliced(ctx context.Context, c *Client, q string) {
	a := [...]string{"x", q}
	body, _ := json.Marshal(map[string]any{"stop": a[:]})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"stop": ["x!", str(<q string> + "!")]}
func arrayRanged(ctx context.Context, c *Client, q string) {
	var out []string
	for _, s := range [...]string{"x", q} {
		out = append(out, s+"!")
	}
	body, _ := json.Marshal(map[string]any{"stop": out})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"m": alt(if(i == 0) "amazon.nova-lite-v1:0"; "amazon.nova-pro-v1:0")}
func arrayIndexed(ctx context.Context, c *Client, i int) {
	models := [...]string{"amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"}
	body, _ := json.Marshal(map[string]any{"m": models[i]})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"a": ["a", "b"], "s": ["", "b", "c"]}
func arrayKeyed(ctx context.Context, c *Client, i int) {
	a := [...]string{1: "b", 0: "a"}
	s := []string{1: "b", "c"}
	body, _ := json.Marshal(map[string]any{"a": a, "s": s})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"a": <a [2]string>}
func arrayInLoop(ctx context.Context, c *Client, items []string) {
	var a [2]string
	for i := range items {
		a[i%2] = items[i]
	}
	body, _ := json.Marshal(map[string]any{"a": a})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type pair2 struct {
	Role    string `json:"role"`
	Content string `json:"content,omitempty"`
}

type withArray struct {
	Stop [2]string `json:"stop"`
	ID   [4]byte   `json:"id"`
}

// body: {"stop": ["x", <w.Stop[1] string !changed at line 82 before the call>], "id": <w.ID [4]byte>}
func arrayField(ctx context.Context, c *Client, w withArray) {
	w.Stop[0] = "x"
	body, _ := json.Marshal(w)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

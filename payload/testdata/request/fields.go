package p

import (
	"context"
	"encoding/json"
)

type llmOptions struct {
	Params map[string]any
	Extra  any
}

type llm struct {
	c    *Client
	opts llmOptions
}

func newLLM(c *Client, fns ...func(*llmOptions)) *llm {
	o := llmOptions{Params: make(map[string]any)}
	for _, f := range fns {
		f(&o)
	}
	return &llm{c: c, opts: o}
}

func newClaudeLLM(c *Client, temp float64) *llm {
	return newLLM(c, func(o *llmOptions) {
		o.Params = map[string]any{"temperature": temp, "top_k": 5}
		o.Extra = map[string]any{"extra": 1}
	})
}

func copyParams[K, V comparable](m map[K]V) map[K]V {
	out := make(map[K]V)
	for k, v := range m {
		out[k] = v
	}
	return out
}

// What constructors put into a field may be there.
// body: {"prompt": <q string>, if(-) "temperature": alt(if(m) if(-) ?(its dynamic type is not known); <v float64 !changed at line 35 before the call>), if(-) "top_k": alt(if(m) if(-) ?(its dynamic type is not known); 5), ...written at a key that is not constant in <params map[string]any>}
func (l *llm) copied(ctx context.Context, q string) {
	params := copyParams(l.opts.Params)
	params["prompt"] = q
	body, _ := json.Marshal(params)
	l.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>, if(-) "temperature": <temp float64 !temp is a variable of another function>, if(-) "top_k": 5, ...the map comes from elsewhere in <l.opts.Params map[string]any>}
func (l *llm) mutated(ctx context.Context, q string) {
	l.opts.Params["prompt"] = q
	body, _ := json.Marshal(l.opts.Params)
	l.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {if(-) "temperature": <temp float64 !temp is a variable of another function>, if(-) "top_k": 5, ...the map comes from elsewhere in <l.opts.Params map[string]any>}
func (l *llm) asIs(ctx context.Context) {
	body, _ := json.Marshal(l.opts.Params)
	l.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: alt(if(-) {"extra": 1}; ?(its dynamic type is not known))
func (l *llm) dynamic(ctx context.Context) {
	body, _ := json.Marshal(l.opts.Extra)
	l.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

package p

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// A wrapper that is handed the body: its callers decide.
// body: alt(if(send(ctx, c, "amazon.titan-text-express-v1", body)) {"inputText": <q string !q is a variable of another function>}; {"prompt": "hi"})
// model: alt(if(send(ctx, c, "amazon.titan-text-express-v1", body)) "amazon.titan-text-express-v1"; "meta.llama3-8b")
// ids: [amazon.titan-text-express-v1 meta.llama3-8b] complete=true
func send(ctx context.Context, c *Client, model string, body []byte) {
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &model, Body: body})
}

func callerA(ctx context.Context, c *Client, q string) {
	body, _ := json.Marshal(map[string]any{"inputText": q})
	send(ctx, c, "amazon.titan-text-express-v1", body)
}

func callerB(ctx context.Context, c *Client) {
	send(ctx, c, "meta.llama3-8b", []byte(`{"prompt": "hi"}`))
}

// The input pointer arrives as a parameter.
// body: {"a": 1}
// model: "m1"
// ids: [m1] complete=true
func sendInput(ctx context.Context, c *Client, in *InvokeModelInput) {
	c.InvokeModel(ctx, in)
}

func inputCaller(ctx context.Context, c *Client) {
	in := InvokeModelInput{Body: []byte(`{"a": 1}`)}
	in.ModelId = ptr("m1")
	sendInput(ctx, c, &in)
}

// A type parameter is the body.
// body: {"role": "user", "content": <q string !q is a variable of another function>}
func run[T any](ctx context.Context, c *Client, req T) {
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

func generic(ctx context.Context, c *Client, q string) {
	run(ctx, c, message{Role: "user", Content: q})
}

func retry(n int, f func() error) error {
	var err error
	for range n {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// The call sits in a closure that is called elsewhere.
// body: {"role": "user", "content": <q string>}
func closure(ctx context.Context, c *Client, q string) error {
	body, err := json.Marshal(message{Role: "user", Content: q})
	if err != nil {
		return err
	}
	var out *InvokeModelOutput
	err = retry(3, func() error {
		out, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body})
		return err
	})
	_ = out
	return err
}

// What a closure captures may change before it is called.
// body: ?(bytes that are only known at run time)
func changedLater(ctx context.Context, c *Client, q string) func() {
	body := []byte(`{"a": 1}`)
	f := func() { c.InvokeModel(ctx, &InvokeModelInput{Body: body}) }
	body = []byte(`{"b": 2}`)
	return f
}

// body: {, ...the map may be changed at any time}
func goroutine(ctx context.Context, c *Client, q string) {
	req := map[string]any{"prompt": q}
	go func() { req["late"] = true }()
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type claudeRequest struct {
	Version   string `json:"anthropic_version"`
	MaxTokens int    `json:"max_tokens"`
	System    string `json:"system,omitempty"`
}

type option func(*claudeRequest)

func withSystem(s string) option { return func(r *claudeRequest) { r.System = s } }

func newRequest(opts ...option) *claudeRequest {
	r := &claudeRequest{Version: "v", MaxTokens: 10}
	for _, o := range opts {
		o(r)
	}
	return r
}

// body: {"anthropic_version": "v", "max_tokens": 10, "system"*: <sys string>}
func options(ctx context.Context, c *Client, sys string) {
	body, _ := json.Marshal(newRequest(withSystem(sys)))
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type block struct{ text string }

func (b block) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"type": "text", "text": b.text})
}

// body: [{"text": <q string>, "type": "text"}]
func marshaler(ctx context.Context, c *Client, q string) {
	body, _ := json.Marshal([]block{{q}})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type service struct {
	client *Client
	model  string
	temp   float64
}

func newService(model string) *service {
	if model == "" {
		model = "anthropic.claude-default"
	}
	return &service{model: model, temp: 0.5}
}

var services = []*service{newService("anthropic.claude-a"), newService(os.Getenv("MODEL"))}

// Fields of the receiver, and a body made by a method.
// body: {"prompt": str("\n\nHuman: " + <strings.TrimSpace(q) string> + "\n\nAssistant:"), "temperature": <s.temp float64>}
// model: <s.model string>
// ids: [anthropic.claude-a anthropic.claude-default] complete=false
func (s *service) ask(ctx context.Context, q string) {
	s.client.InvokeModel(ctx, &InvokeModelInput{ModelId: ptr(s.model), Body: s.body(q)})
}

func (s *service) body(q string) []byte {
	b, err := json.Marshal(struct {
		Prompt string  `json:"prompt"`
		Temp   float64 `json:"temperature"`
	}{s.template(q), s.temp})
	if err != nil {
		panic(err)
	}
	return b
}

func (s *service) template(q string) string {
	return fmt.Sprintf("\n\nHuman: %s\n\nAssistant:", strings.TrimSpace(q))
}

// The variable changes between the body and the call.
// body: {"n": <n int>, "prompt": <q string !changed at line 179 before the call>}
func unstable(ctx context.Context, c *Client, q string, n int) {
	body, _ := json.Marshal(map[string]any{"prompt": q, "n": n})
	q = "other"
	fmt.Println(q)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// An unknown function gets hold of the map.
// body: {, ...may be changed by code that is not followed in <req map[string]any>}
func escaped(ctx context.Context, c *Client, f func(map[string]any), q string) {
	req := map[string]any{"prompt": q}
	f(req)
	body, _ := json.Marshal(req)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

var modelTable = map[string]string{"fast": "meta.llama3-8b", "good": "meta.llama3-70b"}

// body: {"prompt": str("0=a;1=b;" + raw <kind string>)}
// model: alt(if(!ok) "meta.llama2-13b"; if(kind == "fast") "meta.llama3-8b"; "meta.llama3-70b")
// ids: [meta.llama2-13b meta.llama3-70b meta.llama3-8b] complete=true
func table(ctx context.Context, c *Client, kind string) {
	id, ok := modelTable[kind]
	if !ok {
		id = "meta.llama2-13b"
	}
	var prompt string
	for i, w := range []string{"a", "b"} {
		prompt += fmt.Sprintf("%d=%s;", i, w)
	}
	body := []byte(`{"prompt": "` + prompt + kind + `"}`)
	c.InvokeModel(ctx, &InvokeModelInput{ModelId: &id, Body: body})
}

// body: {"prompt": <q string>, "max_gen_len": 64}
func replaced(ctx context.Context, c *Client, q string) {
	const tmpl = `{"prompt": {{PROMPT}}, "max_gen_len": 64}`
	text, _ := json.Marshal(q)
	c.InvokeModel(ctx, &InvokeModelInput{Body: []byte(strings.ReplaceAll(tmpl, "{{PROMPT}}", string(text)))})
}

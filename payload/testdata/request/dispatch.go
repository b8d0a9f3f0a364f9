package p

import (
	"context"
	"encoding/json"
)

// bodyMaker is implemented once per family.
type bodyMaker interface {
	make(prompt string) ([]byte, error)
}

type claudeMaker struct{ max int }

func (m *claudeMaker) make(prompt string) ([]byte, error) {
	return json.Marshal(map[string]any{"max_tokens": m.max, "messages": []map[string]string{{"role": "user", "content": prompt}}})
}

type titanMaker struct{}

func (titanMaker) make(prompt string) ([]byte, error) {
	return json.Marshal(map[string]any{"inputText": prompt})
}

// Any implementation of an interface that only this package can implement.
// body: alt(if(m.(*claudeMaker)) {"max_tokens": <m.max int>, "messages": [{"content": <prompt string>, "role": "user"}]}; {"inputText": <prompt string>})
func anyMaker(ctx context.Context, c *Client, m bodyMaker, prompt string) error {
	body, err := m.make(prompt)
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return err
}

// The implementation is chosen here.
// body: alt(if(model == "claude") {"max_tokens": 100, "messages": [{"content": <prompt string>, "role": "user"}]}; {"inputText": <prompt string>})
func chosenMaker(ctx context.Context, c *Client, model, prompt string) error {
	var m bodyMaker
	switch model {
	case "claude":
		m = &claudeMaker{max: 100}
	case "titan":
		m = titanMaker{}
	default:
		return nil
	}
	body, err := m.make(prompt)
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return err
}

var makers = map[string]func(string) ([]byte, error){
	"claude": (&claudeMaker{max: 7}).make,
	"llama":  func(p string) ([]byte, error) { return json.Marshal(map[string]any{"prompt": p}) },
	"titan":  titanBody,
}

func titanBody(p string) ([]byte, error) { return json.Marshal(map[string]any{"inputText": p}) }

// A table of builders.
// body: alt(if(model == "claude") {"max_tokens": 7, "messages": [{"content": <prompt string>, "role": "user"}]}; if(model == "llama") {"prompt": <prompt string>}; {"inputText": <prompt string>})
func tableOfBuilders(ctx context.Context, c *Client, model, prompt string) error {
	build, ok := makers[model]
	if !ok {
		return nil
	}
	body, err := build(prompt)
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return err
}

// A table of implementations.
var makerTable = map[string]bodyMaker{"claude": &claudeMaker{max: 9}, "titan": titanMaker{}}

// body: alt(if(model == "claude") {"max_tokens": 9, "messages": [{"content": <prompt string>, "role": "user"}]}; {"inputText": <prompt string>})
func tableOfMakers(ctx context.Context, c *Client, model, prompt string) {
	if m, ok := makerTable[model]; ok {
		body, _ := m.make(prompt)
		c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	}
}

// sender is called through an interface of its own: the callers are found.
type sender interface {
	send(ctx context.Context, body []byte) error
}

type realSender struct{ c *Client }

// body: {"inputText": <q string !q is a variable of another function>}
func (s *realSender) send(ctx context.Context, body []byte) error {
	_, err := s.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return err
}

func throughInterface(ctx context.Context, s sender, q string) error {
	body, err := json.Marshal(map[string]any{"inputText": q})
	if err != nil {
		return err
	}
	return s.send(ctx, body)
}

// A field of function type, set by the constructor.
type withHook struct {
	c    *Client
	hook func(string) map[string]any
}

// body: {"prompt": <q string>}
func useHook(ctx context.Context, c *Client, q string) {
	w := &withHook{c: c, hook: func(s string) map[string]any { return map[string]any{"prompt": s} }}
	body, _ := json.Marshal(w.hook(q))
	w.c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

package p

import (
	"context"
	"encoding/json"

	"github.com/mailru/easyjson"
)

type generated struct {
	Prompt string   `json:"prompt"`
	Stop   []string `json:"stop,omitempty"`
}

func (g generated) MarshalEasyJSON(w *easyjson.Writer) {}

func (g generated) MarshalJSON() ([]byte, error) {
	w := easyjson.Writer{}
	g.MarshalEasyJSON(&w)
	return nil, nil
}

// body: {"prompt": <q string>}
func easyFunction(ctx context.Context, c *Client, q string) {
	body, _ := easyjson.Marshal(&generated{Prompt: q})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

// body: {"prompt": <q string>}
func easyMethod(ctx context.Context, c *Client, q string) error {
	g := generated{Prompt: q}
	body, err := g.MarshalJSON()
	if err != nil {
		return err
	}
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return nil
}

// body: {"inner": {"prompt": <q string>}}
func easyNested(ctx context.Context, c *Client, q string) {
	body, _ := json.Marshal(map[string]any{"inner": generated{Prompt: q}})
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

type rawFields struct {
	Input json.RawMessage `json:"input"`
	Extra json.RawMessage `json:"extra,omitempty"`
}

// body: {"input": alt(if(flag) {"q": <q string>}; {})}
func rawChosen(ctx context.Context, c *Client, q string, flag bool) {
	f := rawFields{Input: json.RawMessage(`{}`)}
	if flag {
		f.Input, _ = json.Marshal(map[string]any{"q": q})
	}
	body, _ := json.Marshal(f)
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

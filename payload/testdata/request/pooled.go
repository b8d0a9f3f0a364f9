package p

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func take() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

func giveBack(b *bytes.Buffer) {
	b.Reset()
	buffers.Put(b)
}

// A deferred call has not happened yet.
// body: {"inputText": <q string>}
func pooledBuffer(ctx context.Context, c *Client, q string, log func([]byte)) error {
	buf := take()
	defer giveBack(buf)
	if err := json.NewEncoder(buf).Encode(map[string]any{"inputText": q}); err != nil {
		return err
	}
	log(nil)
	_, err := c.InvokeModel(ctx, &InvokeModelInput{Body: buf.Bytes()})
	return err
}

type built struct {
	Prompt string `json:"prompt"`
}

func (b *built) spoil() { b.Prompt = "spoilt" }

func make1(q string) *built {
	b := &built{Prompt: q}
	defer b.spoil()
	return b
}

// body: {"prompt": <- string !no expression stands for it>}
func changedByDefer(ctx context.Context, c *Client, q string) {
	body, _ := json.Marshal(make1(q))
	c.InvokeModel(ctx, &InvokeModelInput{Body: body})
}

package p

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// What is copied out of a buffer of a pool, so that it can go back, is what was written.
func marshalPooled(v any) ([]byte, error) {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		buf.Reset()
		buffers.Put(buf)
		return nil, err
	}
	b := buf.Bytes()
	if len(b) > 0 && b[len(b)-1] == '\n' {
		b = b[:len(b)-1]
	}
	out := make([]byte, len(b))
	copy(out, b)
	buf.Reset()
	buffers.Put(buf)
	return out, nil
}

// body: {"inputText": <q string>}
func copiedOut(ctx context.Context, c *Client, q string) error {
	body, err := marshalPooled(map[string]any{"inputText": q})
	if err != nil {
		return err
	}
	_, err = c.InvokeModel(ctx, &InvokeModelInput{Body: body})
	return err
}

// An encoder ends with a newline, which programs take off in many ways.

func encoded(v any) []byte {
	var buf bytes.Buffer
	json.NewEncoder(&buf).Encode(v)
	return buf.Bytes()
}

func marshalled(v any) []byte { b, _ := json.Marshal(v); return b }

// body: {"inputText": <q string>}
func trimmedRight(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.TrimRight(encoded(v), "\n")})
}

// body: {"inputText": <q string>}
func trimmedSuffix(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.TrimSuffix(encoded(v), []byte("\n"))})
}

// body: {"inputText": <q string>}
func trimmedSpace(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.TrimSpace(encoded(v))})
}

// body: {"inputText": <q string>}
func trimmedJSON(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.TrimSpace(marshalled(v))})
}

// body: {"inputText": <q string>}
func cloned(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.Clone(encoded(v))})
}

// body: {"inputText": <q string>}
func slicesCloned(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: slices.Clone(encoded(v))})
}

// body: {"inputText": <q string>}
func appendedToEmpty(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: append([]byte{}, encoded(v)...)})
}

// body: {"inputText": <q string>}
func appendedToMade(c *Client, q string) {
	v := map[string]any{"inputText": q}
	c.InvokeModel(nil, &InvokeModelInput{Body: append(make([]byte, 0, 1024), encoded(v)...)})
}

// body: {"inputText": <q string>}
func cutShort(c *Client, q string) {
	b := encoded(map[string]any{"inputText": q})
	c.InvokeModel(nil, &InvokeModelInput{Body: b[:len(b)-1]})
}

// What is trimmed off is part of the JSON, and what was made is shorter.
// body: ?(bytes that are only known at run time)
func trimmedBrace(c *Client, q string) {
	c.InvokeModel(nil, &InvokeModelInput{Body: bytes.TrimRight(marshalled(map[string]any{"inputText": q}), "}")})
}

// body: ?(may be changed by copy)
func copiedPart(c *Client, q string) {
	b, short := encoded(map[string]any{"inputText": q}), "short"
	out := make([]byte, len(short))
	copy(out, b)
	c.InvokeModel(nil, &InvokeModelInput{Body: out})
}

// body: ?(may be changed by copy)
func copiedTwice(c *Client, q string) {
	b := encoded(map[string]any{"inputText": q})
	out := make([]byte, len(b))
	other := out
	copy(out, b)
	copy(other, encoded(map[string]any{"inputText": "x"}))
	c.InvokeModel(nil, &InvokeModelInput{Body: other})
}

// Bytes that are written in place may be those that were encoded.
// body: ?(may be changed by copy)
func overwritten(c *Client, q string, other []byte) {
	body := marshalled(map[string]any{"inputText": q})
	copy(body, other)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(may be changed by copy)
func overwrittenPart(c *Client, q string, other []byte) {
	body := marshalled(map[string]any{"inputText": q})
	copy(body[2:], other)
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

// body: ?(a byte may be written)
func oneByte(c *Client, q string) {
	in := &InvokeModelInput{Body: marshalled(map[string]any{"inputText": q})}
	in.Body[2] = 'o'
	c.InvokeModel(nil, in)
}

// body: ?(a byte may be written)
func underAnotherName(c *Client, q string) {
	body := marshalled(map[string]any{"inputText": q})
	same := body
	same[2]++
	c.InvokeModel(nil, &InvokeModelInput{Body: body})
}

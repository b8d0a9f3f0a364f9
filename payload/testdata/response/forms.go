package p

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
)

type answer struct {
	Content []struct {
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
	Usage      struct {
		In int `json:"input_tokens"`
	} `json:"usage"`
}

type delta struct {
	Delta struct {
		Text string `json:"text"`
	} `json:"delta"`
}

func getString(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

// into: m map[string]any
// use: completion [] read m[key].(string)
// use: stop_reason [] read m[key].(string)
// use: completion [] returned s
// use: stop_reason [] returned s
func helperGetter(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	var m map[string]any
	json.Unmarshal(out.Body, &m)
	return getString(m, "completion") + getString(m, "stop_reason")
}

func decode[T any](b []byte) (T, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}

// into: a p.answer
// use: content[].text [0] returned a.Content[0].Text
func generic(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	a, err := decode[answer](out.Body)
	if err != nil {
		return ""
	}
	return a.Content[0].Text
}

func decodeReader(r io.Reader, v any) error { return json.NewDecoder(bufio.NewReader(r)).Decode(v) }

// into: a p.answer
// use: stop_reason [] returned a.StopReason
func throughReader(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	var a answer
	decodeReader(bytes.NewReader(out.Body), &a)
	return a.StopReason
}

// into: r struct{Generation string "json:\"generation\""}
// use: generation [] returned r.Generation
// escape: body out.Body: returned
// escape: body raw(ctx, c): returned
func raw(ctx context.Context, c *Client) ([]byte, error) {
	out, err := c.InvokeModel(ctx, nil)
	if err != nil {
		return nil, err
	}
	return out.Body, nil
}

func middle(ctx context.Context, c *Client) ([]byte, error) { return raw(ctx, c) }

func inCallersCaller(ctx context.Context, c *Client) string {
	b, _ := middle(ctx, c)
	var r struct {
		Generation string `json:"generation"`
	}
	json.Unmarshal(b, &r)
	return r.Generation
}

type parser interface {
	parse(b []byte) (string, error)
}

type llamaParser struct{}

func (llamaParser) parse(b []byte) (string, error) {
	var r struct {
		Generation string `json:"generation"`
	}
	err := json.Unmarshal(b, &r)
	return r.Generation, err
}

type titanParser struct{}

func (*titanParser) parse(b []byte) (string, error) {
	var r struct {
		Results []struct {
			OutputText string `json:"outputText"`
		} `json:"results"`
	}
	if err := json.NewDecoder(strings.NewReader(string(b))).Decode(&r); err != nil {
		return "", err
	}
	return r.Results[0].OutputText, nil
}

// into: r struct{Generation string "json:\"generation\""}
// use: generation [] returned r.Generation
// use: results[].outputText [0] returned r.Results[0].OutputText
func byInterface(ctx context.Context, c *Client, p parser) (string, error) {
	out, _ := c.InvokeModel(ctx, nil)
	return p.parse(out.Body)
}

var table = map[string]func([]byte) string{
	"claude": func(b []byte) string {
		var m map[string]any
		json.Unmarshal(b, &m)
		return m["completion"].(string)
	},
	"llama": llamaText,
}

func llamaText(b []byte) string {
	s, _ := llamaParser{}.parse(b)
	return s
}

// into: m map[string]any
// use: generation [] returned r.Generation
// use: completion [] returned m["completion"].(string)
func byTable(ctx context.Context, c *Client, family string) string {
	out, _ := c.InvokeModel(ctx, nil)
	return table[family](out.Body)
}

// into: r struct{Content encoding/json.RawMessage "json:\"content\""; Text string "json:\"completion\""}
// use: completion [] read []byte(r.Text)
// use: content[].text [0] returned blocks[0].Text
func secondStage(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	var r struct {
		Content json.RawMessage `json:"content"`
		Text    string          `json:"completion"`
	}
	json.Unmarshal(out.Body, &r)
	var blocks []struct {
		Text string `json:"text"`
	}
	json.Unmarshal(r.Content, &blocks)
	var own struct{ Score int } // what the model was asked to write is not the answer's format
	json.Unmarshal([]byte(r.Text), &own)
	_ = own.Score
	return blocks[0].Text
}

type session struct{ last *answer }

// into: a p.answer
// use:  [] read &a
// use: usage.input_tokens [] returned s.last.Usage.In
// escape: decoded &a: stored in a field
func (s *session) ask(ctx context.Context, c *Client) {
	out, _ := c.InvokeModel(ctx, nil)
	var a answer
	json.Unmarshal(out.Body, &a)
	s.last = &a
}

func (s *session) tokens() int { return s.last.Usage.In }

func retry(f func() (any, error)) (any, error) { return f() }

// into: a p.answer
// use: stop_reason [] returned a.StopReason
func inRetry(ctx context.Context, c *Client) string {
	v, _ := retry(func() (any, error) { return c.InvokeModel(ctx, nil) })
	out := v.(*InvokeModelOutput)
	var a answer
	json.Unmarshal(out.Body, &a)
	return a.StopReason
}

// into: m map[string]any
// use:  [] read m
// use: stop_reason [] returned a.StopReason
// escape: decoded m: encoded again
func reencoded(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	var m map[string]any
	json.Unmarshal(out.Body, &m)
	b, _ := json.Marshal(m)
	var a answer
	json.Unmarshal(b, &a)
	return a.StopReason
}

func chunks(s *EventStream, deliver func([]byte) error) {
	for ev := range s.Events() {
		if v, ok := ev.(*ResponseStreamMemberChunk); ok {
			deliver(v.Value.Bytes)
		}
	}
}

// into: m map[string]any
// stream: get=true loop=*ast.RangeStmt event=ev switch=*ast.AssignStmt chunk=v
// use: type [] compared m["type"] against ["content_block_delta"]
// use: delta.text [] read d["text"].(string)
func callback(ctx context.Context, c *Client) (text string) {
	out, _ := c.InvokeModelWithResponseStream(ctx, nil)
	chunks(out.GetStream(), func(b []byte) error {
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			return err
		}
		switch m["type"] {
		case "content_block_delta":
			if d, ok := m["delta"].(map[string]any); ok {
				text += d["text"].(string)
			}
		}
		return nil
	})
	return text
}

// into: d p.delta
// stream: get=true loop=*ast.RangeStmt event=ev switch=*ast.TypeSwitchStmt chunk=v
// use: delta.text [] read d.Delta.Text
// escape: body v.Value.Bytes: sent on a channel
func channel(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModelWithResponseStream(ctx, nil)
	ch := make(chan []byte)
	go func(s *EventStream) {
		defer close(ch)
		for ev := range s.Events() {
			switch v := ev.(type) {
			case *ResponseStreamMemberChunk:
				ch <- v.Value.Bytes
			}
		}
	}(out.GetStream())
	text := ""
	for b := range ch {
		var d delta
		json.Unmarshal(b, &d)
		text += d.Delta.Text
	}
	return text
}

type reader struct{ stream *EventStream }

// into: d p.delta
// stream: get=true loop=<nil> event=ev switch=*ast.ExprStmt chunk=-
// use: delta.text [] returned d.Delta.Text
// escape: output out.GetStream(): stored in a composite literal
func openStream(ctx context.Context, c *Client) *reader {
	out, _ := c.InvokeModelWithResponseStream(ctx, nil)
	return &reader{stream: out.GetStream()}
}

func (r *reader) next() string {
	ev, ok := <-r.stream.Events()
	if !ok {
		return ""
	}
	var d delta
	json.Unmarshal(ev.(*ResponseStreamMemberChunk).Value.Bytes, &d)
	return d.Delta.Text
}

type lenient struct{ Text string }

func (l *lenient) UnmarshalJSON(b []byte) error {
	var aux struct {
		Generation string `json:"generation"`
	}
	err := json.Unmarshal(b, &aux)
	l.Text = aux.Generation
	return err
}

// into: aux struct{Generation string "json:\"generation\""}
// use: generation [] read aux.Generation
func custom(ctx context.Context, c *Client) {
	out, _ := c.InvokeModel(ctx, nil)
	var l lenient
	json.Unmarshal(out.Body, &l)
}

func recursive(ctx context.Context, c *Client, b []byte) []byte {
	out, _ := c.InvokeModel(ctx, nil)
	return recursive(ctx, c, out.Body)
}

// into: a p.answer
// use: stop_reason [] returned a.StopReason
func drained(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	defer io.Copy(io.Discard, bytes.NewReader(out.Body))
	var a answer
	json.Unmarshal(out.Body, &a)
	return a.StopReason
}

type old struct{ *Client }

// InvokeModelRequest is how the first generation of the SDK spells a call that is sent later.
func (old) InvokeModelRequest(ctx context.Context, in *InvokeModelInput) (*struct{ Retries int }, *InvokeModelOutput)

// into: a p.answer
// stream: get=false loop=<nil> event=- switch=<nil> chunk=-
// use: stop_reason [] returned a.StopReason
func sentLater(ctx context.Context, c old) string {
	req, out := c.InvokeModelRequest(ctx, nil)
	_ = req.Retries
	var a answer
	json.Unmarshal(out.Body, &a)
	return a.StopReason
}

package p

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

type answer struct {
	Content []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
	Usage      struct {
		In  int `json:"input_tokens"`
		Out int `json:"output_tokens"`
	} `json:"usage"`
}

// into: resp p.answer
// use: stop_reason [] compared resp.StopReason against ["max_tokens"]
// use: content [] length resp.Content
// use: usage.input_tokens [] read resp.Usage.In
// use: content[].text [0] returned resp.Content[0].Text
func direct(ctx context.Context, c *Client) (string, error) {
	out, err := c.InvokeModel(ctx, nil)
	if err != nil {
		return "", err
	}
	var resp answer
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	if resp.StopReason == "max_tokens" || len(resp.Content) == 0 {
		return "", errors.New("cut off")
	}
	fmt.Println(resp.Usage.In)
	return resp.Content[0].Text, nil
}

// into: resp *p.answer
// use: content [] ranged resp.Content
// use: content[].type [-1] compared b.Type against ["text"]
// use: content[].text [-1] read b.Text
// use: stop_reason [] compared resp.StopReason against ["end_turn" "stop_sequence" "tool_use"]
func loop(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	resp := &answer{}
	json.NewDecoder(bytes.NewReader(out.Body)).Decode(resp)
	s := ""
	for _, b := range resp.Content {
		if b.Type == "text" {
			s += b.Text
		}
	}
	switch resp.StopReason {
	case "end_turn", "stop_sequence":
	case "tool_use":
		return ""
	}
	return s
}

// into: m map[string]interface{}
// use: content[].text [0] read first["text"].(string)
// use: content[].text [0] returned text
func dynamic(ctx context.Context, c *Client) (string, bool) {
	out, _ := c.InvokeModel(ctx, nil)
	var m map[string]interface{}
	_ = json.Unmarshal(out.Body, &m)
	content := m["content"].([]interface{})
	first, ok := content[0].(map[string]interface{})
	if !ok {
		return "", false
	}
	text, ok := first["text"].(string)
	return text, ok
}

func parse(b []byte) (*answer, error) {
	var a answer
	err := json.Unmarshal(b, &a)
	return &a, err
}

func (a *answer) text() string { return a.Content[0].Text }

// into: a p.answer
// use: content[].text [0] returned a.Content[0].Text
// use: stop_reason [] read a.StopReason
// use: stop_reason [] compared stop against ["end_turn"]
// use: stop_reason [] returned stop
func viaHelper(ctx context.Context, c *Client) string {
	out, _ := c.InvokeModel(ctx, nil)
	a, err := parse(out.Body)
	if err != nil {
		return ""
	}
	stop := a.StopReason
	if stop != "end_turn" {
		return stop
	}
	return a.text()
}

// into: a p.answer
// use:  [] returned &a
// escape: body string(out.Body): passed to fmt.Println
// escape: decoded &a: returned
func escapes(ctx context.Context, c *Client) (*answer, error) {
	out, err := c.InvokeModel(ctx, nil)
	if err != nil {
		return nil, err
	}
	fmt.Println(string(out.Body))
	var a answer
	err = json.Unmarshal(out.Body, &a)
	return &a, err
}

type delta struct {
	Type  string `json:"type"`
	Delta struct {
		Text string `json:"text"`
	} `json:"delta"`
}

// into: d p.delta
// stream: get=true loop=*ast.RangeStmt event=event switch=*ast.TypeSwitchStmt chunk=v
// use: type [] compared d.Type against ["content_block_delta"]
// use: delta.text [] read d.Delta.Text
func streamRange(ctx context.Context, c *Client, f func(string)) error {
	out, err := c.InvokeModelWithResponseStream(ctx, nil)
	if err != nil {
		return err
	}
	stream := out.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		switch v := event.(type) {
		case *ResponseStreamMemberChunk:
			var d delta
			if err := json.Unmarshal(v.Value.Bytes, &d); err != nil {
				return err
			}
			if d.Type == "content_block_delta" {
				f(d.Delta.Text)
			}
		case *UnknownUnionMember:
			return errors.New(v.Tag)
		}
	}
	return stream.Err()
}

// into: d p.delta
// stream: get=true loop=*ast.ForStmt event=ev switch=*ast.AssignStmt chunk=chunk
// use: delta.text [] read d.Delta.Text
func streamSelect(ctx context.Context, c *Client) {
	out, _ := c.InvokeModelWithResponseStream(ctx, nil)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case ev, ok := <-out.GetStream().Events():
				if !ok {
					return
				}
				chunk, ok := ev.(*ResponseStreamMemberChunk)
				if !ok {
					continue
				}
				var d delta
				json.NewDecoder(bytes.NewReader(chunk.Value.Bytes)).Decode(&d)
				fmt.Print(d.Delta.Text)
			}
		}
	}()
}

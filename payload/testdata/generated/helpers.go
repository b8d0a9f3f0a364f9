// Package main is what the functions that TestGenerated makes have at hand: the types of
// their parameters and requests, and helpers of the kinds that people write.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	jsoniter "github.com/json-iterator/go"
)

type Data struct {
	Name, Sys string
	Items     []Item
	Opt       *Opt
	N         int
	Temp      float64
	Flag      bool
}

var iter = jsoniter.ConfigCompatibleWithStandardLibrary

type Item struct {
	Role string
	Text string
	N    int
}

type Params struct {
	Temp float64
	Name string
	Opt  *Opt
	More map[string]any
}

type Opt struct{ K int }

type Msg struct {
	Role    string `json:"role"`
	Content string `json:"content,omitempty"`
	N       *int   `json:"n,omitempty"`
}

type Base struct {
	Version string `json:"version"`
	Text    string `json:"hidden"`
}

type Req struct {
	Base
	Text     string         `json:"text"`
	Sys      string         `json:"sys,omitempty"`
	Max      int            `json:"max,omitempty"`
	Num      int            `json:"num,string"`
	Temp     float64        `json:"temp"`
	On       bool           `json:"on,omitempty"`
	Skip     string         `json:"-"`
	Ptr      *float64       `json:"ptr,omitempty"`
	Msgs     []Msg          `json:"msgs"`
	Stop     []string       `json:"stop,omitempty"`
	Any      any            `json:"any,omitempty"`
	Sub      *Msg           `json:"sub"`
	Extra    map[string]any `json:"extra,omitempty"`
	Untagged int
	hidden   int
	Arr      [2]string       `json:"arr"`
	Raw      json.RawMessage `json:"raw,omitempty"`
}

// Client is what the functions call. Its answer does not matter.
type Client struct{}

type Input struct{ Body []byte }

func (c *Client) InvokeModel(name string, in *Input) (string, error) {
	fmt.Printf("BODY %s %s\n", name, in.Body)
	return "", nil
}

// env prints the values of variables.
func env(vals map[string]any) {
	b, _ := json.Marshal(vals)
	fmt.Printf("ENV %s\n", b)
}

func newReq(text string) *Req { return &Req{Text: text, Temp: 0.5, Base: Base{Version: "v1"}} }

func setSys(r *Req, s string) {
	if s == "" {
		return
	}
	r.Sys = s
}

func pick(n int, a, b string) string {
	switch n {
	case 0:
		return a
	case 1, 2:
		return b
	}
	return a + b
}

func addMsg(ms []Msg, role, text string) []Msg {
	if text == "" {
		return ms
	}
	return append(ms, Msg{Role: role, Content: text})
}

func put(m map[string]any, k string, v any) {
	if v != nil {
		m[k] = v
	}
}

func with(fs ...func(*Req)) *Req {
	r := &Req{}
	for _, f := range fs {
		f(r)
	}
	return r
}

func withText(s string) func(*Req) { return func(r *Req) { r.Text = s } }

func encoded(v any) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return buf.Bytes()
}

// convert fills a slice by index.
func convert(items []Item, all bool) []Msg {
	out := make([]Msg, len(items))
	for i, it := range items {
		if it.Text == "" && !all {
			continue
		}
		out[i] = Msg{Role: it.Role, Content: it.Text}
	}
	return out
}

func convertCounting(items []Item) []map[string]any {
	out := make([]map[string]any, len(items))
	for i := 0; i < len(items); i++ {
		out[i] = map[string]any{"role": items[i].Role}
	}
	return out
}

var errNone = errors.New("none")

// build fails in several ways.
func build(n int, text string) ([]Msg, error) {
	if text == "" {
		return nil, errNone
	}
	switch {
	case n == 0:
		return nil, fmt.Errorf("n is %d", n)
	case n > 2:
		return []Msg{{Role: "big", Content: text}}, nil
	}
	return []Msg{{Role: "small"}, {Role: "user", Content: text}}, nil
}

// firstOf looks until it finds a text.
func firstOf(items []Item, n int) (string, error) {
	if n == 0 {
		return "", errNone
	}
	for i := 0; ; i++ {
		if i >= len(items) {
			return "none", nil
		}
		if items[i].Text != "" {
			return items[i].Text, nil
		}
	}
}

func look(n int, text string) (string, bool) {
	if n == 1 {
		return text, true
	}
	if n == 2 {
		return "two", true
	}
	return "", false
}

// namer has an implementation for each kind.
type namer interface{ name(text string) string }

type plain struct{}

func (plain) name(text string) string { return text }

type prefixed struct{ prefix string }

func (p *prefixed) name(text string) string { return p.prefix + text }

func namerFor(n int) namer {
	switch n {
	case 0:
		return plain{}
	case 1:
		return &prefixed{"one:"}
	}
	return &prefixed{prefix: "more:"}
}

func nameBy(n namer, text string) string { return n.name(text) }

var table = map[string]func(string) *Msg{
	"x": func(s string) *Msg { return &Msg{Role: "x", Content: s} },
	"y": newMsg,
}

func newMsg(s string) *Msg { return &Msg{Role: s} }

var defaults = map[string]any{"a": 1, "d": "default"}

// holder has a map that its constructors fill.
type holder struct{ params map[string]any }

func newHolder(text string) *holder { return &holder{params: map[string]any{"held": text, "h": 2}} }

func (h *holder) body() map[string]any {
	out := maps.Clone(h.params)
	out["cloned"] = true
	return out
}

func ptr[T any](v T) *T { return &v }

func must[T any](v T, err error) T {
	if err != nil {
		panic(refused{err})
	}
	return v
}

type refused struct{ error }

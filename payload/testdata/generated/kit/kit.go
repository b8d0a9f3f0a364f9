// Package kit makes parts of requests, as a library of another team would: with
// functional options, a builder and generic functions.
package kit

import (
	"encoding/json"
	"errors"
	"maps"
)

type Settings struct {
	Temp float64  `json:"temp,omitempty"`
	Max  int      `json:"max"`
	Stop []string `json:"stop,omitempty"`
	TopK *int     `json:"top_k,omitempty"`
}

type Option func(*Settings)

func WithTemp(t float64) Option { return func(s *Settings) { s.Temp = t } }

func WithMax(n int) Option {
	return func(s *Settings) {
		if n > 0 {
			s.Max = n
		}
	}
}

func WithStop(words ...string) Option {
	return func(s *Settings) { s.Stop = append(s.Stop, words...) }
}

// WithTopK is no option at all for 0.
func WithTopK(k int) Option {
	if k == 0 {
		return nil
	}
	return func(s *Settings) { s.TopK = &k }
}

func Apply(opts ...Option) Settings {
	s := Settings{Max: 100}
	for _, opt := range opts {
		if opt != nil {
			opt(&s)
		}
	}
	return s
}

type Turn struct {
	Role string `json:"role"`
	Text string `json:"text,omitempty"`
}

type Request struct {
	Settings
	System string         `json:"system,omitempty"`
	Turns  []Turn         `json:"turns"`
	Extra  map[string]any `json:"extra,omitempty"`
}

// Builder collects a request. Its first error stays.
type Builder struct {
	req Request
	err error
}

func New(text string) *Builder {
	b := &Builder{}
	return b.User(text)
}

func (b *Builder) User(text string) *Builder {
	b.req.Turns = append(b.req.Turns, Turn{Role: "user", Text: text})
	return b
}

func (b *Builder) System(text string) *Builder {
	if text != "" {
		b.req.System = text
	}
	return b
}

func (b *Builder) With(opts ...Option) *Builder {
	for _, opt := range opts {
		if opt == nil {
			b.err = errors.New("no option")
			continue
		}
		opt(&b.req.Settings)
	}
	return b
}

func (b *Builder) Set(key string, v any) *Builder {
	if b.req.Extra == nil {
		b.req.Extra = make(map[string]any)
	}
	b.req.Extra[key] = v
	return b
}

func (b *Builder) Build() (*Request, error) {
	if b.err != nil {
		return nil, b.err
	}
	return &b.req, nil
}

// Value has no pointer receivers: each call makes a new one.
type Value struct{ req Request }

func (v Value) System(s string) Value { v.req.System = s; return v }

func (v Value) User(s string) Value {
	v.req.Turns = append(v.req.Turns, Turn{"user", s})
	return v
}

func (v Value) JSON() ([]byte, error) { return json.Marshal(v.req) }

type Envelope[T any] struct {
	Kind    string `json:"kind"`
	Payload T      `json:"payload"`
	List    []T    `json:"list,omitempty"`
}

func Wrap[T any](kind string, v T, more ...T) *Envelope[T] {
	return &Envelope[T]{Kind: kind, Payload: v, List: more}
}

func (e *Envelope[T]) Replace(v T) { e.Payload = v }

func (e Envelope[T]) Encode() ([]byte, error) { return json.Marshal(e) }

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func Filter[T any](xs []T, keep func(T) bool) []T {
	var out []T
	for _, x := range xs {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

func Or[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

// Merged is base overridden by each of the others.
func Merged[V any](base map[string]V, others ...map[string]V) map[string]V {
	out := maps.Clone(base)
	for _, m := range others {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

type Number interface{ ~int | ~float32 | ~float64 }

func Clamp[N Number](v, low, high N) N {
	switch {
	case v < low:
		return low
	case v > high:
		return high
	}
	return v
}

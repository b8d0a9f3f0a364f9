package main

import (
	"encoding/json"
	"strconv"
	"time"
)

// Color is marshalled by hand, whether or not it is addressable.
type Color int

func (c Color) MarshalJSON() ([]byte, error) { return json.Marshal("color " + strconv.Itoa(int(c))) }

// Secret is marshalled by hand only where it is addressable.
type Secret struct{ Value string }

func (s *Secret) MarshalJSON() ([]byte, error) { return []byte(`{"secret":true}`), nil }

type Level int

func (l Level) MarshalText() ([]byte, error) { return []byte("level-" + strconv.Itoa(int(l))), nil }

type Turn struct{ Role, Text string }

func (t Turn) MarshalJSON() ([]byte, error) {
	parts := []map[string]string{{"text": t.Text}}
	if t.Text == "" {
		parts = nil
	}
	return json.Marshal(map[string]any{"role": t.Role, "parts": parts})
}

// Aliased adds a member to what it has, in the usual way.
type Aliased struct {
	Text string `json:"text"`
	N    int    `json:"n,omitempty"`
}

func (a Aliased) MarshalJSON() ([]byte, error) {
	type plain Aliased
	return json.Marshal(struct {
		plain
		Kind string `json:"kind"`
	}{plain(a), "aliased"})
}

// Left and Right have fields that hide each other where both are embedded: Name is in
// neither, and Both is Right's, since that has a tag.
type Left struct {
	Name string `json:"name"`
	Both string
	L    int `json:"l,omitempty"`
}

type Right struct {
	Name string `json:"name"`
	Tag  string `json:"Both"`
	R    int    `json:"r"`
}

type inner struct {
	Deep string `json:"deep,omitempty"`
	gone string
}

// Odd is zero when it is odd, says its method.
type Odd int

func (o Odd) IsZero() bool { return o%2 != 0 }

type Typed struct {
	Left
	*Right
	inner
	Color     Color            `json:"color"`
	ColorPtr  *Color           `json:"color_ptr"`
	Secret    Secret           `json:"secret"`
	SecretPtr *Secret          `json:"secret_ptr,omitempty"`
	Level     Level            `json:"level,omitempty"`
	ByLevel   map[Level]string `json:"by_level,omitempty"`
	When      time.Time        `json:"when,omitzero"`
	Zero      Opt              `json:"zero,omitzero"`
	Odd       Odd              `json:"odd,omitzero"`
	ZeroList  []string         `json:"zero_list,omitzero"`
	Arr       [1]int           `json:"arr,omitempty"`
	NoArr     [0]int           `json:"no_arr,omitempty"`
	Struct    Opt              `json:"struct,omitempty"`
	Any       any              `json:"any,omitempty"`
	Turn      Turn             `json:"turn"`
	Turns     []Turn           `json:"turns,omitempty"`
	Aliased   *Aliased         `json:"aliased,omitempty"`
	Bytes     []byte           `json:"bytes,omitempty"`
	Dash      string           `json:"-,omitempty"`
	Str       string           `json:",omitempty"`
	Quoted    int64            `json:"quoted,string,omitempty"`
	QuotedStr string           `json:"quoted_str,string"`
	Odds      string           `json:"bad name!,omitempty"`
	F32       float32          `json:"f32"`
	F32Ptr    *float32         `json:"f32_ptr,omitempty"`
	F32s      []float32        `json:"f32s,omitempty"`
	F64       float64          `json:"f64,omitempty"`
	Small     uint8            `json:"small,omitempty"`
	Next      *Typed           `json:"next,omitempty"`
	Number    json.Number      `json:"number,omitempty"`
	Map       map[string]string
	ByInt     map[int]string        `json:"by_int,omitempty"`
	Anon      struct{ A, B string } `json:"anon"`
	Anons     []struct {
		A string "json:\"a\""
	} `json:"anons,omitempty"`
}

func newTyped(name string) *Typed {
	return &Typed{Left: Left{Name: name, Both: "left"}, F32: 0.5}
}

// deferred changes its result when it returns.
func deferred(role, text string) (m *Msg) {
	m = &Msg{Role: role}
	defer func() {
		if m != nil {
			m.Content = text
		}
	}()
	if role == "" {
		return nil
	}
	return m
}

// rescued gives another text where f panics.
func rescued(f func() string) (out string) {
	defer func() {
		if recover() != nil {
			out = "rescued"
		}
	}()
	return f()
}

// counter counts its calls.
func counter() func() int {
	n := 0
	return func() int { n++; return n }
}

// kindOf tells types apart.
func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return "text " + v
	case int, float64:
		return "number"
	case []string:
		return "list"
	}
	return "other"
}

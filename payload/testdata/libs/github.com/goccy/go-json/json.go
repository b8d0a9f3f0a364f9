// Package json stands in for the library at this path in tests: what of its face is that
// of encoding/json.
package json

import (
	"encoding/json"
	"io"
)

// Encoder is a type of its own, as in the library.
type Encoder struct{ e *json.Encoder }

func (e *Encoder) Encode(v any) error { return e.e.Encode(v) }

func (e *Encoder) SetEscapeHTML(on bool) { e.e.SetEscapeHTML(on) }

func Marshal(v any) ([]byte, error) { return json.Marshal(v) }

func MarshalIndent(v any, prefix, indent string) ([]byte, error) {
	return json.MarshalIndent(v, prefix, indent)
}

func Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

func NewEncoder(w io.Writer) *Encoder { return &Encoder{json.NewEncoder(w)} }

// Package sonic stands in for the library at this path in tests: what of its face is that
// of encoding/json.
package sonic

import "encoding/json"

type API interface {
	Marshal(v any) ([]byte, error)
	MarshalToString(v any) (string, error)
	Unmarshal(data []byte, v any) error
}

type frozen struct{}

var ConfigStd API = frozen{}

func (frozen) Marshal(v any) ([]byte, error) { return json.Marshal(v) }

func (frozen) MarshalToString(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

func (frozen) Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

func Marshal(v any) ([]byte, error) { return json.Marshal(v) }

func MarshalString(v any) (string, error) { return frozen{}.MarshalToString(v) }

func Unmarshal(data []byte, v any) error { return json.Unmarshal(data, v) }

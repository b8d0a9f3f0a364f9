package converse

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Converted is one converted body, and what its reader must know about it.
type Converted struct {
	// Value is the body as decoded JSON: map[string]any, []any, string, bool, nil and
	// json.Number.
	Value map[string]any
	// Members is what belongs beside a native request body, as members of
	// InvokeModelInput; nil where there is nothing. See [NativeRequest].
	Members Members
	// Stated lists what moved, was lost, was added or differs, sorted by path.
	Stated []Change
}

// JSON returns the body as JSON with sorted keys, without HTML escapes.
func (c *Converted) JSON() []byte { return Encode(c.Value) }

// Lossless reports whether nothing was lost and nothing unknown was left out.
func (c *Converted) Lossless() bool {
	for _, ch := range c.Stated {
		if ch.Verdict == catalog.Lost || ch.Verdict == catalog.Unknown {
			return false
		}
	}
	return true
}

// Change is one stated difference between a body and what it was converted to.
type Change struct {
	Code    rules.Code
	Path    string // where in the body that was converted: "messages[0].content[1].text"
	To      string // where in the result; "" for nowhere
	Message string // for the user: what happens and what to do
	Verdict catalog.Verdict
	Near    string // for an unknown member: the known one that is spelt most like it; "" for none
}

// Error is a body that cannot be converted. Path says where.
type Error struct {
	Code rules.Code // "" when the body is not one of the family
	Path string
	Err  error
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Err.Error()
	}
	return e.Path + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Decode decodes one JSON object, with its numbers' digits kept.
func Decode(data []byte) (map[string]any, error) { return new(Room).Decode(data) }

// Decode is the function [Decode] in the room.
func (r *Room) Decode(data []byte) (map[string]any, error) {
	if v, err := r.parse(data); err == nil {
		if m, ok := v.(map[string]any); ok {
			return m, nil
		}
	}
	dec := json.NewDecoder(bytes.NewReader(data)) // for its errors
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, &Error{Err: fmt.Errorf("not JSON: %w", err)}
	}
	if dec.More() {
		return nil, &Error{Err: fmt.Errorf("more than one JSON value")}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, &Error{Err: fmt.Errorf("a JSON %s, want an object", kind(v))}
	}
	return m, nil
}

// Encode encodes a decoded JSON value with sorted keys, without HTML escapes.
func Encode(v any) []byte {
	if text, ok := appendJSON(make([]byte, 0, sizeOf(v)), v); ok {
		return text
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// Decoded JSON always encodes; anything else is a caller's mistake.
		panic(fmt.Sprintf("converse: encode: %v", err))
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// kind names the JSON type of a decoded value.
func kind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case json.Number:
		if isInteger(string(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return fmt.Sprintf("%T", v)
}

// fits reports whether a JSON value is of a catalog type. A whole number may be written
// with a fraction of zero: with a guardrail the service writes every number so.
func fits(v any, typ string) bool {
	k := kind(v)
	switch typ {
	case "any":
		return true
	case "number":
		return k == "number" || k == "integer"
	case "integer":
		if n, ok := v.(json.Number); ok && k == "number" {
			f, err := n.Float64()
			return err == nil && f == float64(int64(f))
		}
		return k == "integer"
	}
	return k == typ
}

func sortChanges(cs []Change) {
	slices.SortStableFunc(cs, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(string(a.Code), string(b.Code)))
	})
}

func sortedKeys[V any](m map[string]V) []string {
	return appendKeys(make([]string, 0, len(m)), m)
}

// appendKeys appends the sorted keys of m to an empty list: one on the stack, where the
// caller knows that few is enough.
func appendKeys[V any](keys []string, m map[string]V) []string {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

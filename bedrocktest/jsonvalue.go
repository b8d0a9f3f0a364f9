package bedrocktest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"sort"
	"strconv"
)

// maxJSONDepth bounds the nesting of a request, so that no body can exhaust
// the stack of the recursive readers.
const maxJSONDepth = 512

// parseJSON decodes one JSON value with numbers kept as json.Number and
// nothing allowed after it.
func parseJSON(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("unexpected data after the JSON value")
	}
	if tooDeep(v, maxJSONDepth) {
		return nil, errors.New("JSON nested too deeply")
	}
	return v, nil
}

func tooDeep(v any, left int) bool {
	if left == 0 {
		return true
	}
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			if tooDeep(e, left-1) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if tooDeep(e, left-1) {
				return true
			}
		}
	}
	return false
}

// canonical rewrites every number as float64 where that loses nothing, so that
// 1, 1.0 and 1e0 are one value however an SDK chose to print them.
func canonical(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = canonical(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = canonical(e)
		}
		return out
	case json.Number:
		return canonicalNumber(v)
	}
	return v
}

func canonicalNumber(n json.Number) any {
	if i, err := n.Int64(); err == nil {
		if i > -1<<53 && i < 1<<53 {
			return float64(i)
		}
		return n
	}
	f, err := n.Float64()
	if err != nil || math.IsInf(f, 0) {
		return n
	}
	return f
}

// object is a JSON object that keeps its members in order, as native answers
// do.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		k, err := marshal(m.key)
		if err != nil {
			return nil, err
		}
		v, err := marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(k)
		b.WriteByte(':')
		b.Write(v)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal is json.Marshal without HTML escaping, which the service does not do.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// mustMarshal marshals values this package built itself.
func mustMarshal(v any) []byte {
	b, err := marshal(v)
	if err != nil {
		panic("bedrocktest: marshal own value: " + err.Error())
	}
	return b
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Accessors for decoded JSON: each gives the zero value when the type differs.
// They are used behind a schema check, which has already refused wrong types.

func asObject(v any) map[string]any { m, _ := v.(map[string]any); return m }
func asArray(v any) []any           { a, _ := v.([]any); return a }
func asString(v any) string         { s, _ := v.(string); return s }
func asBool(v any) bool             { b, _ := v.(bool); return b }

func asFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case float64:
		return v, true
	case int:
		return float64(v), true
	}
	return 0, false
}

func asInt(v any) (int, bool) {
	f, ok := asFloat(v)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int(f), true
}

func asStrings(v any) []string {
	var out []string
	for _, e := range asArray(v) {
		if s, ok := e.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Numbers as a decoded body holds them, for bodies made here and then checked
// by the same schema as received ones.

func jsonInt(n int) json.Number { return json.Number(strconv.Itoa(n)) }

func jsonFloat(f float64) json.Number {
	return json.Number(strconv.FormatFloat(f, 'g', -1, 64))
}

func anyList(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

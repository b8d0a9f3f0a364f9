// Package sjson stands in for the library of that name in tests: the functions that edit
// a JSON text, on paths of plain keys and indexes.
package sjson

import (
	"encoding/json"
	"strconv"
	"strings"
)

func Set(doc, path string, value any) (string, error) {
	out, err := SetBytes([]byte(doc), path, value)
	return string(out), err
}

func SetBytes(doc []byte, path string, value any) ([]byte, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return SetRawBytes(doc, path, raw)
}

func SetRaw(doc, path, raw string) (string, error) {
	out, err := SetRawBytes([]byte(doc), path, []byte(raw))
	return string(out), err
}

func SetRawBytes(doc []byte, path string, raw []byte) ([]byte, error) {
	var v any
	if len(doc) > 0 {
		if err := json.Unmarshal(doc, &v); err != nil {
			return nil, err
		}
	}
	return json.Marshal(set(v, strings.Split(path, "."), json.RawMessage(raw)))
}

func Delete(doc, path string) (string, error) {
	out, err := DeleteBytes([]byte(doc), path)
	return string(out), err
}

func DeleteBytes(doc []byte, path string) ([]byte, error) {
	var v map[string]any
	if err := json.Unmarshal(doc, &v); err != nil {
		return nil, err
	}
	delete(v, path)
	return json.Marshal(v)
}

func set(v any, keys []string, raw json.RawMessage) any {
	if len(keys) == 0 {
		return raw
	}
	n, err := strconv.Atoi(keys[0])
	if list, ok := v.([]any); err == nil && (ok || v == nil) {
		if n < 0 {
			n = len(list)
		}
		for len(list) <= n {
			list = append(list, nil)
		}
		list[n] = set(list[n], keys[1:], raw)
		return list
	}
	m, ok := v.(map[string]any)
	if !ok {
		m = make(map[string]any)
	}
	m[keys[0]] = set(m[keys[0]], keys[1:], raw)
	return m
}

package gocode

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"unicode"
)

// Misfit is a place in a JSON request that the SDK's types do not have, or have
// otherwise.
type Misfit struct {
	Path    string   // "messages[0].content[1].txt"
	Message string   // "is not a member of ContentBlock"
	Known   []string // for an unknown member: the members that there are, sorted
}

// Check compares a decoded JSON request, numbers as [json.Number], with the SDK's type for
// it, and returns the first misfit in the order of paths, or nil.
func Check(t reflect.Type, v any) *Misfit { return check(t, v, "") }

func check(t reflect.Type, v any, path string) *Misfit {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case v == nil || t == documentType:
		return nil
	case t == bytesType:
		return checkBlob(v, path)
	case t.Kind() == reflect.Interface:
		return checkUnion(t, v, path)
	case t.Kind() == reflect.Struct:
		return checkStruct(t, v, path)
	case t.Kind() == reflect.Slice:
		return checkList(t, v, path)
	case t.Kind() == reflect.Map:
		return checkMap(t, v, path)
	}
	return checkScalar(t, v, path)
}

func checkBlob(v any, path string) *Misfit {
	s, ok := v.(string)
	if !ok {
		return unfit(path, "a base64 string", v)
	}
	if _, err := base64.StdEncoding.DecodeString(s); err != nil {
		return &Misfit{Path: path, Message: "is not standard base64, as which JSON carries bytes"}
	}
	return nil
}

func checkUnion(t reflect.Type, v any, path string) *Misfit {
	m, ok := v.(map[string]any)
	if !ok {
		return unfit(path, "an object", v)
	}
	if len(m) != 1 {
		return &Misfit{Path: path, Message: fmt.Sprintf("has %d members; a %s has exactly one", len(m), t.Name())}
	}
	for key, value := range m {
		mem, ok := member(t, key)
		if !ok {
			return unknown(t, path, key, unionKeys(t))
		}
		field, _ := mem.FieldByName("Value")
		return check(field.Type, value, within(path, key))
	}
	return nil
}

func checkStruct(t reflect.Type, v any, path string) *Misfit {
	m, ok := v.(map[string]any)
	if !ok {
		return unfit(path, "an object", v)
	}
	for _, key := range keysOf(m) {
		f, ok := structField(t, key)
		if !ok || lowerFirst(f.Name) != key {
			return unknown(t, path, key, structKeys(t))
		}
		if p := check(f.Type, m[key], within(path, key)); p != nil {
			return p
		}
	}
	return nil
}

func checkList(t reflect.Type, v any, path string) *Misfit {
	list, ok := v.([]any)
	if !ok {
		return unfit(path, "an array", v)
	}
	for i, e := range list {
		if p := check(t.Elem(), e, path+"["+strconv.Itoa(i)+"]"); p != nil {
			return p
		}
	}
	return nil
}

func checkMap(t reflect.Type, v any, path string) *Misfit {
	m, ok := v.(map[string]any)
	if !ok {
		return unfit(path, "an object", v)
	}
	for _, key := range keysOf(m) {
		if p := check(t.Elem(), m[key], within(path, key)); p != nil {
			return p
		}
	}
	return nil
}

func checkScalar(t reflect.Type, v any, path string) *Misfit {
	want := "a string"
	ok := false
	switch t.Kind() {
	case reflect.String:
		_, ok = v.(string)
	case reflect.Bool:
		want = "a boolean"
		_, ok = v.(bool)
	case reflect.Int32, reflect.Int64:
		want = "an integer"
		n, isNumber := v.(json.Number)
		_, err := strconv.ParseInt(n.String(), 10, t.Bits())
		ok = isNumber && err == nil
	default:
		want = "a number"
		_, ok = v.(json.Number)
	}
	if !ok {
		return unfit(path, want, v)
	}
	return nil
}

func unfit(path, want string, v any) *Misfit {
	got := "null"
	switch v := v.(type) {
	case string:
		got = "a string"
	case bool:
		got = "a boolean"
	case json.Number:
		got = "the number " + v.String()
	case []any:
		got = "an array"
	case map[string]any:
		got = "an object"
	}
	return &Misfit{Path: path, Message: "is " + got + ", want " + want}
}

func unknown(t reflect.Type, path, key string, known []string) *Misfit {
	return &Misfit{Path: within(path, key), Message: "is not a member of " + t.Name(), Known: known}
}

func within(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func keysOf(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func structKeys(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			keys = append(keys, lowerFirst(f.Name))
		}
	}
	sort.Strings(keys)
	return keys
}

func unionKeys(t reflect.Type) []string {
	var keys []string
	prefix := t.Name() + "Member"
	for _, m := range unionMembers {
		if name := reflect.TypeOf(m).Name(); len(name) > len(prefix) && name[:len(prefix)] == prefix {
			keys = append(keys, lowerFirst(name[len(prefix):]))
		}
	}
	sort.Strings(keys)
	return keys
}

func lowerFirst(s string) string {
	r := []rune(s)
	r[0] = unicode.ToLower(r[0])
	return string(r)
}

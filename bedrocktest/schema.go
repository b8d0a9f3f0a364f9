package bedrocktest

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// kind is the JSON type a schema asks for.
type kind int

const (
	anyKind kind = iota
	stringKind
	integerKind
	numberKind
	boolKind
	arrayKind
	objectKind
	taggedKind // an object whose schema is chosen by its "type" member
	stringOrArrayKind
)

// schema describes one value of a native request body.
type schema struct {
	kind     kind
	fields   map[string]*schema // objectKind
	required []string           // objectKind
	open     bool               // objectKind: further keys are allowed
	refused  []string           // objectKind: keys that are not, although it is open
	collapse bool               // objectKind: a member of the wrong form counts as one not allowed
	items    *schema            // arrayKind, stringOrArrayKind
	tags     map[string]*schema // taggedKind
	untagged string             // taggedKind: the tag assumed when "type" is absent
	enum     []string           // stringKind
	values   []int              // integerKind: the only ones allowed
	min, max *float64           // numbers, inclusive
	above    *float64           // numbers, exclusive minimum
	minLen   int                // stringKind and arrayKind
	maxLen   int                // stringKind; 0 means no limit
	maxItems int                // arrayKind; 0 means no limit
	nullable bool
	absent   any    // what an absent member counts as; see effective
	media    string // stringKind: base64 of this kind of attachment
}

// Constructors, so that family files read like a table.

func str() *schema                     { return &schema{kind: stringKind} }
func boolean() *schema                 { return &schema{kind: boolKind} }
func anything() *schema                { return &schema{kind: anyKind} }
func enum(values ...string) *schema    { return &schema{kind: stringKind, enum: values} }
func list(items *schema) *schema       { return &schema{kind: arrayKind, items: items} }
func integer(min, max float64) *schema { return &schema{kind: integerKind, min: &min, max: &max} }
func integerFrom(min float64) *schema  { return &schema{kind: integerKind, min: &min} }
func number(min, max float64) *schema  { return &schema{kind: numberKind, min: &min, max: &max} }

func oneOfInts(values ...int) *schema { return &schema{kind: integerKind, values: values} }

func numberAbove(above, max float64) *schema {
	return &schema{kind: numberKind, above: &above, max: &max}
}

func fields(required string, f map[string]*schema) *schema {
	s := &schema{kind: objectKind, fields: f}
	if required != "" {
		s.required = strings.Fields(required)
	}
	return s
}

// violation is one mismatch between a value and its schema. Dialects put it in
// words.
type violation struct {
	path   []string // object keys, array indexes and tags from the root
	rule   string   // "missing", "extra", "type", "enum", "min", "max", "above", "short", "long", "items", "tag"
	name   string   // key for missing and extra, tag for tag
	want   *schema
	got    any
	parent *schema
}

// check lists every mismatch in a stable order.
func (s *schema) check(v any) []violation {
	var out []violation
	s.walk(v, nil, &out)
	return out
}

func (s *schema) walk(v any, path []string, out *[]violation) {
	if v == nil && s.nullable || s.kind == anyKind {
		return
	}
	if !s.hasType(v) {
		*out = append(*out, violation{path: path, rule: "type", want: s, got: v})
		return
	}
	switch v := v.(type) {
	case string:
		s.walkString(v, path, out)
	case json.Number:
		s.walkNumber(v, path, out)
	case []any:
		s.walkArray(v, path, out)
	case map[string]any:
		s.walkObject(v, path, out)
	}
}

func (s *schema) hasType(v any) bool {
	switch v := v.(type) {
	case string:
		return s.kind == stringKind || s.kind == stringOrArrayKind
	case bool:
		return s.kind == boolKind
	case json.Number:
		return s.kind == numberKind || s.kind == integerKind && isInteger(v)
	case []any:
		return s.kind == arrayKind || s.kind == stringOrArrayKind
	case map[string]any:
		return s.kind == objectKind || s.kind == taggedKind
	}
	return false
}

func isInteger(n json.Number) bool {
	f, err := n.Float64()
	return err == nil && f == math.Trunc(f)
}

func (s *schema) walkString(v string, path []string, out *[]violation) {
	if len(s.enum) > 0 && !contains(s.enum, v) {
		*out = append(*out, violation{path: path, rule: "enum", want: s, got: v})
	}
	if s.kind == stringKind && len([]rune(v)) < s.minLen {
		*out = append(*out, violation{path: path, rule: "short", want: s, got: v})
	}
	if n := len([]rune(v)); s.maxLen > 0 && n > s.maxLen {
		*out = append(*out, violation{path: path, rule: "long", want: s, got: v})
	}
}

func (s *schema) walkNumber(n json.Number, path []string, out *[]violation) {
	f, err := n.Float64()
	if err != nil {
		*out = append(*out, violation{path: path, rule: "type", want: s, got: n})
		return
	}
	switch {
	case len(s.values) > 0 && !slices.Contains(s.values, int(f)):
		*out = append(*out, violation{path: path, rule: "enum", want: s, got: n})
	case s.above != nil && f <= *s.above:
		*out = append(*out, violation{path: path, rule: "above", want: s, got: n})
	case s.min != nil && f < *s.min:
		*out = append(*out, violation{path: path, rule: "min", want: s, got: n})
	case s.max != nil && f > *s.max:
		*out = append(*out, violation{path: path, rule: "max", want: s, got: n})
	}
}

func (s *schema) walkArray(v []any, path []string, out *[]violation) {
	if len(v) < s.minLen {
		*out = append(*out, violation{path: path, rule: "short", want: s, got: v})
	}
	if s.maxItems > 0 && len(v) > s.maxItems {
		*out = append(*out, violation{path: path, rule: "items", want: s, got: v})
	}
	if s.items == nil {
		return
	}
	for i, e := range v {
		s.items.walk(e, extend(path, strconv.Itoa(i)), out)
	}
}

func (s *schema) walkObject(v map[string]any, path []string, out *[]violation) {
	if s.kind == taggedKind {
		s.walkTagged(v, path, out)
		return
	}
	for _, key := range s.required {
		if e, ok := v[key]; !ok || e == nil && !s.fields[key].nullable {
			*out = append(*out, violation{path: path, rule: "missing", name: key, parent: s})
		}
	}
	for _, key := range sortedKeys(v) {
		field, known := s.fields[key]
		switch {
		case known && v[key] == nil && contains(s.required, key):
			// reported as missing
		case known && s.collapse:
			if len(field.check(v[key])) > 0 {
				*out = append(*out, violation{path: path, rule: "extra", name: key, parent: s})
			}
		case known:
			field.walk(v[key], extend(path, key), out)
		case !s.open || contains(s.refused, key):
			*out = append(*out, violation{path: path, rule: "extra", name: key, parent: s})
		}
	}
}

func (s *schema) walkTagged(v map[string]any, path []string, out *[]violation) {
	tag, present := v["type"]
	if !present && s.untagged != "" {
		tag, present = s.untagged, true
	}
	if !present {
		*out = append(*out, violation{path: path, rule: "missing", name: "type", parent: s})
		return
	}
	name, _ := tag.(string)
	chosen, known := s.tags[name]
	if !known {
		*out = append(*out, violation{path: path, rule: "tag", name: fmt.Sprint(tag), want: s})
		return
	}
	chosen.walk(v, extend(path, name), out)
}

func extend(path []string, elem string) []string {
	return append(path[:len(path):len(path)], elem)
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

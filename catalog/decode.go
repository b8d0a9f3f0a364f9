package catalog

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder reads the data files strictly and collects every error, each with its file
// and line, so that one run shows all of a file's mistakes.
type decoder struct {
	file string
	errs []error

	overlay string      // of a user's overlay: where it stands
	columns map[int]int // of an overlay: the column of the first thing on each line
}

func (d *decoder) errorf(line int, format string, args ...any) {
	at := fmt.Sprintf("%s:%d", d.file, line)
	if c := d.columns[line]; c > 0 {
		at = fmt.Sprintf("%s:%d", at, c)
	}
	d.errs = append(d.errs, fmt.Errorf("%s: %s", at, fmt.Sprintf(format, args...)))
}

// mapping is one YAML mapping being read; keys that nobody asked for are errors.
type mapping struct {
	d    *decoder
	line int
	keys []string
	vals map[string]*yaml.Node
	used map[string]bool
	want map[string]bool
}

// mapping reads n as a mapping. what names it in errors.
func (d *decoder) mapping(n *yaml.Node, what string) *mapping {
	n = resolve(n)
	m := &mapping{d: d, line: n.Line, vals: map[string]*yaml.Node{}, used: map[string]bool{}, want: map[string]bool{}}
	if n.Kind != yaml.MappingNode {
		d.errorf(n.Line, "%s must be a mapping of keys to values", what)
		return m
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], resolve(n.Content[i+1])
		if _, dup := m.vals[k.Value]; dup {
			d.errorf(k.Line, "key %q is given twice; remove one", k.Value)
			continue
		}
		m.keys = append(m.keys, k.Value)
		m.vals[k.Value] = v
	}
	return m
}

func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// take returns the value of key, or nil, and marks it as known.
func (m *mapping) take(key string) *yaml.Node {
	m.want[key] = true
	v, ok := m.vals[key]
	if !ok {
		return nil
	}
	m.used[key] = true
	return v
}

func (m *mapping) has(key string) bool { _, ok := m.vals[key]; return ok }

// done reports the keys that nobody asked for.
func (m *mapping) done() {
	for _, k := range m.keys {
		if !m.used[k] {
			m.d.errorf(m.vals[k].Line, "unknown key %q; known here: %s", k, strings.Join(sorted(m.want), ", "))
		}
	}
}

func sorted(set map[string]bool) []string {
	var out []string
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (m *mapping) str(key string) string {
	n := m.take(key)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		m.d.errorf(n.Line, "%s must be a single value", key)
		return ""
	}
	return n.Value
}

// need is str for a key that must be there and not be empty.
func (m *mapping) need(key string) string {
	s := m.str(key)
	if s == "" {
		m.d.errorf(m.line, "%s is missing; add it", key)
	}
	return s
}

func (m *mapping) flag(key string) bool {
	n := m.take(key)
	if n == nil {
		return false
	}
	if n.Tag != "!!bool" {
		m.d.errorf(n.Line, "%s must be true or false, not %q", key, n.Value)
	}
	return n.Value == "true"
}

func (m *mapping) number(key string) *float64 {
	n := m.take(key)
	if n == nil {
		return nil
	}
	f, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || n.Kind != yaml.ScalarNode {
		m.d.errorf(n.Line, "%s must be a number, not %q", key, n.Value)
		return nil
	}
	return &f
}

// count is number for whole numbers that are not negative.
func (m *mapping) count(key string) int {
	f := m.number(key)
	if f == nil {
		return 0
	}
	if *f < 0 || *f != float64(int(*f)) {
		m.d.errorf(m.vals[key].Line, "%s must be a whole number, 0 or more", key)
	}
	return int(*f)
}

// list returns the elements of a sequence.
func (m *mapping) list(key string) []*yaml.Node {
	n := m.take(key)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		m.d.errorf(n.Line, "%s must be a list", key)
		return nil
	}
	return n.Content
}

func (m *mapping) strs(key string) []string {
	var out []string
	for _, n := range m.list(key) {
		n = resolve(n)
		if n.Kind != yaml.ScalarNode {
			m.d.errorf(n.Line, "%s must be a list of single values", key)
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

// date is str for an ISO date.
func (m *mapping) date(key string) string {
	s := m.str(key)
	if s != "" && !isDate(s) {
		m.d.errorf(m.vals[key].Line, "%s must be a date such as 2026-11-24, not %q", key, s)
	}
	return s
}

// value reads a scalar or a list of scalars as its JSON value.
func (m *mapping) value(key string) any {
	n := m.take(key)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.SequenceNode {
		out := []any{}
		for _, c := range n.Content {
			out = append(out, scalar(resolve(c)))
		}
		return out
	}
	if n.Kind != yaml.ScalarNode {
		m.d.errorf(n.Line, "%s must be a single value or a list of them", key)
		return nil
	}
	return scalar(n)
}

func scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!int", "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil {
			return f
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}

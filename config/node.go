package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader reads a document strictly and collects every mistake with its place.
type reader struct {
	file string
	errs []mistake
}

type mistake struct {
	line, column int
	err          error
}

func (r *reader) errorf(n *yaml.Node, format string, args ...any) {
	err := fmt.Errorf("%s:%d:%d: %s", r.file, n.Line, n.Column, fmt.Sprintf(format, args...))
	r.errs = append(r.errs, mistake{n.Line, n.Column, err})
}

// err joins the mistakes in the order of the file.
func (r *reader) err() error {
	slices.SortStableFunc(r.errs, func(a, b mistake) int { return cmp.Or(a.line-b.line, a.column-b.column) })
	var errs []error
	for _, m := range r.errs {
		errs = append(errs, m.err)
	}
	return errors.Join(errs...)
}

// member is one key of a mapping with its value.
type member struct{ key, value *yaml.Node }

// mapping reads n as a mapping with no keys but those that are known, in order.
func (r *reader) mapping(n *yaml.Node, what string, known ...string) map[string]member {
	out := map[string]member{}
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "%s must be a mapping with the keys %s", what, strings.Join(known, ", "))
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch _, twice := out[k.Value]; {
		case twice:
			r.errorf(k, "key %q is given twice; remove one", k.Value)
		case !slices.Contains(known, k.Value):
			r.errorf(k, "unknown key %q in %s%s; known here: %s", k.Value, what, didYouMean(k.Value, known), strings.Join(known, ", "))
		case v.Kind == yaml.AliasNode:
			r.errorf(v, "YAML aliases are not understood here; write the value out")
		default:
			out[k.Value] = member{k, v}
		}
	}
	return out
}

// list reads n as a list.
func (r *reader) list(m member, what string) []*yaml.Node {
	if m.value == nil {
		return nil
	}
	if m.value.Kind != yaml.SequenceNode {
		r.errorf(m.value, "%s must be a list; put a dash before each entry", what)
		return nil
	}
	return m.value.Content
}

// text reads a member as a single text that is not empty.
func (r *reader) text(m member, what string) string {
	if m.value == nil {
		return ""
	}
	return r.scalar(m.value, what)
}

func (r *reader) scalar(n *yaml.Node, what string) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag == "!!null":
		r.errorf(n, "%s must be a single text", what)
	case n.Tag != "!!str":
		r.errorf(n, "%s must be a text, not %s; put quotes around it", what, n.Value)
	case strings.TrimSpace(n.Value) == "":
		r.errorf(n, "%s is empty", what)
	}
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// texts reads a member as a list of texts, or one text.
func (r *reader) texts(m member, what string) []*yaml.Node {
	if m.value == nil {
		return nil
	}
	nodes := []*yaml.Node{m.value}
	if m.value.Kind == yaml.SequenceNode {
		nodes = m.value.Content
		if len(nodes) == 0 {
			r.errorf(m.value, "%s is empty; remove it or add an entry", what)
		}
	}
	for _, n := range nodes {
		r.scalar(n, what)
	}
	return nodes
}

func (r *reader) flag(m member, what string) (value, given bool) {
	if m.value == nil {
		return false, false
	}
	if m.value.Tag != "!!bool" {
		r.errorf(m.value, "%s must be true or false, not %q", what, m.value.Value)
		return false, false
	}
	return strings.EqualFold(m.value.Value, "true"), true
}

package converse

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// step is one step of a Converse path.
type step struct {
	name  string
	array bool // "content[]": go on in the elements
}

// steps iterates over the steps of a Converse path without discriminators.
func steps(path string) iter.Seq[step] {
	return func(yield func(step) bool) {
		for rest, more := path, true; more; {
			var s step
			s.name, rest, more = strings.Cut(rest, ".")
			s.name, s.array = strings.CutSuffix(s.name, "[]")
			if !yield(s) {
				return
			}
		}
	}
}

// arrays counts the arrays on a path.
func arrays(path string) int { return strings.Count(path, "[]") }

// node is a JSON value under construction. Its fields are exclusive, except that an
// element of an array may have followers.
type node struct {
	leaf  any
	isSet bool // leaf counts, even when it is nil
	keys  map[string]*node
	elems []*node
	after []*node // elements that stand right after this one: cache points
}

func (n *node) key(name string) *node {
	if n.keys == nil {
		n.keys = map[string]*node{}
	}
	k := n.keys[name]
	if k == nil {
		k = &node{}
		n.keys[name] = k
	}
	return k
}

// elem returns element i. Elements that nothing is put into vanish in the end, so
// indexes may be sparse.
func (n *node) elem(i int) *node {
	for len(n.elems) <= i {
		n.elems = append(n.elems, &node{})
	}
	return n.elems[i]
}

// at returns the node at path; idx gives the index of each array on it, 0 for those
// that it does not reach.
func (n *node) at(path string, idx []int) *node {
	for s := range steps(path) {
		n = n.key(s.name)
		if s.array {
			i := 0
			if len(idx) > 0 {
				i, idx = idx[0], idx[1:]
			}
			n = n.elem(i)
		}
	}
	return n
}

// set puts a decoded JSON value at path.
func (n *node) set(path string, idx []int, v any) {
	d := n.at(path, idx)
	*d = node{leaf: v, isSet: true, after: d.after}
}

// has reports whether anything stands at a path without arrays.
func (n *node) has(path string) bool {
	for s := range steps(path) {
		if n.isSet {
			m, _ := n.leaf.(map[string]any)
			v, ok := m[s.name]
			n = &node{leaf: v, isSet: ok}
			continue
		}
		if n = n.keys[s.name]; n == nil {
			return false
		}
	}
	_, ok := n.value()
	return ok
}

// remove takes away what stands at a path without arrays.
func (n *node) remove(path string) {
	ss := slices.Collect(steps(path))
	for _, s := range ss[:len(ss)-1] {
		if n = n.keys[s.name]; n == nil {
			return
		}
	}
	delete(n.keys, ss[len(ss)-1].name)
}

// value returns the finished JSON value, and false when there is none.
func (n *node) value() (any, bool) {
	switch {
	case n.isSet:
		return n.leaf, true
	case n.keys != nil:
		m := map[string]any{}
		for k, c := range n.keys {
			if v, ok := c.value(); ok {
				m[k] = v
			}
		}
		return m, len(m) > 0
	case n.elems != nil:
		var list []any
		for _, e := range n.elems {
			list = e.appendTo(list)
		}
		return list, len(list) > 0
	}
	return nil, false
}

// appendTo appends an element and its followers.
func (n *node) appendTo(list []any) []any {
	if v, ok := n.value(); ok {
		list = append(list, v)
	}
	for _, a := range n.after {
		list = a.appendTo(list)
	}
	return list
}

// concrete fills a path's arrays with indexes, for messages: "messages[0].content[2]".
func concrete(path string, idx []int) string {
	if !strings.Contains(path, "[]") {
		return path
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(path, "[]")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		i := 0
		if len(idx) > 0 {
			i, idx = idx[0], idx[1:]
		}
		b.WriteString("[" + strconv.Itoa(i) + "]")
		path = rest
	}
}

// fetch returns what stands in a decoded JSON value at path, indexes as for at.
func fetch(v any, path string, idx []int) (any, bool) {
	for s := range steps(path) {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[s.name]; !ok {
			return nil, false
		}
		if !s.array {
			continue
		}
		list, ok := v.([]any)
		i := 0
		if len(idx) > 0 {
			i, idx = idx[0], idx[1:]
		}
		if !ok || i >= len(list) {
			return nil, false
		}
		v = list[i]
	}
	return v, true
}

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
	leaf    any
	isSet   bool     // leaf counts, even when it is nil
	members []member // few: looked through, not hashed
	elems   []*node
	after   []*node // elements that stand right after this one: cache points
	room    *Room
}

type member struct {
	name string
	n    *node
}

// empty takes away what a node holds; its lists keep their room.
func (n *node) empty() {
	n.leaf, n.isSet, n.members, n.elems, n.after = nil, false, n.members[:0], n.elems[:0], nil
}

// member returns a member, nil when there is none.
func (n *node) member(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.n
		}
	}
	return nil
}

// drop takes a member away.
func (n *node) drop(name string) {
	n.members = slices.DeleteFunc(n.members, func(m member) bool { return m.name == name })
}

func (n *node) key(name string) *node {
	k := n.member(name)
	if k == nil {
		k = n.room.node()
		if n.members == nil {
			n.members = make([]member, 0, 4)
		}
		n.members = append(n.members, member{name, k})
	}
	return k
}

// elem returns element i. Elements that nothing is put into vanish in the end, so
// indexes may be sparse.
func (n *node) elem(i int) *node {
	if n.elems == nil {
		n.elems = make([]*node, 0, max(4, i+1))
	}
	for len(n.elems) <= i {
		n.elems = append(n.elems, n.room.node())
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
	after := d.after
	d.empty()
	d.leaf, d.isSet, d.after = v, true, after
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
		if n = n.member(s.name); n == nil {
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
		if n = n.member(s.name); n == nil {
			return
		}
	}
	n.drop(ss[len(ss)-1].name)
}

// value returns the finished JSON value, and false when there is none.
func (n *node) value() (any, bool) {
	switch {
	case n.isSet:
		return n.leaf, true
	case len(n.members) > 0:
		m := n.room.object()
		for _, c := range n.members {
			if v, ok := c.n.value(); ok {
				m[c.name] = v
			}
		}
		return m, len(m) > 0
	case len(n.elems) > 0:
		return n.list()
	}
	return nil, false
}

// list is the value of an array.
func (n *node) list() (any, bool) {
	r := n.room
	begin := len(r.items)
	for _, e := range n.elems {
		e.appendTo(r)
	}
	list := r.listFrom(begin)
	return list, len(list.([]any)) > 0
}

// appendTo appends an element and its followers to the list that is being made.
func (n *node) appendTo(r *Room) {
	if v, ok := n.value(); ok {
		r.items = append(r.items, v)
	}
	for _, a := range n.after {
		a.appendTo(r)
	}
}

// concrete fills a path's arrays with indexes, for messages: "messages[0].content[2]".
func concrete(path string, idx []int) string {
	if !strings.Contains(path, "[]") {
		return path
	}
	var short [64]byte
	return string(appendConcrete(short[:0], path, idx))
}

func appendConcrete(b []byte, path string, idx []int) []byte {
	for {
		before, rest, ok := strings.Cut(path, "[]")
		b = append(b, before...)
		if !ok {
			return b
		}
		i := 0
		if len(idx) > 0 {
			i, idx = idx[0], idx[1:]
		}
		b = appendIndex(b, i)
		path = rest
	}
}

func appendIndex(b []byte, i int) []byte {
	return append(strconv.AppendInt(append(b, '['), int64(i), 10), ']')
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

package propertytest

import (
	"slices"
	"strings"
)

// A node is a JSON value that a program builds or reads.
type node struct {
	fields []*field // of an object
	elems  []*node  // of an array
	each   string   // of an element: "t := range in.Turns" repeats it
	expr   string   // of a leaf: a Go expression
	typ    string   // of a leaf: its Go type
	free   bool     // an object of no fixed form, a map in every program
}

// A field is a member of an object.
type field struct {
	key   string
	value *node
	when  string // the condition under which it is sent; "" is always
	omit  bool   // it is sent unless it is zero
}

func text(expr string) *node                { return &node{expr: expr, typ: "string"} }
func leaf(typ, expr string) *node           { return &node{expr: expr, typ: typ} }
func array(elems ...*node) *node            { return &node{elems: elems} }
func object(fields ...*field) *node         { return &node{fields: fields} }
func member(key string, value *node) *field { return &field{key: key, value: value} }
func (n *node) isObject() bool              { return n.typ == "" && n.elems == nil }
func (n *node) add(key string, value *node) { n.fields = append(n.fields, member(key, value)) }
func (n *node) repeat(each string) *node    { n.each = each; return n }
func (n *node) omitempty(key string, v *node) {
	n.fields = append(n.fields, &field{key: key, value: v, omit: true})
}

// put adds a field at a dotted path, making the objects on the way.
func (n *node) put(path string, f *field) {
	for {
		first, rest, nested := strings.Cut(path, ".")
		if !nested {
			f.key = path
			n.fields = append(n.fields, f)
			return
		}
		n, path = n.child(first), rest
	}
}

func (n *node) child(key string) *node {
	i := slices.IndexFunc(n.fields, func(f *field) bool { return f.key == key })
	if i < 0 {
		n.add(key, object())
		i = len(n.fields) - 1
	}
	return n.fields[i].value
}

// plain reports whether every part of the tree is there always and once.
func (n *node) plain() bool {
	for _, f := range n.fields {
		if f.when != "" || f.omit || !f.value.plain() {
			return false
		}
	}
	return !slices.ContainsFunc(n.elems, func(e *node) bool { return e.each != "" || !e.plain() })
}

// merged is one node with the members of all: what the elements of a list have between
// them. Members that not all of them have may be missing.
func merged(all []*node) *node {
	if all[0].elems != nil {
		list := array()
		for _, n := range all {
			list.elems = append(list.elems, n.elems...)
		}
		return list
	}
	if !all[0].isObject() || all[0].free {
		return all[0]
	}
	out, values, count := object(), map[string][]*node{}, map[string]int{}
	for _, n := range all {
		for _, f := range n.fields {
			if count[f.key] == 0 {
				out.add(f.key, nil)
			}
			count[f.key]++
			values[f.key] = append(values[f.key], f.value)
			last := out.fields[slices.IndexFunc(out.fields, func(o *field) bool { return o.key == f.key })]
			last.omit = last.omit || f.omit || f.when != ""
		}
	}
	for _, f := range out.fields {
		f.value = merged(values[f.key])
		f.omit = f.omit || count[f.key] < len(all)
	}
	return out
}

// goName is a key as the name of a Go field.
func goName(key string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(key, func(r rune) bool { return r == '_' || r == '-' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

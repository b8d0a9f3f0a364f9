package catalog

import (
	"fmt"
	"strings"
)

// add puts field at its path below s, making the nodes on the way.
func (s *Shape) add(steps []step, field *Field) error {
	nodes := []*Shape{s}
	for _, st := range steps {
		var next []*Shape
		for _, n := range nodes {
			got, err := n.descend(st)
			if err != nil {
				return err
			}
			next = append(next, got...)
		}
		nodes = next
	}
	for _, n := range nodes {
		if n.Field != nil {
			return fmt.Errorf("path %q is already described at line %d; remove one of the two", n.Path, n.Field.Line)
		}
		f := *field
		f.Path = n.Path
		n.Field = &f
		n.addItems()
	}
	return nil
}

// addItems gives an array of scalars its element node.
func (s *Shape) addItems() {
	f := s.Field
	if f.Items == "" || s.Elem != nil {
		return
	}
	item := *f
	item.Path, item.Type, item.Items = s.Path+"[]", f.Items, ""
	item.Required, item.Nullable, item.Default, item.DefaultLost, item.MaxItems = false, false, nil, false, 0
	if f.Converse != "" && f.Transform == "" {
		item.Converse = f.Converse + "[]"
	}
	s.Elem = &Shape{Path: item.Path, Parent: s, Field: &item}
}

// descend returns the nodes that one step leads to: one, or one a variant.
func (s *Shape) descend(st step) ([]*Shape, error) {
	n := s
	if st.name != "" {
		n = s.member(st.name)
	}
	if st.array {
		if n.Elem == nil {
			n.Elem = &Shape{Path: n.Path + "[]", Parent: n}
		}
		n = n.Elem
	}
	if st.key == "" {
		return []*Shape{n}, nil
	}
	if n.Discriminator != "" && n.Discriminator != st.key {
		return nil, fmt.Errorf("%q is told apart by both %q and %q; use one of them", n.Path, n.Discriminator, st.key)
	}
	n.Discriminator = st.key
	var out []*Shape
	for _, v := range st.values {
		out = append(out, n.variant(v, st))
	}
	return out, nil
}

// member returns the member called name, making it if needed.
func (s *Shape) member(name string) *Shape {
	for _, k := range s.Keys {
		if k.Name == name {
			return k
		}
	}
	path := name
	if s.Path != "" {
		path = s.Path + "." + name
	}
	k := &Shape{Name: name, Path: path, Parent: s}
	s.Keys = append(s.Keys, k)
	return k
}

// variant returns the variant for one discriminator value, making it if needed.
func (s *Shape) variant(value string, st step) *Shape {
	for _, v := range s.Variants {
		if v.Value == value {
			v.Absent = v.Absent || st.absent
			return v
		}
	}
	base, open, closer := strings.TrimSuffix(s.Path, "[]"), "[", "]"
	if !st.array {
		base, open, closer = s.Path, "{", "}"
	}
	v := &Shape{Name: s.Name, Path: base + open + st.key + "=" + value + closer, Parent: s, Value: value, Absent: st.absent}
	s.Variants = append(s.Variants, v)
	return v
}

// finish gives every discriminator its own field, so that it is a known member, and
// finds the arrays that hold the one answer. Parents come first: depth needs them.
func (s *Shape) finish() {
	s.single = s.isSingle()
	if s.Discriminator != "" {
		d := s.member(s.Discriminator)
		if d.Field == nil {
			d.Field = s.discriminatorField(d.Path)
		}
	}
	for _, c := range s.children() {
		c.finish()
	}
}

func (s *Shape) discriminatorField(path string) *Field {
	f := &Field{Path: path, Type: "string", Required: true, Verdict: Drops, Doc: "says which kind of object this is"}
	for _, v := range s.Variants {
		f.Required = f.Required && !v.Absent
		f.Enum = append(f.Enum, v.Value)
		if inner := v.anyField(); inner != nil && f.Source == "" {
			f.Source, f.Line = inner.Source, inner.Line
		}
	}
	return f
}

// anyField returns the field of s or of its first described descendant.
func (s *Shape) anyField() *Field {
	if s.Field != nil {
		return s.Field
	}
	for _, c := range s.children() {
		if f := c.anyField(); f != nil {
			return f
		}
	}
	return nil
}

// children returns the nodes directly below s.
func (s *Shape) children() []*Shape {
	out := append([]*Shape{}, s.Keys...)
	if s.Elem != nil {
		out = append(out, s.Elem)
	}
	return append(out, s.Variants...)
}

// Walk calls visit for s and every node below it, parents first, in data file order.
func (s *Shape) Walk(visit func(*Shape)) {
	if s == nil {
		return
	}
	visit(s)
	for _, k := range s.Keys { // as children has them, without a list: every request walks
		k.Walk(visit)
	}
	s.Elem.Walk(visit)
	for _, v := range s.Variants {
		v.Walk(visit)
	}
}

// Verdict says what becomes of the node: its field's verdict, or, for structure, the
// verdict that its parts have in common, and Maps when they differ.
func (s *Shape) Verdict() Verdict {
	if s == nil {
		return Unknown
	}
	if s.Field != nil {
		return s.Field.Verdict
	}
	var got Verdict
	for _, c := range s.children() {
		v := c.Verdict()
		if got != "" && v != got {
			return Maps
		}
		got = v
	}
	return got
}

// Single reports, for an array's elements, that the array has no counterpart on
// Converse: it holds the one answer (results[], choices[]), so that Converse's arrays
// take no index from it.
func (s *Shape) Single() bool { return s.single }

// isSingle finds out what Single tells: a field below an array that has no counterpart
// has fewer arrays in its Converse path than there are arrays above it.
func (s *Shape) isSingle() bool {
	if s.Parent == nil || s.Parent.Elem != s {
		return false
	}
	depth, single := s.depth(), false
	s.Walk(func(n *Shape) {
		f := n.Field
		if n != s && f != nil && f.Converse != "" && strings.Count(f.Converse, "[]") < depth {
			single = true
		}
	})
	return single
}

// depth counts the arrays from the root down to s, single ones left out.
func (s *Shape) depth() int {
	n := 0
	for ; s != nil; s = s.Parent {
		if s.Parent != nil && s.Parent.Elem == s && !s.single {
			n++
		}
	}
	return n
}

package catalog

import "strings"

// Key returns the member called name, or nil. In a variant the members common to all
// variants are found too; in a node with variants, when no common member has the
// name, the first variant that has it answers.
func (s *Shape) Key(name string) *Shape {
	if s == nil {
		return nil
	}
	if k := find(s.Keys, name); k != nil {
		return k
	}
	if s.Value != "" && s.Parent != nil {
		return find(s.Parent.Keys, name)
	}
	for _, v := range s.Variants {
		if k := find(v.Keys, name); k != nil {
			return k
		}
	}
	return nil
}

func find(keys []*Shape, name string) *Shape {
	for _, k := range keys {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// Variant returns the variant that a discriminator value picks, or nil. The empty
// value stands for a missing discriminator.
func (s *Shape) Variant(value string) *Shape {
	if s == nil {
		return nil
	}
	var wild *Shape
	for _, v := range s.Variants {
		if v.Value == value || value == "" && v.Absent {
			return v
		}
		if p, ok := strings.CutSuffix(v.Value, "*"); ok && value != "" && strings.HasPrefix(value, p) && wild == nil {
			wild = v
		}
	}
	return wild
}

// Lookup returns the node at path, or nil. Discriminators may be given
// ("content[type=image].source") or left out ("content[].source"), in which case
// the first variant that has the rest of the path answers. An array's elements may
// also be reached with an index ("content[0].text").
func (s *Shape) Lookup(path string) *Shape {
	if s == nil || path == "" {
		return s
	}
	part, rest, _ := strings.Cut(path, ".")
	name, suffix := part, ""
	if i := strings.IndexAny(part, "[{"); i >= 0 {
		name, suffix = part[:i], part[i:]
	}
	keys := s.keysNamed(name)
	if name == "" {
		keys = []*Shape{s}
	}
	for _, k := range keys {
		for _, n := range k.into(suffix) {
			if got := n.Lookup(rest); got != nil {
				return got
			}
		}
	}
	return nil
}

// keysNamed returns every member called name, common ones first.
func (s *Shape) keysNamed(name string) []*Shape {
	var out []*Shape
	if k := find(s.Keys, name); k != nil {
		out = append(out, k)
	}
	if s.Value != "" && s.Parent != nil {
		if k := find(s.Parent.Keys, name); k != nil {
			out = append(out, k)
		}
	}
	for _, v := range s.Variants {
		if k := find(v.Keys, name); k != nil {
			out = append(out, k)
		}
	}
	return out
}

// into returns the nodes that a step's bracket suffix leads to from s.
func (s *Shape) into(suffix string) []*Shape {
	if suffix == "" {
		return []*Shape{s}
	}
	n := s
	if suffix[0] == '[' {
		n = s.Elem
	}
	if n == nil {
		return nil
	}
	_, value, ok := strings.Cut(strings.Trim(suffix, "[]{}?"), "=")
	if !ok {
		return []*Shape{n}
	}
	var out []*Shape
	for _, v := range strings.Split(value, "|") {
		if got := n.Variant(v); got != nil {
			out = append(out, got)
		}
	}
	return out
}

package callsite

import (
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// Known says how much of a body could be read, as the inventory spells it.
type Known string

// The grades of knowledge. The run-time value of a scalar is never known, and need not be.
const (
	Complete Known = "complete"
	Partial  Known = "partial"
	Nothing  Known = "none"
)

// Known says how much of the site's body could be read.
func (s *Site) Known() Known {
	if len(alternatives(s.Request.Body)) == 0 {
		return Nothing
	}
	var shape *catalog.Shape
	if s.Model.Family != nil {
		shape = s.Model.Family.Request
	}
	known := Complete
	holes(s.Request.Body, shape, "", func(*payload.Unknown, string) { known = Partial })
	return known
}

// holes calls visit for the parts of a value that could not be read. A part of which only
// the expression is known carries over as it is, if the family asks for nothing inside
// it: it is no hole, any more than the run-time value of a string is.
func holes(v payload.Value, shape *catalog.Shape, path string, visit func(u *payload.Unknown, path string)) {
	switch v := v.(type) {
	case *payload.Unknown:
		if v.Orig.Expr == nil || !isLeaf(shape) {
			visit(v, path)
		}
	case *payload.Object:
		if v.Rest != nil {
			visit(v.Rest, path)
		}
		for _, f := range v.Fields {
			holes(f.Value, variantOf(v, shape).Key(f.Key), join(path, f.Key), visit)
		}
	case *payload.Array:
		if v.Rest != nil {
			visit(v.Rest, path)
		}
		for _, e := range v.Elems {
			holes(e.Value, elemOf(shape), path+"[]", visit)
		}
	case *payload.Alt:
		for _, c := range v.Cases {
			holes(c.Value, shape, path, visit)
		}
	}
}

func elemOf(s *catalog.Shape) *catalog.Shape {
	if s == nil {
		return nil
	}
	return s.Elem
}

// isLeaf reports whether the family asks for nothing inside the value: a scalar, or JSON of
// any form, such as a tool's input.
func isLeaf(s *catalog.Shape) bool {
	return s != nil && s.Field != nil && len(s.Keys) == 0 && s.Elem == nil && len(s.Variants) == 0
}

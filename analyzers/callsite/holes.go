package callsite

import (
	"go/types"

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
	holeWalk{visit, false}.value(v, shape, path)
}

// holeWalk looks for holes. Inside a value of which the family asks nothing, free holds.
type holeWalk struct {
	visit func(u *payload.Unknown, path string)
	free  bool
}

func (w holeWalk) value(v payload.Value, shape *catalog.Shape, path string) {
	w.free = w.free || isLeaf(shape)
	switch v := v.(type) {
	case *payload.Unknown:
		w.hole(v, v.Orig.Expr != nil, path)
	case *payload.Expr:
		if _, isMap := v.Type.Underlying().(*types.Map); isMap && hasMembers(shape) {
			w.hole(&payload.Unknown{Orig: v.Orig, Reason: "a map of which the members are not known"}, true, path)
		}
	case *payload.Object:
		w.hole(v.Rest, v.Whole != nil, path)
		for _, f := range v.Fields {
			w.value(f.Value, variantOf(v, shape).Key(f.Key), join(path, f.Key))
		}
	case *payload.Array:
		w.hole(v.Rest, v.Whole != nil, path)
		for _, e := range v.Elems {
			w.value(e.Value, elemOf(shape), path+"[]")
		}
	case *payload.Alt:
		for _, c := range v.Cases {
			w.value(c.Value, shape, path)
		}
	}
}

// hole visits what is not known, if anything is. readable says that an expression has it all
// the same.
func (w holeWalk) hole(u *payload.Unknown, readable bool, path string) {
	if u != nil && !(w.free && readable) {
		w.visit(u, path)
	}
}

// hasMembers reports whether the family wants an object of certain members.
func hasMembers(s *catalog.Shape) bool { return s != nil && (len(s.Keys) > 0 || len(s.Variants) > 0) }

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

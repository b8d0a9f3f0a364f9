package callsite

import (
	"go/constant"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// requestFields lays every member of the body beside the family's shape. Members are in
// the order of the body; those of an alternative follow those of the one before.
func requestFields(s *Site) []RequestField {
	w := &fieldWalk{seen: map[*payload.Field]bool{}, unserved: !slices.ContainsFunc(s.Model.Families, (*catalog.Family).Served)}
	shapes := make([]*catalog.Shape, 0, len(s.Model.Families))
	for _, f := range s.Model.Families {
		shapes = append(shapes, f.Request)
	}
	w.value(s.Request.Body, shapes, "")
	return w.out
}

// fieldWalk walks a body and the shapes that it may have. With one family there is one
// shape; with several, a member is judged by the first that knows it.
type fieldWalk struct {
	out      []RequestField
	seen     map[*payload.Field]bool
	unserved bool // no family is served by Converse
}

func (w *fieldWalk) value(v payload.Value, shapes []*catalog.Shape, path string) {
	switch v := v.(type) {
	case *payload.Object:
		w.object(v, shapes, path)
	case *payload.Array:
		for _, e := range v.Elems {
			w.value(e.Value, below(shapes, func(s *catalog.Shape) *catalog.Shape { return s.Elem }), path+"[]")
		}
	case *payload.Alt:
		for _, c := range v.Cases {
			w.value(c.Value, shapes, path)
		}
	}
}

func (w *fieldWalk) object(o *payload.Object, shapes []*catalog.Shape, path string) {
	for _, f := range o.Fields {
		if w.seen[f] {
			continue
		}
		w.seen[f] = true
		next := members(o, f.Key, shapes)
		full := join(path, f.Key)
		rf := RequestField{Path: full, Verdict: catalog.Unknown, Field: f}
		if len(next) > 0 {
			rf.Shape = next[0]
			rf.Verdict = next[0].Verdict()
		}
		w.out = append(w.out, rf)
		w.below(f.Value, next, shapes, full)
	}
}

// below goes on with the value of a member. Below one that no family knows there is
// nothing to compare with, and below a free-form one (a JSON schema, say) everything is
// allowed: neither is listed. For a model that stays as it is, the catalog has the top of
// the body only, and what lies below shares its verdict.
func (w *fieldWalk) below(v payload.Value, next, shapes []*catalog.Shape, path string) {
	switch {
	case len(shapes) == 0 || len(next) > 0 && !freeForm(next):
		w.value(v, next, path)
	case len(next) > 0 && w.unserved:
		start := len(w.out)
		w.value(v, nil, path)
		for i := range w.out[start:] {
			w.out[start+i].Verdict = next[0].Verdict()
		}
	}
}

// members returns what the shapes know of one member of an object.
func members(o *payload.Object, key string, shapes []*catalog.Shape) []*catalog.Shape {
	return below(shapes, func(s *catalog.Shape) *catalog.Shape {
		return variantOf(o, s).Key(key)
	})
}

// variantOf returns the variant of s that the object's discriminator picks, or s.
func variantOf(o *payload.Object, s *catalog.Shape) *catalog.Shape {
	if s == nil || s.Discriminator == "" {
		return s
	}
	for _, f := range o.Fields {
		if f.Key != s.Discriminator {
			continue
		}
		if c, ok := f.Value.(*payload.Const); ok && c.Val != nil && c.Val.Kind() == constant.String {
			if v := s.Variant(constant.StringVal(c.Val)); v != nil {
				return v
			}
		}
		return s
	}
	if v := s.Variant(""); v != nil && o.Rest == nil {
		return v
	}
	return s
}

// freeForm reports whether no shape says what stands below: an object of any members.
func freeForm(shapes []*catalog.Shape) bool {
	for _, s := range shapes {
		if len(s.Keys) > 0 || s.Elem != nil || len(s.Variants) > 0 {
			return false
		}
	}
	return true
}

func below(shapes []*catalog.Shape, step func(*catalog.Shape) *catalog.Shape) []*catalog.Shape {
	var out []*catalog.Shape
	for _, s := range shapes {
		if s == nil {
			continue
		}
		if n := step(s); n != nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

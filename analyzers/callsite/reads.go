package callsite

import (
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// responseFields lays every field that the code reads, or lets out, beside the family's
// answer. Of a struct that is let out whole, the members that the family does not have
// are left aside: many programs have one type for requests and answers.
func responseFields(s *Site) []ResponseField {
	if s.Response == nil {
		return nil
	}
	var out []ResponseField
	for _, u := range s.Response.Uses {
		if u.Path != "" {
			out = append(out, responseField(s, u))
		}
	}
	for _, u := range letOut(s.Response) {
		if rf := responseField(s, u); rf.Shape != nil || len(s.Model.Families) == 0 {
			out = append(out, rf)
		}
	}
	return out
}

func responseField(s *Site, u payload.Use) ResponseField {
	rf := ResponseField{Path: u.Path, Verdict: catalog.Unknown, Use: u}
	for _, f := range s.Model.Families {
		shape := f.Response
		if s.Operation == InvokeStream {
			shape = f.Stream
		}
		// Decoding matches keys without regard to case, so that a struct without
		// tags works for an answer (though never for a request).
		for _, path := range []string{u.Path, strings.ToLower(u.Path)} {
			if found := shape.Lookup(path); found != nil && !s.Model.omits(found) {
				return ResponseField{Path: path, Shape: found, Verdict: found.Verdict(), Use: u}
			}
		}
	}
	return rf
}

// inFreeForm reports whether path lies below a member in which the family lets anything
// stand: the arguments of a tool, say, have the members that the tool's schema names.
func inFreeForm(s *Site, path string) bool {
	for i := strings.LastIndexByte(path, '.'); i > 0; i = strings.LastIndexByte(path[:i], '.') {
		above := responseField(s, payload.Use{Path: path[:i]}).Shape
		if above == nil {
			continue
		}
		return freeForm([]*catalog.Shape{above}) && above.Field != nil && strings.Contains(above.Field.Type, "object")
	}
	return false
}

// omits reports whether none of the models that can be called sends a member of answers.
func (m *Model) omits(s *catalog.Shape) bool {
	return len(m.Models) == len(m.IDs) && len(m.Models) > 0 &&
		!slices.ContainsFunc(m.Models, func(one *catalog.Model) bool { return !one.Omits(s) })
}

// letOut returns a use for every field of a decoded struct that leaves as a whole:
// returned or stored, any of its fields may be read elsewhere.
func letOut(r *payload.Response) []payload.Use {
	var out []payload.Use
	for _, e := range r.Escapes {
		if e.What != "decoded" || r.Type == nil {
			continue
		}
		for _, path := range jsonPaths(r.Type, "", nil) {
			out = append(out, payload.Use{Path: path, Kind: payload.Returned, Expr: e.Expr, Frame: e.Frame})
		}
	}
	return out
}

// jsonPaths lists the scalar members that JSON decodes into a type, in declaration order.
func jsonPaths(t types.Type, path string, seen []types.Type) []string {
	if slices.Contains(seen, t) {
		return nil // a recursive type
	}
	seen = append(seen, t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return jsonPaths(u.Elem(), path, seen)
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
			break
		}
		return jsonPaths(u.Elem(), path+"[]", seen)
	case *types.Struct:
		var out []string
		for i := range u.NumFields() {
			out = append(out, memberPaths(u.Field(i), u.Tag(i), path, seen)...)
		}
		return out
	}
	if path == "" {
		return nil // not a struct: no field is named
	}
	return []string{path}
}

func memberPaths(f *types.Var, tag, path string, seen []types.Type) []string {
	name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	switch {
	case name == "-":
		return nil
	case f.Embedded() && name == "":
		return jsonPaths(f.Type(), path, seen)
	case !f.Exported():
		return nil
	case name == "":
		name = f.Name()
	}
	return jsonPaths(f.Type(), join(path, name), seen)
}

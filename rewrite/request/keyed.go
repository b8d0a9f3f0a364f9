package request

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request/mapping"
)

// dynamic is what the code is known to put into a place of interface type.
type dynamic struct {
	types []types.Type // distinct
	null  bool         // or nothing
	open  bool         // or what has no type that could be named
}

// learnType takes in the Go type of a value at a path.
func (k *knowledge) learnType(path string, v payload.Value) {
	d := k.dynamic[path]
	if d == nil {
		d = &dynamic{}
		k.dynamic[path] = d
	}
	if c, ok := v.(*payload.Const); ok && c.Val == nil {
		d.null = true
		return
	}
	t := goType(v)
	if t == nil {
		d.open = true
		return
	}
	if !slices.ContainsFunc(d.types, func(have types.Type) bool { return types.Identical(have, t) }) {
		d.types = append(d.types, t)
	}
}

// goType is the type that a value has in the code; nil when that is not known.
func goType(v payload.Value) types.Type {
	if e, ok := v.(*payload.Expr); ok {
		return e.Type
	}
	o := v.Origin()
	if o.Expr == nil || o.Frame == nil || o.Frame.Info == nil {
		return nil
	}
	t := o.Frame.Info.TypeOf(o.Expr)
	if t == nil {
		return nil
	}
	if _, ok := v.(*payload.String); ok && !types.Identical(t, types.Typ[types.String]) {
		return nil // of pieces that were put together elsewhere
	}
	return types.Default(t)
}

// keyed reads a Go map, or a slice of such, member by member, where the code is known to
// put members there: its type does not name them.
//
//	held: <m> map[string]any
//	full: {"role": <string(turn.Role)>, "content": <text>}
//	keyed: {"role": <m["role"].(string)>, "content": <m["content"].(string)>}
//
// A value is returned as it is where any JSON will do, or where not enough is known.
func (k *knowledge) keyed(path string, v *payload.Expr) payload.Value {
	shape := k.shape.Lookup(strings.TrimPrefix(path, "."))
	if shape == nil || len(shape.Keys)+len(shape.Variants) == 0 && shape.Elem == nil || mapping.TakesDocument(shape) || v.Orig.Expr == nil {
		return v
	}
	switch t := types.Unalias(v.Type).Underlying().(type) {
	case *types.Interface:
		if asserted := k.asserted(path, v); asserted != nil {
			return k.keyed(path, asserted)
		}
	case *types.Slice:
		if shape.Elem != nil && isKeyed(t.Elem()) {
			return k.each(path, v, t.Elem())
		}
	case *types.Map:
		if isKeyed(t) {
			return k.members(path, v, t)
		}
	}
	return v
}

// isKeyed reports whether a type is a map by strings, or an interface, which may hold one.
func isKeyed(t types.Type) bool {
	switch t := types.Unalias(t).Underlying().(type) {
	case *types.Map:
		b, ok := types.Unalias(t.Key()).(*types.Basic)
		return ok && b.Kind() == types.String
	case *types.Interface:
		return t.NumMethods() == 0
	}
	return false
}

// each is the array of the elements of a slice.
func (k *knowledge) each(path string, v *payload.Expr, elem types.Type) payload.Value {
	id := ast.NewIdent("elem")
	one := &payload.Expr{Orig: payload.Origin{Expr: id, At: v.Orig.At, Frame: v.Orig.Frame}, Type: elem, Stable: v.Stable}
	value := k.inform(path+"[]", one)
	if value == payload.Value(one) {
		return v
	}
	loop := &payload.Loop{Over: v, Elem: id, Type: elem}
	return &payload.Array{Orig: v.Orig, Elems: []*payload.Elem{{Value: value, Loop: loop}}, NullIfEmpty: true}
}

// members is the object that a map is.
func (k *knowledge) members(path string, v *payload.Expr, m *types.Map) payload.Value {
	if !k.closed(path) {
		return v
	}
	out := &payload.Object{Orig: v.Orig}
	for _, key := range k.keys(path) {
		member := path + "." + key
		f := &payload.Field{Key: key, KeyAt: v.Orig.At}
		at := &payload.Expr{Orig: v.Orig, Type: m.Elem(), Stable: v.Stable}
		at.Orig.Expr = &ast.IndexExpr{X: v.Orig.Expr, Index: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(key)}}
		_, mayBeNil := types.Unalias(m.Elem()).Underlying().(*types.Interface)
		if n := k.at[member]; n == nil || n.set < k.at[path].objects || k.dynamic[member].null {
			if !mayBeNil {
				return v // nobody can tell a missing member from an empty one
			}
			f.Presence.When = []payload.Cond{k.present(at)}
		}
		f.Value = at
		if mayBeNil {
			if asserted := k.asserted(member, at); asserted != nil {
				f.Value = asserted
			}
		}
		out.Fields = append(out.Fields, f)
	}
	return k.kinds(path, k.object(path, out))
}

// present is the condition that a member of a map is there.
func (k *knowledge) present(at *payload.Expr) payload.Cond {
	orig := at.Orig
	orig.Expr = &ast.BinaryExpr{X: at.Orig.Expr, Op: token.NEQ, Y: ast.NewIdent("nil")}
	k.tests[orig.Expr] = true
	return payload.Cond{Orig: orig, Stable: at.Stable}
}

// keys are the members that an object at a path can have, in the order of their names.
func (k *knowledge) keys(path string) []string {
	var out []string
	for p := range k.dynamic {
		if key, ok := strings.CutPrefix(p, path+"."); ok && !strings.ContainsAny(key, ".[") {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}

// asserted is a value of interface type as the type that it is known to have; nil when it
// may have several, or one that cannot be named at the call.
func (k *knowledge) asserted(path string, v *payload.Expr) *payload.Expr {
	d := k.dynamic[path]
	if d == nil || d.open || len(d.types) != 1 || v.Orig.Frame == nil {
		return nil
	}
	name, ok := typeExpr(d.types[0], v.Orig.Frame.Pkg)
	if !ok || types.IsInterface(d.types[0]) {
		return nil
	}
	out := *v
	out.Type = d.types[0]
	out.Orig.Expr = &ast.TypeAssertExpr{X: v.Orig.Expr, Type: name}
	return &out
}

// typeExpr spells a type that is made of predeclared ones and those of a package.
func typeExpr(t types.Type, pkg *types.Package) (ast.Expr, bool) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return ast.NewIdent(t.Name()), t.Info()&types.IsUntyped == 0
	case *types.Named:
		obj := t.Obj()
		return ast.NewIdent(obj.Name()), obj.Pkg() == pkg && t.TypeArgs().Len() == 0 && obj.Parent() == pkg.Scope()
	case *types.Slice:
		elem, ok := typeExpr(t.Elem(), pkg)
		return &ast.ArrayType{Elt: elem}, ok
	case *types.Map:
		key, okKey := typeExpr(t.Key(), pkg)
		elem, ok := typeExpr(t.Elem(), pkg)
		return &ast.MapType{Key: key, Value: elem}, okKey && ok
	case *types.Pointer:
		elem, ok := typeExpr(t.Elem(), pkg)
		return &ast.StarExpr{X: elem}, ok
	}
	return ast.NewIdent("any"), isEmptyInterface(t)
}

func isEmptyInterface(t types.Type) bool {
	i, ok := types.Unalias(t).(*types.Interface)
	return ok && i.NumMethods() == 0
}

// countKind counts an object, and what it always sets, under the kind that it is of, where
// a constant member of it tells.
func (k *knowledge) countKind(path string, o *payload.Object) {
	shape := k.shape.Lookup(strings.TrimPrefix(path, "."))
	if shape == nil || shape.Discriminator == "" {
		return
	}
	i := slices.IndexFunc(o.Fields, func(f *payload.Field) bool { return f.Key == shape.Discriminator })
	if i < 0 {
		return
	}
	c, ok := o.Fields[i].Value.(*payload.Const)
	if !ok || c.Val == nil || c.Val.Kind() != constant.String {
		return
	}
	kind := constant.StringVal(c.Val)
	k.of(ofThatKind(path, kind)).objects++
	for _, f := range o.Fields {
		if f.Presence.Always() {
			k.of(ofThatKind(path+"."+f.Key, kind)).set++
		}
	}
}

func ofThatKind(path, kind string) string { return path + "=" + kind }

// untested takes away the test for a member that all objects of a kind have.
func (k *knowledge) untested(path, kind string, f *payload.Field) *payload.Field {
	n, of := k.at[ofThatKind(path+"."+f.Key, kind)], k.at[ofThatKind(path, kind)]
	if n == nil || of == nil || n.set < of.objects || len(f.Presence.When) != 1 || !k.tests[f.Presence.When[0].Orig.Expr] || k.dynamic[path+"."+f.Key].null {
		return f
	}
	out := *f
	out.Presence.When = nil
	return &out
}

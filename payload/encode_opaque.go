package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// addressableElem reports whether what a value of type t, a pointer or slice, leads to is
// addressable when it comes to methods: what an interface holds is not.
func addressableElem(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Pointer:
		return !types.IsInterface(t.Elem())
	case *types.Slice:
		return !types.IsInterface(t.Elem())
	}
	return true
}

// opaque spells a run-time value out as far as its type tells.
func (n enc) opaque(v *opaque) Value {
	switch u := v.typ.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsComplex == 0 && u.Kind() != types.UnsafePointer {
			return n.expr(v, v.typ)
		}
	case *types.Struct:
		if slices.ContainsFunc(n.open, func(t types.Type) bool { return types.Identical(t, v.typ) }) {
			return n.unknown(v, "its type is recursive")
		}
		n.open = append(n.open[:len(n.open):len(n.open)], v.typ)
		return n.object(n.a.r.expand(n.rooted(v), u))
	case *types.Pointer:
		return n.opaquePointer(v, u)
	case *types.Slice:
		return n.opaqueSlice(v, u)
	case *types.Array:
		if plain(u.Elem()) {
			return n.expr(v, v.typ)
		}
		return n.value(n.a.r.expandArray(n.rooted(v), u))
	case *types.Map:
		if ref, ok := n.a.lazyMap(v, n.st); ok {
			return n.mapping(ref)
		}
		if n.depth == 1 && v.field != nil {
			if ref := n.a.opaqueMap(v, n.st); ref != nil {
				return n.mapping(ref)
			}
		}
		return n.expr(v, v.typ)
	case *types.Interface:
		return n.dynamic(v)
	}
	return n.unknown(v, "is not a value that JSON has")
}

// dynamic spells out an interface that was read from a field by what the program assigns
// to that.
func (n enc) dynamic(v *opaque) Value {
	rest := n.unknown(v, "its dynamic type is not known")
	out := &Alt{Orig: rest.Orig, clock: rest.clock}
	for _, k := range n.a.assigned(v, n.st) {
		if t := typeOf(k); t == nil || types.IsInterface(t) || isBasic(t) || isNil(k) {
			continue
		}
		out.Cases = append(out.Cases, AltCase{When: []Cond{unspokenCond(n.src(v))}, Value: n.value(k)})
	}
	if len(out.Cases) == 0 {
		return rest
	}
	out.Cases = append(out.Cases, AltCase{Value: rest})
	return out
}

// rooted is v with an expression, if the present place has one.
func (n enc) rooted(v *opaque) *opaque {
	c := *v
	c.src = n.src(v)
	return &c
}

func (n enc) opaquePointer(v *opaque, p *types.Pointer) Value {
	if plain(p.Elem()) {
		return n.expr(v, v.typ)
	}
	addr, ok := n.a.r.behind(n.rooted(v), n.st)
	if !ok {
		return n.unknown(v, "what it points to is not known")
	}
	s := n.src(v)
	n.addr = true
	top := n.top
	inner := n.value(n.a.r.load(n.st, addr, nil, s))
	if top {
		return inner
	}
	c := Cond{Orig: Origin{At: s.pos, Frame: s.fr}, clock: s.clock}
	if s.expr != nil {
		c.Orig.Expr = &ast.BinaryExpr{X: s.expr, OpPos: s.pos, Op: token.EQL, Y: ast.NewIdent("nil")}
	}
	return &Alt{Orig: s.origin(), clock: s.clock, Cases: []AltCase{
		{When: []Cond{c}, Value: n.null(v)},
		{Value: inner},
	}}
}

func (n enc) opaqueSlice(v *opaque, s *types.Slice) Value {
	if isBytes(v.typ) || plain(s.Elem()) {
		return n.expr(v, v.typ)
	}
	el, loop := n.a.implicitLoop(n.rooted(v))
	n.path = nil
	n.addr = addressableElem(v.typ)
	o := n.src(v).origin()
	return &Array{Orig: o, Elems: []*Elem{{Value: n.value(el), Loop: loop}}, NullIfEmpty: true}
}

package payload

import (
	"go/ast"
	"go/types"
)

// hasReferences reports whether a value of type t can lead to shared memory.
func hasReferences(t types.Type, depth int) bool {
	if t == nil || depth > 6 {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Struct:
		for i := range u.NumFields() {
			if hasReferences(u.Field(i).Type(), depth+1) {
				return true
			}
		}
		return false
	case *types.Array:
		return hasReferences(u.Elem(), depth+1)
	case *types.Interface:
		// Errors and contexts are references, but not to anything that is sent.
		return typeName(t) != "error" && typeName(t) != "context.Context"
	}
	return true
}

// hasType is whether the dynamic type of v is, or implements, t.
func (a *activation) hasType(v goValue, t types.Type, e ast.Expr) goValue {
	if c, ok := v.(*choice); ok {
		return a.r.mapChoice(c, func(k goValue) goValue { return a.hasType(k, t, e) })
	}
	dyn := typeOf(v)
	if t == nil || dyn == nil || types.IsInterface(dyn) || isUntypedNil(dyn) {
		if isNil(v) {
			return boolConst(false, a.src(e))
		}
		return a.r.widened(types.Typ[types.Bool], a.src(e), "")
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return boolConst(types.Implements(dyn, i), a.src(e))
	}
	return boolConst(types.Identical(dyn, t), a.src(e))
}

func isUntypedNil(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Kind() == types.UntypedNil
}

// asserted is v.(t).
func (a *activation) asserted(v goValue, t types.Type, e ast.Expr) goValue {
	if tup, ok := t.(*types.Tuple); ok {
		t = tup.At(0).Type()
	}
	if t == nil {
		return a.unknown(e, "has no type")
	}
	switch v := v.(type) {
	case *choice:
		return a.r.mapChoice(v, func(k goValue) goValue { return a.asserted(k, t, e) })
	case *opaque:
		if v.boxed && !types.IsInterface(t) {
			c := *v
			c.boxed = false
			return &c
		}
		if types.IsInterface(v.typ) && !types.IsInterface(t) {
			return a.r.newOpaque(t, v.key+".("+t.String()+")", a.src(e))
		}
		return v
	case *unknown:
		if types.IsInterface(t) {
			return v
		}
		return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
	}
	if b, ok := boolOf(a.hasType(v, t, e)); ok && !b {
		return &unknown{src: a.src(e), typ: t, reason: "the type assertion does not hold"}
	}
	return v
}

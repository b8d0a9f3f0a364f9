package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
)

// convert is v assigned to something of type t: untyped constants and nil take the
// type on; a nil pointer in an interface is no nil interface.
func (a *activation) convert(v goValue, t types.Type, e ast.Expr) goValue {
	if t == nil {
		return v
	}
	switch v := v.(type) {
	case *choice:
		return named(a.r.mapChoice(v, func(k goValue) goValue { return a.convert(k, t, e) }), v.src)
	case *constVal:
		return convertConst(v, t)
	case *opaque:
		if types.IsInterface(t) && !types.IsInterface(v.typ) && !v.boxed {
			c := *v
			c.boxed = true
			return &c
		}
		if !types.IsInterface(t) && types.IsInterface(v.typ) == types.IsInterface(t) && !types.Identical(v.typ, t) && types.Identical(v.typ.Underlying(), t.Underlying()) {
			c := *v
			c.typ = t
			return &c
		}
	case *sliceRef:
		if !types.IsInterface(t) {
			c := *v
			c.typ = t
			return &c
		}
	case *text: // []byte becomes json.RawMessage
		if !types.IsInterface(t) && v.typ != nil && !types.Identical(v.typ, t) {
			c := *v
			c.typ = t
			return &c
		}
	case *unknown:
		if v.typ == nil {
			c := *v
			c.typ = t
			return &c
		}
	}
	return v
}

// named is v as the value of an expression, if it is one of several.
func named(v goValue, s src) goValue {
	if c, ok := v.(*choice); ok {
		return c.at(s)
	}
	return v
}

func convertConst(v *constVal, t types.Type) goValue {
	c := *v
	switch {
	case v.val == nil && (v.typ == nil || isUntypedNil(v.typ)):
		c.typ = t
	case v.val == nil && types.IsInterface(t) && !types.IsInterface(v.typ):
		c.boxed = true
	case v.val != nil && !types.IsInterface(t) && (v.typ == nil || untyped(v.typ)):
		c.typ = t
	case v.val != nil && types.IsInterface(t) && v.typ != nil && untyped(v.typ):
		c.typ = types.Default(v.typ)
	default:
		return v
	}
	return &c
}

// conversion is T(x), written e.
func (a *activation) conversion(v goValue, t types.Type, e ast.Expr) goValue {
	if c, ok := v.(*choice); ok {
		return named(a.r.mapChoice(c, func(k goValue) goValue { return a.conversion(k, t, e) }), a.src(e))
	}
	if types.IsInterface(t) {
		return a.convert(v, t, e)
	}
	textual := isString(t) || isBytes(t)
	switch x := v.(type) {
	case *constVal:
		return a.convertKnown(x, t, e)
	case *text:
		if textual {
			c := *x
			c.typ = t
			return a.r.textOf(c.pieces, t, x.src)
		}
	case *opaque:
		if isString(t) && isBasic(x.typ) && !isString(x.typ) { // string(rune)
			return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
		}
		if textual && isString(x.typ) != isString(t) {
			return a.r.textOf([]piece{{val: x}}, t, a.src(e))
		}
		if _, ok := t.Underlying().(*types.Struct); ok && x.src.expr != nil {
			return &opaque{src: x.src, typ: t, key: x.key} // fields are read without the conversion: x.F for T(x).F
		}
		if isString(t) && isString(x.typ) || !isBasic(t) {
			return &opaque{src: a.src(e), typ: t, key: x.key}
		}
		return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
	case *structVal, *sliceRef, *mapRef, *pointer:
		return withType(x, t)
	case *unknown:
		return &unknown{src: x.src, typ: t, reason: x.reason}
	}
	return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
}

// convertKnown converts a constant at run-time semantics.
func (a *activation) convertKnown(x *constVal, t types.Type, e ast.Expr) goValue {
	if x.val == nil {
		return &constVal{src: x.src, typ: t}
	}
	switch {
	case x.val.Kind() == constant.String && isString(t):
		return &constVal{src: x.src, typ: t, val: x.val}
	case x.val.Kind() == constant.String && isBytes(t):
		return a.r.textOf([]piece{literal(x)}, t, x.src)
	case isNumber(x.val) && isBasic(t) && representable(x.val, t) && constant.ToInt(x.val).Kind() == constant.Int:
		return &constVal{src: x.src, typ: t, val: x.val}
	case isNumber(x.val) && isBasic(t) && representable(x.val, t) && t.Underlying().(*types.Basic).Info()&types.IsFloat != 0:
		return &constVal{src: x.src, typ: t, val: x.val}
	case x.val.Kind() == constant.Bool:
		return &constVal{src: x.src, typ: t, val: x.val}
	}
	return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
}

// withType is an aggregate converted to type t, of the same structure.
func withType(v goValue, t types.Type) goValue {
	switch x := v.(type) {
	case *structVal:
		c := *x
		c.typ = t
		return &c
	case *sliceRef:
		c := *x
		c.typ = t
		return &c
	case *mapRef:
		c := *x
		c.typ = t
		return &c
	case *pointer:
		c := *x
		c.typ = t
		return &c
	}
	return v
}

package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
)

func (n enc) object(v *structVal) Value {
	st, ok := v.typ.Underlying().(*types.Struct)
	if !ok {
		return n.unknown(v, "is not a struct")
	}
	if n.v2 != nil {
		if why := tagsV2(st, 0); why != "" {
			return n.unknown(v, why)
		}
	}
	out := &Object{Orig: n.src(v).origin()}
	for _, f := range jsonFields(st) {
		fv, set, at, ok := n.follow(v, f)
		switch {
		case !ok && fv == nil: // an embedded pointer that is nil
		case !ok:
			out.Rest = n.unknown(fv, "an embedded pointer may be nil")
		default:
			if m := at.member(f, fv, set); m != nil {
				out.Fields = append(out.Fields, m)
			}
		}
	}
	return out
}

// follow finds the value of a member through embedded structs. It is false with a nil
// value when the member is absent, and with a value when nobody knows.
func (n enc) follow(v *structVal, f jsonField) (goValue, fieldSet, enc, bool) {
	var cur goValue = v
	var set fieldSet
	base := n.path
	if base == nil && v.expr != nil && v.fr == n.a.fr && addressable(v.expr) {
		base, n.since = v.expr, v.clock // it may be a copy from then
	}
	for i, k := range f.index {
		s, ok := cur.(*structVal)
		if !ok {
			if o, isOpaque := cur.(*opaque); isOpaque {
				if st, isStruct := o.typ.Underlying().(*types.Struct); isStruct {
					s, ok = n.a.r.expand(o, st), true
				}
			}
		}
		if !ok || k >= len(s.fields) {
			return cur, set, n, false
		}
		cur, set = s.fields[k], s.sets[k]
		if base != nil {
			name := s.typ.Underlying().(*types.Struct).Field(k).Name()
			base = &ast.SelectorExpr{X: stripStar(base), Sel: ast.NewIdent(name)}
		}
		if i < len(f.index)-1 && isPointer(typeOf(cur)) {
			if isNil(cur) {
				return nil, set, n, false
			}
			p, ok := cur.(*pointer)
			if !ok {
				return cur, set, n, false
			}
			cur = n.a.r.load(n.st, p.addr, p.path, p.src)
			n.addr = true
		}
	}
	n.path = base
	return cur, set, n, true
}

// addressable reports whether a selector can be put behind e.
func addressable(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return addressable(e.X)
	case *ast.StarExpr:
		return addressable(e.X)
	case *ast.IndexExpr:
		return addressable(e.X)
	case *ast.TypeAssertExpr:
		return true
	}
	return false
}

// member is the member that field f contributes with value v; nil when it is left out.
func (n enc) member(f jsonField, v goValue, set fieldSet) *Field {
	m := &Field{Key: f.name, KeyAt: f.obj.Pos(), KeyExpr: set.key}
	if set.pos.IsValid() {
		m.KeyAt = set.pos
	}
	n.pos = m.KeyAt
	n.addr = n.addr && !types.IsInterface(f.obj.Type())
	whole := n.value(v)
	m.Value = whole
	if n.v2 != nil {
		var left truth
		switch f, left = n.fieldV2(f, whole); left {
		case yes:
			return nil
		case maybe:
			return n.maybeV2(m, v)
		}
	}
	if f.quoted {
		m.Value = n.quoted(v, whole)
	}
	if f.omitEmpty {
		switch n.emptyIn(f.obj.Type(), v) {
		case yes:
			return nil
		case maybe:
			m.Presence.OmitEmpty = n.emptiness(f.obj.Type(), v, n.emptyIn)
			if p, ok := typeOf(v).(*types.Pointer); ok && !isBasic(p.Elem()) && !types.IsInterface(f.obj.Type()) {
				m.Value = notNil(whole)
			}
		}
	}
	if f.omitZero && m.Presence.OmitEmpty == nil {
		switch n.zeroIn(f.obj.Type(), v) {
		case yes:
			return nil
		case maybe:
			m.Presence.OmitEmpty, m.Presence.OmitZero = n.emptiness(f.obj.Type(), v, n.zeroIn), true
		}
	}
	return m
}

// quoted is a value under the option string: a JSON string that holds the JSON.
func (n enc) quoted(v goValue, whole Value) Value {
	switch w := whole.(type) {
	case *Const:
		if w.Val == nil {
			return w
		}
		s := w.Val.ExactString()
		if w.Val.Kind() == constant.Float {
			return &Unknown{Orig: w.Orig, Reason: "a number that the option string turns into text", Type: typeOf(v)}
		}
		return &Const{Orig: w.Orig, Val: constant.MakeString(s)}
	case *Expr:
		if b, ok := w.Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0 {
			return &String{Orig: w.Orig, Parts: []Part{{Expr: w, Verb: "%v"}}, clock: w.clock}
		}
	}
	return &Unknown{Orig: whole.Origin(), Reason: "is turned into text by the option string", Type: typeOf(v)}
}

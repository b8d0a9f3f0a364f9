package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
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

// builtin evaluates a call of a builtin function.
func (a *activation) builtin(name string, e *ast.CallExpr, st *state) goValue {
	switch name {
	case "append":
		return a.appendCall(e, st)
	case "make":
		return a.makeCall(e, st)
	case "new":
		elem := pointee(a.typeOf(e))
		v := zero(elem, a.src(e))
		if tv := a.pkg.Info.Types[e.Args[0]]; !tv.IsType() { // new(expr)
			v = a.convert(a.eval(e.Args[0], st), elem, e)
		}
		return a.r.newPointer(st, v, a.typeOf(e), elem, a.src(e))
	case "len":
		return a.length(a.eval(e.Args[0], st), e, st)
	case "delete":
		a.deleteKey(e, st)
		return a.unknown(e, "has no value")
	case "copy", "clear", "close":
		for _, arg := range e.Args {
			a.escape(a.eval(arg, st), st, e.Pos(), "is changed by "+name, true)
		}
		a.r.effects++
		return a.r.widened(a.typeOf(e), a.src(e), "")
	}
	for _, arg := range e.Args {
		a.eval(arg, st)
	}
	if name == "print" || name == "println" || name == "panic" || name == "recover" {
		a.r.effects++
	}
	return a.r.widened(a.typeOf(e), a.src(e), "")
}

func (a *activation) length(v goValue, e *ast.CallExpr, st *state) goValue {
	return a.mapValue(v, func(v goValue) goValue {
		switch v := v.(type) {
		case *constVal:
			if v.val == nil {
				return intConst(0, types.Typ[types.Int], a.src(e))
			}
			if v.val.Kind() == constant.String {
				return intConst(int64(len(constant.StringVal(v.val))), types.Typ[types.Int], a.src(e))
			}
		case *sliceRef:
			if arr, ok := st.heap[v.addr].(*arrayObj); ok && st.volatile[v.addr] == "" && arr.rest == nil && allAlways(arr.elems) {
				return intConst(int64(len(arr.elems)), types.Typ[types.Int], a.src(e))
			}
		case *mapRef:
			if m, ok := st.heap[v.addr].(*mapObj); ok && st.volatile[v.addr] == "" && m.rest == nil && !slices.ContainsFunc(m.entries, func(e mapEntry) bool { return len(e.when) > 0 }) {
				return intConst(int64(len(m.entries)), types.Typ[types.Int], a.src(e))
			}
		}
		return a.r.newOpaque(types.Typ[types.Int], a.r.freshKey(), a.src(e))
	})
}

func allAlways(es []element) bool {
	return !slices.ContainsFunc(es, func(e element) bool { return len(e.when) > 0 || e.loop != nil })
}

func (a *activation) deleteKey(e *ast.CallExpr, st *state) {
	m := a.eval(e.Args[0], st)
	key, _ := a.eval(e.Args[1], st).(*constVal)
	a.eachMap(m, st, func(ref *mapRef, when []Cond) {
		old, ok := st.heap[ref.addr].(*mapObj)
		if !ok {
			return
		}
		c := *old
		if key == nil || key.val == nil || len(when) > 0 || old.rest != nil {
			a.r.forget(st, ref.addr, e.Pos(), "a key may be deleted")
			return
		}
		c.entries = slices.DeleteFunc(slices.Clone(c.entries), func(m mapEntry) bool { return m.key.ExactString() == key.val.ExactString() })
		a.r.wrote(ref.addr)
		st.heap[ref.addr] = &c
		st.changed[ref.addr] = mark{a.r.tick(), e.Pos()}
	}, func() { a.r.touch(st, e.Pos()) })
}

func (a *activation) makeCall(e *ast.CallExpr, st *state) goValue {
	for _, arg := range e.Args[1:] {
		a.eval(arg, st)
	}
	t := a.typeOf(e)
	switch t.Underlying().(type) {
	case *types.Map:
		return &mapRef{src: a.src(e), typ: t, addr: a.r.alloc(st, &mapObj{src: a.src(e), typ: t}, t)}
	case *types.Slice:
		if isBytes(t) {
			break
		}
		arr := &arrayObj{src: a.src(e), typ: t, shares: true}
		if n, ok := constArg(a.pkg.Info, e, 1); ok && n >= 0 && n <= 16 {
			for range n {
				arr.elems = append(arr.elems, element{val: zero(t.Underlying().(*types.Slice).Elem(), a.src(e))})
			}
		} else {
			arr.rest = a.unknown(e, "has a length that is not constant")
		}
		arr.shares = false
		return a.newSlice(arr, t, st, e)
	}
	return a.r.widened(t, a.src(e), "made with a length")
}

func constArg(info *types.Info, e *ast.CallExpr, i int) (int, bool) {
	if i >= len(e.Args) {
		return 0, false
	}
	tv := info.Types[e.Args[i]]
	if tv.Value == nil {
		return 0, false
	}
	n, exact := constant.Int64Val(constant.ToInt(tv.Value))
	return int(n), exact
}

// appendCall evaluates append. The result is a new array; that it may share storage
// with the old one is remembered until somebody could notice.
func (a *activation) appendCall(e *ast.CallExpr, st *state) goValue {
	t := a.typeOf(e)
	base := a.eval(e.Args[0], st)
	if isBytes(t) {
		return a.appendBytes(base, e, t, st)
	}
	var more []element
	var rest *unknown
	for i, arg := range e.Args[1:] {
		v := a.eval(arg, st)
		if e.Ellipsis.IsValid() && i == len(e.Args)-2 {
			es, r := a.elements(v, arg, st)
			more, rest = append(more, es...), r
			continue
		}
		more = append(more, element{val: a.convert(v, t.Underlying().(*types.Slice).Elem(), arg)})
	}
	return a.mapValue(base, func(base goValue) goValue { return a.appendTo(base, more, rest, e, t, st) })
}

func (a *activation) appendTo(base goValue, more []element, rest *unknown, e *ast.CallExpr, t types.Type, st *state) goValue {
	arr := &arrayObj{src: a.src(e), typ: t, shares: true}
	switch b := base.(type) {
	case *constVal: // nil
		arr.nilBase, arr.shares = true, false
	case *sliceRef:
		old, ok := st.heap[b.addr].(*arrayObj)
		if !ok {
			return a.unknown(e, "appends to a slice that is not followed")
		}
		if old.child != 0 { // a second append may overwrite what the first one added
			if child, ok := st.heap[old.child].(*arrayObj); ok {
				st.heap[old.child] = child.lose("its storage is appended to twice")
			}
		}
		arr.src, arr.nilBase, arr.rest, arr.carried = old.src, old.nilBase, old.rest, old.carried
		arr.elems = slices.Clone(old.elems)
		if st.volatile[b.addr] != "" {
			arr = arr.lose(st.volatile[b.addr])
		}
	default:
		es, r := a.elements(base, e.Args[0], st)
		arr.elems, arr.rest, arr.nilBase = es, r, true
	}
	if arr.rest != nil && len(more) > 0 { // what is appended stands behind them
		over := &Unknown{Orig: arr.rest.origin(), Reason: arr.rest.reason, Type: arr.rest.typ}
		arr.elems = append(arr.elems, element{val: arr.rest, loop: &Loop{Over: over}})
		arr.rest, arr.nilBase = nil, true
	}
	arr.elems = append(arr.elems, more...)
	if arr.rest == nil {
		arr.rest = rest
	}
	if arr.nilBase && hasAlways(arr.elems) {
		arr.nilBase = false
	}
	ref := a.newSlice(arr, t, st, e)
	if o, ok := base.(*opaque); ok {
		a.r.appendedTo(o, ref.addr, st)
	}
	if b, ok := base.(*sliceRef); ok {
		if old, ok := st.heap[b.addr].(*arrayObj); ok {
			c := *old
			c.child = ref.addr
			st.heap[b.addr] = &c
		}
	}
	return ref
}

// appendedTo remembers the array that append made of an opaque slice: a second append
// may overwrite what the first one added.
func (r *run) appendedTo(o *opaque, addr int, st *state) {
	key := o.key + "+"
	if old, ok := st.lazy[key]; ok {
		if arr, ok := st.heap[old].(*arrayObj); ok {
			st.heap[old] = arr.lose("its storage is appended to twice")
		}
	}
	st.lazy[key] = addr
}

// elements are the elements of a slice value that is spread or ranged over.
func (a *activation) elements(v goValue, e ast.Expr, st *state) ([]element, *unknown) {
	switch v := v.(type) {
	case *constVal:
		return nil, nil
	case *sliceRef:
		if arr, ok := st.heap[v.addr].(*arrayObj); ok && st.volatile[v.addr] == "" {
			return slices.Clone(arr.elems), arr.rest
		}
	case *opaque:
		if el, loop := a.implicitLoop(v); loop != nil {
			return []element{{val: el, loop: loop}}, nil
		}
	}
	return nil, &unknown{src: a.src(e), typ: typeOf(v), reason: "elements of a slice that is not followed"}
}

// implicitLoop is "for each element of v", v an opaque slice.
func (a *activation) implicitLoop(v *opaque) (goValue, *Loop) {
	s, ok := v.typ.Underlying().(*types.Slice)
	if !ok {
		return nil, nil
	}
	id := ast.NewIdent("elem")
	id.NamePos = v.pos
	over := &Expr{Orig: v.origin(), Type: v.typ, clock: v.clock}
	loop := &Loop{Over: over, Elem: id, Type: s.Elem()}
	el := a.r.newOpaque(s.Elem(), v.key+"[]", src{expr: id, pos: v.pos, fr: v.fr, clock: v.clock})
	return el, loop
}

func (a *activation) appendBytes(base goValue, e *ast.CallExpr, t types.Type, st *state) goValue {
	ps, ok := a.piecesOf(base)
	for i, arg := range e.Args[1:] {
		v := a.eval(arg, st)
		switch {
		case e.Ellipsis.IsValid() && i == len(e.Args)-2:
			more, isText := a.piecesOf(v)
			ps, ok = append(slices.Clone(ps), more...), ok && isText
		default:
			c, isConst := v.(*constVal)
			if n, isInt := intOf(v); isConst && isInt && n >= 0 && n < 128 && c.val != nil {
				ps = append(slices.Clone(ps), piece{lit: string(rune(n))})
			} else {
				ok = false
			}
		}
	}
	if !ok {
		return a.r.widened(t, a.src(e), "bytes that are not followed")
	}
	return a.r.textOf(ps, t, a.src(e))
}

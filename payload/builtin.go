package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

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
	case "copy":
		if n := a.copyBytes(e, st); n != nil {
			return n
		}
		fallthrough
	case "clear", "close":
		for _, arg := range e.Args {
			a.escape(a.eval(arg, st), st, e.Pos(), "is changed by "+name, true)
		}
		if len(e.Args) > 0 && isBytes(a.typeOf(e.Args[0])) {
			a.r.scribbled(st, e.Pos(), "may be changed by "+name)
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
		key := a.r.lengthKey(v)
		if key == "" {
			key = a.r.freshKey()
		}
		return a.r.newOpaque(types.Typ[types.Int], key, a.src(e))
	})
}

// lengthKey is the key of the length of a slice, which does not change, or "".
func lengthKey(v goValue) string {
	switch v := v.(type) {
	case *opaque:
		if _, ok := v.typ.Underlying().(*types.Slice); ok {
			return v.key + "#len"
		}
	case *sliceRef:
		return "&" + itoa(v.addr) + "#len"
	}
	return ""
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
	var size goValue
	for i, arg := range e.Args[1:] {
		if v := a.eval(arg, st); i == 0 {
			size = v
		}
	}
	t := a.typeOf(e)
	switch t.Underlying().(type) {
	case *types.Map:
		return &mapRef{src: a.src(e), typ: t, addr: a.r.alloc(st, &mapObj{src: a.src(e), typ: t}, t)}
	case *types.Slice:
		if isBytes(t) {
			return a.makeBytes(t, size, e)
		}
		arr := &arrayObj{src: a.src(e), typ: t, shares: true}
		if n, ok := intOf(size); ok && n >= 0 && n <= maxUnroll {
			for range n {
				arr.elems = append(arr.elems, element{val: zero(t.Underlying().(*types.Slice).Elem(), a.src(e))})
			}
		} else {
			arr.rest = a.unknown(e, "has a length that is not constant")
			if o, ok := size.(*opaque); ok {
				arr.size = o.key
			}
		}
		arr.shares = false
		return a.newSlice(arr, t, st, e)
	}
	return a.r.widened(t, a.src(e), "made with a length")
}

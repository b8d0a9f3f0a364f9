package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

func (a *activation) indexExpr(e *ast.IndexExpr, st *state) goValue {
	if tv, ok := a.pkg.Info.Types[e.X]; ok && tv.IsValue() {
		if _, isFunc := tv.Type.Underlying().(*types.Signature); isFunc {
			return a.eval(e.X, st) // an instantiation
		}
	}
	v, key := a.eval(e.X, st), a.eval(e.Index, st)
	if last := a.lastByte(v, e); last != nil {
		return last
	}
	return a.indexValue(v, key, e, st)
}

func (a *activation) indexValue(v, key goValue, e *ast.IndexExpr, st *state) goValue {
	t := a.typeOf(e)
	if tup, ok := t.(*types.Tuple); ok { // v, ok := m[k]
		t = a.subst(tup.At(0).Type())
	}
	switch v := v.(type) {
	case *choice:
		return a.r.mapChoice(v, func(k goValue) goValue { return a.indexValue(k, key, e, st) })
	case *mapRef:
		return a.mapIndex(v, key, t, e, st)
	case *sliceRef:
		return a.sliceIndex(v, key, t, e, st)
	case *structVal:
		return a.arrayIndex(v, key, e)
	case *pointer: // to an array
		return a.indexValue(a.deref(v, st, e), key, e, st)
	case *opaque:
		if ref, ok := a.lazyMap(v, st); ok {
			return a.mapIndex(ref, key, t, e, st)
		}
		k := a.r.freshKey()
		if c, ok := key.(*constVal); ok && c.val != nil {
			k = v.key + "[" + c.val.ExactString() + "]" + a.r.memKey(st)
		}
		return a.r.newOpaque(t, k, a.src(e))
	}
	return a.r.widened(t, a.src(e), "element of a value that is not followed")
}

// lazyMap is the cell that an opaque map has if it was written to.
func (a *activation) lazyMap(v *opaque, st *state) (*mapRef, bool) {
	addr, ok := st.lazy[v.key+"{}"]
	return &mapRef{src: v.src, typ: v.typ, addr: addr}, ok
}

func (a *activation) sliceIndex(v *sliceRef, key goValue, t types.Type, e *ast.IndexExpr, st *state) goValue {
	arr, ok := st.heap[v.addr].(*arrayObj)
	if ok && st.volatile[v.addr] == "" {
		if i := a.r.indexCode(key); i >= 0 {
			if el := arr.index(i); el != nil {
				return el.val
			}
		} else if el := arr.filledAt(i); el != nil {
			return el
		}
	}
	if hasReferences(t, 0) {
		a.escape(v, st, e.Pos(), "reached through an index that is not certain", true)
	}
	return a.r.widened(t, a.src(e), "element at an index that is not certain")
}

// mapIndex looks a key up. A key that is not known chooses among the entries.
func (a *activation) mapIndex(ref *mapRef, key goValue, t types.Type, e *ast.IndexExpr, st *state) goValue {
	m, ok := st.heap[ref.addr].(*mapObj)
	if !ok || st.volatile[ref.addr] != "" {
		return a.r.widened(t, a.src(e), "element of a map that is not followed")
	}
	c, isConst := key.(*constVal)
	if !isConst || c.val == nil {
		return a.mapAny(m, t, e, st)
	}
	var cases []choiceCase
	es := entriesOf(m, c.val.ExactString())
	for i := len(es) - 1; i >= 0; i-- {
		cases = append(cases, choiceCase{es[i].when, es[i].val})
	}
	if n := len(cases); n == 0 || len(cases[n-1].when) > 0 {
		if m.rest != nil {
			return a.r.widened(t, a.src(e), "may have been set by a key that is not constant")
		}
		cases = append(cases, choiceCase{nil, zero(t, a.src(e))})
	}
	return a.r.flatten(&choice{src: a.src(e), cases: cases})
}

// mapAny is the value at a key that is only known at run time: one of the entries, or
// the zero value.
func (a *activation) mapAny(m *mapObj, t types.Type, e *ast.IndexExpr, st *state) goValue {
	conditional := slices.ContainsFunc(m.entries, func(e mapEntry) bool { return len(e.when) > 0 })
	if m.rest != nil || conditional || len(m.entries) >= maxCases {
		if hasReferences(t, 0) {
			a.escape(&mapRef{typ: m.typ, addr: a.addrOf(m, st)}, st, e.Pos(), "reached through a key that is not certain", true)
		}
		return a.r.widened(t, a.src(e), "value at a key that is not certain")
	}
	var cases []choiceCase
	for _, entry := range m.entries {
		test := &ast.BinaryExpr{X: e.Index, OpPos: e.Index.Pos(), Op: token.EQL, Y: entry.keyExpr}
		cases = append(cases, choiceCase{[]Cond{a.cond(test, nil)}, entry.val})
	}
	cases = append(cases, choiceCase{nil, zero(t, a.src(e))})
	return a.r.flatten(&choice{src: a.src(e), cases: cases})
}

func (a *activation) addrOf(m *mapObj, st *state) int {
	for _, addr := range sortedKeys(st.heap) {
		if st.heap[addr] == goValue(m) {
			return addr
		}
	}
	return 0
}

// mapCommaOK is v, ok := m[k].
func (a *activation) mapCommaOK(e *ast.IndexExpr, st *state) []goValue {
	v, key := a.eval(e.X, st), a.eval(e.Index, st)
	val := a.indexValue(v, key, e, st)
	okType := types.Typ[types.Bool]
	anon := src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}
	dynamic := a.r.widened(okType, anon, "")
	ref, isMap := v.(*mapRef)
	if !isMap {
		return []goValue{val, dynamic}
	}
	m, known := st.heap[ref.addr].(*mapObj)
	c, isConst := key.(*constVal)
	if !known || m.rest != nil || st.volatile[ref.addr] != "" {
		return []goValue{val, dynamic}
	}
	if isConst && c.val != nil {
		es := entriesOf(m, c.val.ExactString())
		if len(es) == 0 {
			return []goValue{val, boolConst(false, anon)}
		}
		oks := &choice{src: anon}
		for i := len(es) - 1; i >= 0; i-- {
			oks.cases = append(oks.cases, choiceCase{es[i].when, boolConst(true, anon)})
		}
		oks.cases = append(oks.cases, choiceCase{nil, boolConst(false, anon)})
		return []goValue{val, a.r.flatten(oks)}
	}
	if ch, ok := val.(*choice); ok { // aligned with the value, for prune
		oks := &choice{src: anon, cases: make([]choiceCase, len(ch.cases))}
		for i, k := range ch.cases {
			oks.cases[i] = choiceCase{k.when, boolConst(i < len(ch.cases)-1, anon)}
		}
		if len(ch.cases) == len(m.entries)+1 {
			return []goValue{val, oks}
		}
	}
	return []goValue{val, dynamic}
}

func (a *activation) sliceExpr(e *ast.SliceExpr, st *state) goValue {
	v := a.eval(e.X, st)
	for _, b := range []ast.Expr{e.Low, e.High, e.Max} {
		if b != nil {
			a.eval(b, st)
		}
	}
	if p, ok := v.(*pointer); ok {
		v = a.deref(p, st, e)
	}
	if arr, ok := v.(*structVal); ok {
		return a.sliceOfArray(arr, e, st)
	}
	if e.Low == nil && e.High == nil && arrayOfType(typeOf(v)) == nil {
		return v
	}
	if short := a.withoutLast(v, e); short != nil {
		return short
	}
	t := a.typeOf(e)
	if c, ok := v.(*constVal); ok && c.val != nil && c.val.Kind() == constant.String {
		if s, ok := a.cut(constant.StringVal(c.val), e); ok {
			return stringConst(s, t, a.src(e))
		}
	}
	if s, ok := v.(*sliceRef); ok {
		if arr, ok := st.heap[s.addr].(*arrayObj); ok && !hasReferences(s.typ.Underlying().(*types.Slice).Elem(), 0) {
			l := arr.lose("is cut out of another slice")
			l.shares = true
			return a.newSlice(l, t, st, e)
		}
		a.escape(v, st, e.Pos(), "is cut out of another slice", true)
	}
	return a.r.widened(t, a.src(e), "is cut out of another value")
}

// cut is s[low:high] with constant bounds.
func (a *activation) cut(s string, e *ast.SliceExpr) (string, bool) {
	lo, hi := 0, len(s)
	for i, b := range []ast.Expr{e.Low, e.High} {
		if b == nil {
			continue
		}
		tv := a.pkg.Info.Types[b]
		if tv.Value == nil {
			return "", false
		}
		n, _ := constant.Int64Val(constant.ToInt(tv.Value))
		if i == 0 {
			lo = int(n)
		} else {
			hi = int(n)
		}
	}
	if lo < 0 || hi > len(s) || lo > hi {
		return "", false
	}
	return s[lo:hi], true
}

package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// composite evaluates a composite literal of type t.
func (a *activation) composite(e *ast.CompositeLit, t types.Type, st *state) goValue {
	if t == nil {
		return a.unknown(e, "has no type")
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T elided in an element
		v := a.composite(e, p.Elem(), st)
		return a.r.newPointer(st, v, t, p.Elem(), a.src(e))
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return a.structLit(e, t, u, st)
	case *types.Map:
		return a.mapLit(e, t, u, st)
	case *types.Slice:
		return a.sliceLit(e, t, u.Elem(), st)
	}
	for _, el := range e.Elts {
		a.eval(valueOf(el), st)
	}
	return a.unknown(e, "arrays are not followed")
}

func valueOf(el ast.Expr) ast.Expr {
	if kv, ok := el.(*ast.KeyValueExpr); ok {
		return kv.Value
	}
	return el
}

// element evaluates a literal's element, which may leave out its type.
func (a *activation) element(el ast.Expr, t types.Type, st *state) goValue {
	if lit, ok := el.(*ast.CompositeLit); ok && lit.Type == nil {
		return a.composite(lit, t, st)
	}
	return a.convert(a.eval(el, st), t, el)
}

func (a *activation) structLit(e *ast.CompositeLit, t types.Type, u *types.Struct, st *state) goValue {
	v, ok := zero(t, a.src(e)).(*structVal)
	if !ok {
		return zero(t, a.src(e))
	}
	for i, el := range e.Elts {
		f, set := i, fieldSet{node: el, pos: el.Pos()}
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			id, _ := kv.Key.(*ast.Ident)
			if f = fieldIndex(u, id); f < 0 {
				continue
			}
			set.key = kv.Key
		}
		v.fields[f] = a.element(valueOf(el), u.Field(f).Type(), st)
		v.sets[f] = set
	}
	return v
}

func fieldIndex(u *types.Struct, id *ast.Ident) int {
	for i := range u.NumFields() {
		if id != nil && u.Field(i).Name() == id.Name {
			return i
		}
	}
	return -1
}

func (a *activation) mapLit(e *ast.CompositeLit, t types.Type, u *types.Map, st *state) goValue {
	addr := a.r.alloc(st, &mapObj{src: a.src(e), typ: t}, t)
	ref := &mapRef{src: a.src(e), typ: t, addr: addr}
	for _, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key := a.element(kv.Key, u.Key(), st)
		v := a.element(kv.Value, u.Elem(), st)
		a.setKey(ref, key, kv.Key, v, nil, st)
	}
	return ref
}

func (a *activation) sliceLit(e *ast.CompositeLit, t, elem types.Type, st *state) goValue {
	arr := &arrayObj{src: a.src(e), typ: t}
	for _, el := range e.Elts {
		if _, keyed := el.(*ast.KeyValueExpr); keyed {
			arr.rest = a.unknown(e, "elements have explicit indexes")
		}
		arr.elems = append(arr.elems, element{val: a.element(valueOf(el), elem, st)})
	}
	if arr.rest != nil {
		arr.elems = nil
	}
	if isBytes(t) {
		return a.r.widened(t, a.src(e), "")
	}
	return a.newSlice(arr, t, st, e)
}

func (a *activation) newSlice(arr *arrayObj, t types.Type, st *state, e ast.Expr) *sliceRef {
	return &sliceRef{src: a.src(e), typ: t, addr: a.r.alloc(st, arr, t)}
}

func (a *activation) indexExpr(e *ast.IndexExpr, st *state) goValue {
	if tv, ok := a.pkg.Info.Types[e.X]; ok && tv.IsValue() {
		if _, isFunc := tv.Type.Underlying().(*types.Signature); isFunc {
			return a.eval(e.X, st) // an instantiation
		}
	}
	v, key := a.eval(e.X, st), a.eval(e.Index, st)
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
	if i, isInt := intOf(key); ok && isInt && st.volatile[v.addr] == "" {
		if el := arr.index(i); el != nil {
			return el.val
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
	return flatten(&choice{src: a.src(e), cases: cases})
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
	return flatten(&choice{src: a.src(e), cases: cases})
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
		if len(es) == 1 && len(es[0].when) == 0 {
			return []goValue{val, boolConst(true, anon)}
		}
		return []goValue{val, dynamic}
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
	if e.Low == nil && e.High == nil {
		return v
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

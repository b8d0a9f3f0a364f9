package payload

import (
	"go/ast"
	"go/types"
)

// eval evaluates e in st, with its effects.
func (a *activation) eval(e ast.Expr, st *state) goValue {
	if a.r.exhausted() {
		return a.unknown(e, tooManySteps)
	}
	if a.r.held[e] && !a.r.holding[e] {
		return a.hold(e, st)
	}
	if e == a.r.probe && !a.r.probing {
		return a.probed(st, func() goValue { return a.eval(e, st) })
	}
	if tv, ok := a.pkg.Info.Types[e]; ok && tv.Value != nil {
		return &constVal{src: a.src(e), typ: a.subst(tv.Type), val: tv.Value}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return a.eval(e.X, st)
	case *ast.Ident:
		return a.ident(e, st)
	case *ast.SelectorExpr:
		return a.selector(e, st)
	case *ast.StarExpr:
		return a.read(a.deref(a.eval(e.X, st), st, e), e)
	case *ast.UnaryExpr:
		return a.unary(e, st)
	case *ast.BinaryExpr:
		return a.binary(e, st)
	case *ast.CompositeLit:
		return a.composite(e, a.typeOf(e), st)
	case *ast.CallExpr:
		v := a.call(e, st)
		if t, ok := v.(*tuple); ok && len(t.vals) > 0 {
			return t.vals[0]
		}
		return v
	case *ast.IndexExpr:
		return a.indexExpr(e, st)
	case *ast.SliceExpr:
		return a.sliceExpr(e, st)
	case *ast.TypeAssertExpr:
		v := a.eval(e.X, st)
		if p := a.pooled(e, st); p != nil {
			return p
		}
		return a.asserted(v, a.typeOf(e), e)
	case *ast.FuncLit:
		return a.funcLit(e, st)
	}
	return a.unknown(e, "expression is not followed")
}

// multi evaluates an expression that yields n values: a call, or a comma-ok form.
func (a *activation) multi(e ast.Expr, n int, st *state) []goValue {
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if t, ok := a.call(x, st).(*tuple); ok && len(t.vals) == n {
			return t.vals
		}
	case *ast.TypeAssertExpr:
		v := a.eval(x.X, st)
		t := a.subst(a.pkg.Info.TypeOf(x.Type))
		val := a.mapValue(v, func(k goValue) goValue { return a.orZero(k, t, e, st) })
		return []goValue{val, a.hasType(v, t, e)}
	case *ast.IndexExpr:
		return a.mapCommaOK(x, st)
	case *ast.UnaryExpr:
		a.eval(x.X, st)
	}
	out := make([]goValue, n)
	tup, _ := a.pkg.Info.TypeOf(e).(*types.Tuple)
	for i := range out {
		var t types.Type
		if tup != nil && i < tup.Len() {
			t = a.subst(tup.At(i).Type())
		}
		s := src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}
		out[i] = a.r.widened(t, s, "is one of several results of a call")
	}
	return out
}

// orZero is v.(t) in a comma-ok form: the zero value when v has another type.
func (a *activation) orZero(v goValue, t types.Type, e ast.Expr, st *state) goValue {
	if has, known := boolOf(a.hasType(v, t, e)); known {
		if has {
			return a.asserted(v, t, e)
		}
		return zero(t, a.src(e))
	}
	a.escape(v, st, e.Pos(), "reached through a type assertion", false)
	return a.r.widened(t, src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}, "depends on the dynamic type")
}

func (a *activation) ident(id *ast.Ident, st *state) goValue {
	obj := a.pkg.Info.ObjectOf(id)
	switch obj := obj.(type) {
	case *types.Nil:
		return &constVal{src: a.src(id), typ: types.Typ[types.UntypedNil]}
	case *types.Func:
		return &funcVal{src: a.src(id), fn: obj}
	case *types.Var:
		if addr, ok := a.lookup(obj); ok {
			return a.read(a.r.load(st, addr, nil, a.src(id)), id)
		}
		return a.packageVar(id, obj, st)
	}
	return a.unknown(id, "%s is not followed", id.Name)
}

// read is v as read through the expression e. Values that only exist at run time are
// henceforth known as e, if e can be written at the call site, so that the result of
// a call is named by the variable that holds it.
func (a *activation) read(v goValue, e ast.Expr) goValue {
	switch v := v.(type) {
	case *opaque, *choice, *unknown, *text, *bufVal:
		s := v.from()
		if s.expr == nil || a.r.siteFns[a.fr.Fn] && a.inScope(e) {
			return v.at(a.src(e))
		}
	case *mapRef, *sliceRef:
		s := v.from()
		if makesNew(s.expr) || a.r.siteFns[a.fr.Fn] && a.inScope(e) {
			return v.at(a.src(e))
		}
	case *constVal:
		if v.expr == nil {
			return v.at(a.src(e))
		}
	}
	return v
}

// makesNew reports whether e, evaluated again, gives other memory than before.
func makesNew(e ast.Expr) bool {
	switch ast.Unparen(e).(type) {
	case nil, *ast.CompositeLit, *ast.CallExpr:
		return true
	}
	return false
}

// inScope reports whether the variables of e are declared where the target is.
func (a *activation) inScope(e ast.Expr) bool {
	obj := rootObject(a.pkg.Info, e)
	if obj == nil {
		return false
	}
	return obj.Parent() != nil && obj.Parent().Contains(a.r.target.Pos()) && obj.Pos() < a.r.target.Pos()
}

func (a *activation) selector(e *ast.SelectorExpr, st *state) goValue {
	sel, ok := a.pkg.Info.Selections[e]
	if !ok { // qualified identifier
		switch obj := a.pkg.Info.Uses[e.Sel].(type) {
		case *types.Var:
			return a.packageVar(e, obj, st)
		case *types.Func:
			return &funcVal{src: a.src(e), fn: obj}
		}
		return a.unknown(e, "%s is not followed", e.Sel.Name)
	}
	if sel.Kind() == types.FieldVal {
		v := a.eval(e.X, st)
		return a.read(a.fieldPath(v, sel.Index(), st, e), e)
	}
	fn, _ := sel.Obj().(*types.Func)
	if sel.Kind() == types.MethodExpr {
		return &funcVal{src: a.src(e), fn: fn}
	}
	return &funcVal{src: a.src(e), fn: fn, recv: a.eval(e.X, st)}
}

// fieldPath follows field indexes from v, through embedded pointers.
func (a *activation) fieldPath(v goValue, index []int, st *state, e ast.Expr) goValue {
	for _, i := range index {
		v = a.field(v, i, st, e)
	}
	return v
}

func (a *activation) field(v goValue, i int, st *state, e ast.Expr) goValue {
	if c, ok := v.(*choice); ok {
		return a.r.mapChoice(c, func(k goValue) goValue { return a.field(k, i, st, e) })
	}
	if isPointer(typeOf(v)) {
		v = a.deref(v, st, e)
		if c, ok := v.(*choice); ok {
			return a.field(c, i, st, e)
		}
	}
	return a.r.step(st, v, i, a.src(e))
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// deref is what v points to.
func (a *activation) deref(v goValue, st *state, e ast.Expr) goValue {
	switch v := v.(type) {
	case *pointer:
		return a.r.load(st, v.addr, v.path, a.src(e))
	case *opaque:
		if addr, ok := a.r.behind(v, st); ok {
			return a.r.load(st, addr, nil, a.src(e))
		}
	case *choice:
		return a.r.mapChoice(v, func(k goValue) goValue { return a.deref(k, st, e) })
	case *constVal:
		if v.val == nil {
			return &unknown{src: a.src(e), reason: "nil is dereferenced"}
		}
	case *unknown:
		return &unknown{src: v.src, reason: v.reason, typ: pointee(v.typ)}
	}
	return &unknown{src: a.src(e), reason: "what it points to is not known"}
}

func pointee(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return nil
}

// behind is the cell that an opaque pointer leads to. It is made when first asked
// for, so that what is written through the pointer is read again.
func (r *run) behind(v *opaque, st *state) (int, bool) {
	elem := pointee(v.typ)
	if elem == nil {
		return 0, false
	}
	key := v.key + "*"
	if addr, ok := st.lazy[key]; ok {
		return addr, true
	}
	s := v.src
	if v.expr != nil {
		s.expr = &ast.StarExpr{X: v.expr, Star: v.expr.Pos()}
	}
	return r.lazyAlloc(st, key, r.newOpaque(elem, key, s), elem), true
}

// mapValue applies f to v, or to every case of it.
func (a *activation) mapValue(v goValue, f func(goValue) goValue) goValue {
	if c, ok := v.(*choice); ok {
		return a.r.mapChoice(c, f)
	}
	return f(v)
}

// address is &x: of a literal, or of a place in memory.
func (a *activation) address(e *ast.UnaryExpr, st *state) goValue {
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		v := a.eval(lit, st)
		return a.r.newPointer(st, v, a.typeOf(e), a.typeOf(lit), a.src(e))
	}
	locs, why := a.locate(e.X, st)
	if len(locs) != 1 {
		return a.unknown(e, "the address of a value that is not followed: %s", why)
	}
	return &pointer{src: a.src(e), typ: a.typeOf(e), addr: locs[0].addr, path: locs[0].path}
}

// newPointer is a pointer to a new cell that holds v.
func (r *run) newPointer(st *state, v goValue, t, elem types.Type, s src) *pointer {
	addr := r.alloc(st, v, elem)
	st.changed[addr] = mark{r.tick(), s.pos}
	return &pointer{src: s, typ: t, addr: addr}
}

package payload

import (
	"go/ast"
	"go/types"
	"math"
	"slices"
)

// call evaluates a call. Several results come as a *tuple.
func (a *activation) call(e *ast.CallExpr, st *state) goValue {
	if ast.Expr(e) == a.r.probe && !a.r.probing {
		return a.probed(st, func() goValue { return a.call(e, st) })
	}
	if tv, ok := a.pkg.Info.Types[e.Fun]; ok && tv.IsType() {
		return a.conversion(a.eval(e.Args[0], st), a.subst(tv.Type), e)
	}
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		if b, ok := a.pkg.Info.Uses[id].(*types.Builtin); ok {
			return a.builtin(b.Name(), e, st)
		}
	}
	if lit, ok := ast.Unparen(e.Fun).(*ast.FuncLit); ok {
		args := a.args(e, st)
		return a.enterLit(&funcVal{src: a.src(lit), lit: lit}, e, args, st)
	}
	fn := staticCallee(a.pkg.Info, e)
	var recv goValue
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && fn != nil && fn.Signature().Recv() != nil {
		recv = a.receiver(sel, fn, st)
	}
	var f goValue
	if fn == nil {
		f = a.eval(e.Fun, st)
	}
	args := a.args(e, st)
	if e == a.r.target {
		a.reached(e, args, st)
		a.r.effects++
		return a.unknownResults(e, "comes from the model") // a client leaves its input alone
	}
	if f != nil {
		return a.callValue(f, e, args, st)
	}
	return a.callFunc(fn, recv, e, args, st)
}

// callValue calls a function value.
func (a *activation) callValue(f goValue, e *ast.CallExpr, args []goValue, st *state) goValue {
	switch f := f.(type) {
	case *funcVal:
		if f.lit != nil {
			return a.enterLit(f, e, args, st)
		}
		return a.callFunc(f.fn, f.recv, e, args, st)
	case *choice:
		return a.callOneOf(f, e, st, func(k goValue, st *state) goValue { return a.callValue(k, e, args, st) })
	}
	return a.callFunc(nil, nil, e, args, st)
}

// reached records that the target is about to be called.
func (a *activation) reached(e *ast.CallExpr, args []goValue, st *state) {
	for f := a.fr; f != nil; f = f.outer {
		if lit, ok := f.Fn.(*ast.FuncLit); ok && a.r.explored[lit] && !a.r.exploring[lit] {
			return // evaluated with unknown parameters already, which covers this entry
		}
	}
	for i, arg := range e.Args {
		if arg == a.r.input && i < len(args) {
			in := args[i]
			if a.r.spent() { // perhaps in the middle of it
				in = a.unknown(arg, tooManySteps)
			}
			a.r.hits = append(a.r.hits, hit{st: st.clone(), act: a, input: in, clock: a.r.clock})
		}
	}
}

// callFunc calls a function or method by its model, by entering it, or by assuming
// the worst.
func (a *activation) callFunc(fn *types.Func, recv goValue, e *ast.CallExpr, args []goValue, st *state) goValue {
	if fn == nil {
		return a.unknownCall(nil, recv, e, args, st)
	}
	c := &callCtx{a: a, e: e, fn: fn, recv: recv, args: args, st: st}
	if m, ok := modelOf(fn); ok {
		if v := m.apply(c); v != nil {
			return v
		}
	}
	if sig := fn.Signature(); sig.Recv() != nil && types.IsInterface(sig.Recv().Type()) {
		impl := a.implementation(recv, fn)
		if impl == nil {
			return a.dispatch(fn, recv, e, args, st)
		}
		return a.callMethod(impl, recv, e, args, st)
	}
	return a.enterFunc(c)
}

// callMethod calls a method found by the dynamic type of its receiver.
func (a *activation) callMethod(fn *types.Func, recv goValue, e *ast.CallExpr, args []goValue, st *state) goValue {
	if isPointer(typeOf(recv)) && !pointerReceiver(fn) {
		recv = a.deref(recv, st, e)
	}
	c := &callCtx{a: a, e: e, fn: fn, recv: recv, args: args, st: st}
	if m, ok := modelOf(fn); ok {
		if v := m.apply(c); v != nil {
			return v
		}
	}
	return a.enterFunc(c)
}

// enterFunc enters a function or method that there is syntax for.
func (a *activation) enterFunc(c *callCtx) goValue {
	fn, recv, e, args, st := c.fn, c.recv, c.e, c.args, c.st
	decl, pkg := a.r.e.declOf(fn)
	if decl == nil && pointerShaped(fn) && len(args) == 1 {
		return pointerTo(c)
	}
	if decl == nil || a.r.depth >= maxDepth || slices.Contains(a.r.entering, ast.Node(decl)) {
		return a.unknownCall(fn, recv, e, args, st)
	}
	b := a.r.activate(pkg, decl, decl.Type, e, a.fr)
	b.targs = a.typeArgs(e, fn)
	if decl.Recv != nil && recv != nil {
		b.bindRecvTypes(decl, recv)
		b.bind(decl.Recv, []goValue{recv}, []ast.Expr{receiverExpr(e)}, false, st)
	}
	b.bind(decl.Type.Params, args, e.Args, e.Ellipsis.IsValid(), st)
	return a.enter(b, decl, decl.Body, e, st)
}

// implementation is the method that a call through an interface reaches when the
// dynamic type of the receiver is known.
func (a *activation) implementation(recv goValue, fn *types.Func) *types.Func {
	t := typeOf(recv)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	if _, isChoice := recv.(*choice); isChoice {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, fn.Pkg(), fn.Name())
	m, _ := obj.(*types.Func)
	if m == nil || m.Signature().Recv() == nil || !types.Identical(deptr(m.Signature().Recv().Type()), deptr(t)) {
		return nil
	}
	return m
}

// enter evaluates the body of b, which is called by e, and gives its results.
func (a *activation) enter(b *activation, fn ast.Node, body *ast.BlockStmt, e *ast.CallExpr, st *state) goValue {
	r := a.r
	b.bindResults(st)
	b.base = len(st.path)
	b.fr.entry = r.tick()
	path, effects, oldest, first := st.path, r.effects, r.oldest, r.lastAddr
	r.oldest = math.MaxInt
	r.depth++
	r.entering = append(r.entering, fn)
	if end := b.block(body, st); end != nil {
		b.rets = append(b.rets, outcome{when: end.path[b.base:], st: end, vals: b.endResults(end)})
	}
	r.entering = r.entering[:len(r.entering)-1]
	r.depth--
	pure := r.effects == effects && r.oldest > first-b.params()
	r.oldest = min(r.oldest, oldest)
	was, seen := r.e.pure[e]
	r.e.pure[e] = pure && (was || !seen)

	if r.spent() {
		return a.unknownResults(e, tooManySteps)
	}
	if len(b.defers) == 0 && !hasFuncLit(body) {
		r.dropUnreturned(b.rets, first)
	}
	final, vals := r.foldReturns(b.rets, e, a.fr)
	if final == nil { // it panics, or is not followed to its end
		return a.unknownResults(e, "the function called does not return, or is not followed")
	}
	b.deferred(final, vals)
	*st = *final
	st.path = path
	for i, v := range vals {
		vals[i] = a.result(v, e, len(vals) == 1)
	}
	if len(vals) == 1 {
		return vals[0]
	}
	return &tuple{src: a.src(e), vals: vals}
}

// endResults are the results where control reaches the end of the function. Where they
// have no names, it only does so because a loop before it is not followed.
func (b *activation) endResults(end *state) []goValue {
	if n := b.resultCount(); len(b.results) < n {
		vals := make([]goValue, n)
		for i := range vals {
			s := src{pos: b.typ.Results.Pos(), fr: b.fr, clock: b.r.clock}
			vals[i] = b.r.widened(b.resultType(i), s, "is returned by code that is not followed")
		}
		return vals
	}
	return b.namedResults(end)
}

// params is the number of cells that binding the parameters took.
func (b *activation) params() int { return len(b.fr.env) }

// result is a value that a call returned, as the caller sees it.
func (a *activation) result(v goValue, e *ast.CallExpr, single bool) goValue {
	switch v.(type) {
	case *opaque, *text, *choice, *unknown:
		if single {
			return v.at(a.src(e))
		}
		return v.at(src{pos: e.Pos(), fr: a.fr, clock: a.r.clock})
	}
	return v
}

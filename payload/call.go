package payload

import (
	"go/ast"
	"go/types"
	"math"
	"slices"
)

// call evaluates a call. Several results come as a *tuple.
func (a *activation) call(e *ast.CallExpr, st *state) goValue {
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
	var fv *funcVal
	if fn == nil {
		v := a.eval(e.Fun, st)
		fv, _ = v.(*funcVal)
		if fv != nil && fv.fn != nil {
			fn, recv = fv.fn, fv.recv
		}
	}
	args := a.args(e, st)
	if e == a.r.target {
		a.reached(e, args, st)
	}
	if fv != nil && fv.lit != nil {
		return a.enterLit(fv, e, args, st)
	}
	return a.callFunc(fn, recv, e, args, st)
}

// args evaluates the arguments of a call.
func (a *activation) args(e *ast.CallExpr, st *state) []goValue {
	if len(e.Args) == 1 {
		if call, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr); ok {
			if tup, ok := a.pkg.Info.TypeOf(call).(*types.Tuple); ok && tup.Len() > 1 { // f(g())
				return a.multi(call, tup.Len(), st)
			}
		}
	}
	sig, _ := a.pkg.Info.TypeOf(e.Fun).Underlying().(*types.Signature)
	args := make([]goValue, len(e.Args))
	for i, arg := range e.Args {
		args[i] = a.eval(arg, st)
		if t := paramType(sig, i, e.Ellipsis.IsValid()); t != nil {
			args[i] = a.convert(args[i], a.subst(t), arg)
		}
	}
	return args
}

// paramType is the type that argument i is assigned to.
func paramType(sig *types.Signature, i int, spread bool) types.Type {
	if sig == nil || sig.Params().Len() == 0 {
		return nil
	}
	last := sig.Params().Len() - 1
	if sig.Variadic() && i >= last && !spread {
		if s, ok := sig.Params().At(last).Type().(*types.Slice); ok {
			return s.Elem()
		}
		return nil
	}
	if i > last {
		return nil
	}
	return sig.Params().At(i).Type()
}

// receiver is the receiver of a method call as the method gets it: through embedded
// fields, its address taken or its pointer followed.
func (a *activation) receiver(sel *ast.SelectorExpr, fn *types.Func, st *state) goValue {
	s, ok := a.pkg.Info.Selections[sel]
	if !ok {
		return nil
	}
	if s.Kind() == types.MethodExpr {
		return nil
	}
	path := s.Index()[:len(s.Index())-1]
	if !pointerReceiver(fn) || types.IsInterface(fn.Signature().Recv().Type()) {
		v := a.fieldPath(a.eval(sel.X, st), path, st, sel.X)
		if isPointer(typeOf(v)) && !types.IsInterface(fn.Signature().Recv().Type()) {
			v = a.deref(v, st, sel.X)
		}
		return v
	}
	if len(path) == 0 {
		if v := a.typeOf(sel.X); isPointer(v) {
			return a.eval(sel.X, st)
		}
	}
	t := a.typeOf(sel.X)
	ps, _ := a.locateField(sel.X, path, st)
	for _, i := range path {
		t = stepType(deptr(t), i)
	}
	if len(ps) != 1 {
		return a.unknown(sel.X, "receiver is not followed")
	}
	if isPointer(t) {
		return a.r.load(st, ps[0].addr, ps[0].path, a.src(sel.X))
	}
	return &pointer{src: a.src(sel.X), typ: types.NewPointer(t), addr: ps[0].addr, path: ps[0].path}
}

func deptr(t types.Type) types.Type {
	if e := pointee(t); e != nil {
		return e
	}
	return t
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
			a.r.hits = append(a.r.hits, hit{st: st.clone(), act: a, input: args[i], clock: a.r.clock})
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
	if m, ok := models[fn.Origin().FullName()]; ok {
		if v := m.apply(c); v != nil {
			return v
		}
	}
	if sig := fn.Signature(); sig.Recv() != nil && types.IsInterface(sig.Recv().Type()) {
		impl := a.implementation(recv, fn)
		if impl == nil {
			return a.unknownCall(fn, recv, e, args, st)
		}
		fn = impl
		if isPointer(typeOf(recv)) && !pointerReceiver(fn) {
			recv = a.deref(recv, st, e)
		}
		c.fn = fn
		if m, ok := models[fn.Origin().FullName()]; ok {
			if v := m.apply(c); v != nil {
				return v
			}
		}
	}
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

func receiverExpr(e *ast.CallExpr) ast.Expr {
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
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

// typeArgs are the type arguments of a call of a generic function.
func (a *activation) typeArgs(e *ast.CallExpr, fn *types.Func) map[*types.TypeParam]types.Type {
	params := fn.Origin().Signature().TypeParams()
	if params.Len() == 0 {
		return nil
	}
	fun := ast.Unparen(e.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	id, ok := fun.(*ast.Ident)
	if sel, isSel := fun.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		return nil
	}
	inst, ok := a.pkg.Info.Instances[id]
	if !ok {
		return nil
	}
	out := make(map[*types.TypeParam]types.Type)
	for i := range params.Len() {
		out[params.At(i)] = a.subst(inst.TypeArgs.At(i))
	}
	return out
}

// bindRecvTypes binds the type parameters of a generic receiver.
func (b *activation) bindRecvTypes(decl *ast.FuncDecl, recv goValue) {
	fn, _ := b.pkg.Info.Defs[decl.Name].(*types.Func)
	named, _ := deptr(typeOf(recv)).(*types.Named)
	if fn == nil || named == nil || named.TypeArgs().Len() == 0 {
		return
	}
	params := fn.Signature().RecvTypeParams()
	if b.targs == nil {
		b.targs = make(map[*types.TypeParam]types.Type)
	}
	for i := range min(params.Len(), named.TypeArgs().Len()) {
		b.targs[params.At(i)] = named.TypeArgs().At(i)
	}
}

// bind declares parameters with the values of their arguments.
func (b *activation) bind(fields *ast.FieldList, args []goValue, exprs []ast.Expr, spread bool, st *state) {
	if fields == nil {
		return
	}
	i := 0
	for _, f := range fields.List {
		_, variadic := f.Type.(*ast.Ellipsis)
		names := f.Names
		if len(names) == 0 {
			i++
			continue
		}
		for _, name := range names {
			obj := b.pkg.Info.Defs[name]
			if obj == nil { // _
				i++
				continue
			}
			switch {
			case variadic && !spread:
				b.declare(obj, b.rest(obj, args, i, name, st), st)
			case i < len(args):
				b.declare(obj, b.convert(args[i], b.subst(obj.Type()), name), st)
			default:
				b.declare(obj, b.r.newOpaque(b.subst(obj.Type()), b.r.freshKey(), b.src(name)), st)
			}
			if i < len(exprs) && exprs[i] != nil && len(exprs) == len(args) && !(variadic && !spread) {
				b.fr.Args[obj] = Origin{Expr: exprs[i], At: exprs[i].Pos(), Frame: b.fr.Caller}
			}
			i++
		}
	}
}

// rest packs the arguments of a variadic parameter.
func (b *activation) rest(obj types.Object, args []goValue, i int, name *ast.Ident, st *state) goValue {
	t := b.subst(obj.Type())
	if i >= len(args) {
		return zero(t, b.src(name))
	}
	if isBytes(t) {
		return b.r.widened(t, b.src(name), "")
	}
	arr := &arrayObj{src: b.src(name), typ: t}
	for _, v := range args[i:] {
		arr.elems = append(arr.elems, element{val: v})
	}
	return b.newSlice(arr, t, st, name)
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
		b.rets = append(b.rets, outcome{when: end.path[b.base:], st: end, vals: b.namedResults(end)})
	}
	r.entering = r.entering[:len(r.entering)-1]
	r.depth--
	pure := r.effects == effects && r.oldest > first-b.params()
	r.oldest = min(r.oldest, oldest)
	was, seen := r.e.pure[e]
	r.e.pure[e] = pure && (was || !seen)

	final, vals := r.fold(b.rets)
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

// deferred accounts for deferred function literals, which run after the return.
func (b *activation) deferred(st *state, vals []goValue) {
	for _, lit := range b.defers {
		assigned := assignedIn(b.pkg.Info, lit.Body)
		for i, obj := range b.results {
			if assigned[obj] && i < len(vals) {
				vals[i] = b.r.widened(b.subst(obj.Type()), src{pos: lit.Pos(), fr: b.fr, clock: b.r.clock}, "a deferred function may change it")
			}
		}
		b.captureLost(&funcVal{src: src{fr: b.fr}, lit: lit}, st, lit.Pos(), "a deferred function may change it")
	}
}

// enterLit calls a function literal.
func (a *activation) enterLit(f *funcVal, e *ast.CallExpr, args []goValue, st *state) goValue {
	pkg := a.r.e.prog.Package(f.fr.Pkg)
	if pkg == nil || a.r.depth >= maxDepth || slices.Contains(a.r.entering, ast.Node(f.lit)) {
		return a.unknownCall(nil, f, e, args, st)
	}
	b := a.r.activate(pkg, f.lit, f.lit.Type, e, a.fr)
	b.fr.outer = f.fr
	b.bind(f.lit.Type.Params, args, e.Args, e.Ellipsis.IsValid(), st)
	return a.enter(b, f.lit, f.lit.Body, e, st)
}

// unknownCall is a call of code that is not followed.
func (a *activation) unknownCall(fn *types.Func, recv goValue, e *ast.CallExpr, args []goValue, st *state) goValue {
	if fn != nil && pureFunc(fn) {
		return a.unknownResults(e, "")
	}
	a.r.effects++
	if fn == nil || !harmless(fn) {
		a.worst(fn, recv, e, args, st)
	}
	return a.unknownResults(e, "comes from a call that is not followed")
}

// worst accounts for everything that a call may write: what its arguments lead to,
// and what earlier calls got hold of.
func (a *activation) worst(fn *types.Func, recv goValue, e *ast.CallExpr, args []goValue, st *state) {
	ours := fn == nil || a.r.e.prog.Package(fn.Pkg()) != nil
	why := "is handed to code that is not followed"
	touched := ours
	for i, v := range append(slices.Clone(args), recv) {
		if v == nil {
			continue
		}
		a.escape(v, st, e.Pos(), why, true)
		if t := typeOf(v); i < len(args) && (t == nil || hasReferences(t, 0)) {
			touched = true
		}
	}
	for _, addr := range sortedKeys(st.escaped) {
		a.r.forget(st, addr, e.Pos(), "may be changed by code that is not followed")
	}
	if touched {
		a.r.touch(st, e.Pos())
	}
}

// unknownResults are the results of a call of which only the types are known.
func (a *activation) unknownResults(e *ast.CallExpr, why string) goValue {
	t := a.typeOf(e)
	tup, ok := t.(*types.Tuple)
	if !ok {
		if t == nil {
			return a.unknown(e, "%s", why)
		}
		return a.r.widened(t, a.src(e), why)
	}
	out := &tuple{src: a.src(e)}
	for i := range tup.Len() {
		s := src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}
		out.vals = append(out.vals, a.r.widened(a.subst(tup.At(i).Type()), s, why))
	}
	return out
}

// funcLit is a function literal as a value. One that contains the target is evaluated
// at once, with parameters and later changes of captured variables unknown: whoever
// calls it, the target is reached in such a state.
func (a *activation) funcLit(lit *ast.FuncLit, st *state) goValue {
	f := &funcVal{src: a.src(lit), lit: lit}
	if a.r.siteFns[lit] && !a.r.explored[lit] {
		a.exploreLit(f, nil, st, true)
	}
	return f
}

// exploreLit evaluates a function literal on a copy of the state.
func (a *activation) exploreLit(f *funcVal, call *ast.CallExpr, st *state, later bool) {
	st = st.clone()
	if later {
		a.forgetLater(f.lit, st)
	}
	b := a.r.activate(a.pkg, f.lit, f.lit.Type, nil, nil)
	b.fr.outer = a.fr
	if call != nil {
		b.bind(f.lit.Type.Params, a.args(call, st), call.Args, call.Ellipsis.IsValid(), st)
	} else {
		b.bindOpaque(f.lit.Type.Params, st)
	}
	b.bindResults(st)
	b.base = len(st.path)
	a.r.explored[f.lit], a.r.exploring[f.lit] = true, true
	a.r.depth++
	b.block(f.lit.Body, st)
	a.r.depth--
	a.r.exploring[f.lit] = false
}

// forgetLater makes unknown what may change between the making of a function literal
// and its call: captured variables that are assigned after it, in it, or in a loop
// around it.
func (a *activation) forgetLater(lit *ast.FuncLit, st *state) {
	outer := a.fr.Fn
	for f := a.fr; f.outer != nil; f = f.outer {
		outer = f.outer.Fn
	}
	if outer == nil {
		return
	}
	assigned := assignedAfter(a.pkg.Info, outer, lit)
	for _, obj := range capturedBy(a.pkg.Info, lit) {
		addr, ok := a.lookup(obj)
		if !ok || !assigned[obj] {
			continue
		}
		a.r.forget(st, addr, lit.Pos(), "changes after the function literal is made")
		st.volatile[addr] = "changes after the function literal is made"
	}
	for _, obj := range capturedBy(a.pkg.Info, lit) {
		addr, ok := a.lookup(obj)
		if !ok || !writtenAfter(a.pkg.Info, outer, lit, obj) {
			continue
		}
		seen := make(map[int]bool)
		a.r.reach(st.heap[addr], st, seen)
		for _, c := range sortedKeys(seen) {
			a.r.forget(st, c, lit.Pos(), "may change after the function literal is made")
		}
	}
}

// assignedAfter are the variables that fn assigns after lit, in lit, or in a loop
// that lit is in.
func assignedAfter(info *types.Info, fn ast.Node, lit *ast.FuncLit) map[types.Object]bool {
	out := assignedIn(info, lit.Body)
	for _, n := range nodesAfter(fn, lit) {
		for obj := range assignedIn(info, n) {
			// A declaration is not a later change of what it declares.
			if obj.Pos() < lit.Pos() {
				out[obj] = true
			}
		}
	}
	return out
}

func writtenAfter(info *types.Info, fn ast.Node, lit *ast.FuncLit, obj types.Object) bool {
	return slices.ContainsFunc(nodesAfter(fn, lit), func(n ast.Node) bool { return writesThrough(info, n, obj) })
}

// nodesAfter are the statements of fn that may run after lit was made: those that
// begin after it, and the loops around it.
func nodesAfter(fn ast.Node, lit *ast.FuncLit) []ast.Node {
	var out []ast.Node
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n == ast.Node(lit) {
			return false
		}
		s, ok := n.(ast.Stmt)
		if !ok {
			return true
		}
		switch s.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if s.Pos() <= lit.Pos() && lit.End() <= s.End() {
				out = append(out, s)
				return false
			}
		}
		if s.Pos() >= lit.End() {
			out = append(out, s)
			return false
		}
		return true
	})
	return out
}

// goStmt starts a goroutine: what it is given or captures may change at any time.
func (a *activation) goStmt(call *ast.CallExpr, st *state) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		f := &funcVal{src: a.src(lit), lit: lit}
		if a.r.siteFns[lit] && !a.r.explored[lit] {
			a.exploreLit(f, call, st, true)
		}
		for _, arg := range a.args(call, st) {
			a.share(arg, st, call.Pos(), "is handed to a goroutine")
		}
		a.captureLost(f, st, call.Pos(), "is used by a goroutine")
		a.r.effects++
		return
	}
	a.share(a.eval(call.Fun, st), st, call.Pos(), "is handed to a goroutine")
	for _, arg := range a.args(call, st) {
		a.share(arg, st, call.Pos(), "is handed to a goroutine")
	}
	a.r.effects++
}

// deferStmt notes a deferred call, which runs when the function returns.
func (a *activation) deferStmt(call *ast.CallExpr, st *state) {
	lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit)
	if !ok {
		for _, arg := range a.args(call, st) {
			a.escape(arg, st, call.Pos(), "is handed to a deferred call", false)
		}
		return
	}
	if a.r.siteFns[lit] && !a.r.explored[lit] {
		a.exploreLit(&funcVal{src: a.src(lit), lit: lit}, call, st, true)
	}
	a.defers = append(a.defers, lit)
	for _, arg := range a.args(call, st) {
		a.escape(arg, st, call.Pos(), "is handed to a deferred call", false)
	}
	a.r.effects++
}

// neverReturns reports whether a call ends the function: panic, os.Exit, log.Fatal.
func (a *activation) neverReturns(call *ast.CallExpr) bool {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := a.pkg.Info.Uses[id].(*types.Builtin); ok {
			return b.Name() == "panic"
		}
	}
	fn := staticCallee(a.pkg.Info, call)
	return fn != nil && noReturn[fn.FullName()]
}

package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// deferred accounts for deferred function literals, which run after the return.
func (b *activation) deferred(st *state, vals []goValue) {
	for _, v := range b.late {
		b.escape(v, st, v.from().pos, "is handed to a deferred call", true)
	}
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

// funcLit is a function literal as a value. One that contains the target is evaluated
// at once, with parameters and later changes of captured variables unknown: whoever
// calls it, the target is reached in such a state.
func (a *activation) funcLit(lit *ast.FuncLit, st *state) goValue {
	f := &funcVal{src: a.src(lit), lit: lit}
	if a.r.way[lit] && !a.r.explored[lit] {
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
		if a.r.way[lit] && !a.r.explored[lit] {
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
		a.late = append(a.late, a.args(call, st)...)
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && a.pkg.Info.Selections[sel] != nil {
			a.late = append(a.late, a.eval(sel, st))
		}
		return
	}
	if a.r.way[lit] && !a.r.explored[lit] {
		a.exploreLit(&funcVal{src: a.src(lit), lit: lit}, call, st, true)
	}
	a.defers = append(a.defers, lit)
	for _, arg := range a.args(call, st) {
		a.escape(arg, st, call.Pos(), "is handed to a deferred call", false)
	}
	a.r.effects++
}

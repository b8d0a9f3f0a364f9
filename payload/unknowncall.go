package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

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

package payload

import (
	"go/ast"
	"go/types"
)

// packageVar is the value of a package-level variable: its initial one if nothing
// ever changes it.
func (a *activation) packageVar(e ast.Expr, obj *types.Var, st *state) goValue {
	dynamic := &opaque{src: a.src(e), typ: obj.Type(), key: "var " + obj.Id() + a.r.memKey(st)}
	if obj.Pkg() == nil {
		return dynamic
	}
	pkg := a.r.e.prog.Package(obj.Pkg())
	if pkg == nil || !a.r.e.constantVar(pkg, obj) {
		return dynamic
	}
	pv := a.r.e.index(pkg).vars[obj]
	if pv == nil {
		return dynamic
	}
	if pv.init == nil {
		return zero(obj.Type(), a.src(e))
	}
	if a.r.depth >= maxDepth {
		return dynamic
	}
	a.r.depth++
	defer func() { a.r.depth-- }()
	b := a.r.activate(pkg, nil, &ast.FuncType{}, nil, nil)
	before := a.r.effects
	v := b.eval(pv.init, st)
	if a.r.effects != before {
		return dynamic
	}
	switch v.(type) {
	case *opaque, *unknown, *text:
		return v.at(a.src(e))
	}
	return b.convert(v, obj.Type(), pv.init)
}

// constantVar reports whether a package-level variable keeps its initial value. What
// its elements are is followed as well when nothing but reads is done with it.
func (e *Engine) constantVar(pkg *Package, obj *types.Var) bool {
	ix := e.index(pkg)
	if ix.aliased[e.prog.key(obj)] {
		return false
	}
	writes := 0
	for _, p := range e.prog.users(obj) {
		writes += len(e.index(p).writes[e.prog.key(obj)])
	}
	if ix.vars[obj] == nil || ix.vars[obj].init == nil {
		return writes == 0 && isBasic(obj.Type())
	}
	if writes > 1 { // its own declaration is one
		return false
	}
	switch obj.Type().Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	case *types.Struct:
		return true
	case *types.Map, *types.Slice, *types.Pointer:
		return !obj.Exported() || e.index(pkg) != nil
	}
	return false
}

func (r *run) memKey(st *state) string {
	return "@" + string(rune('0'+st.mem.clock%10)) + itoa(st.mem.clock)
}

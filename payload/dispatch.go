package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// maxImplementations bounds the methods that a call through an interface is followed
// into.
const maxImplementations = 10

// callOneOf evaluates a call of which the callee or its receiver is one of several
// values, each in a state of its own, and joins what comes out.
func (a *activation) callOneOf(callee *choice, e *ast.CallExpr, st *state, call func(goValue, *state) goValue) goValue {
	var outs []outcome
	for _, k := range callee.cases {
		if isNil(k.val) {
			continue // it panics
		}
		s := st.clone()
		s.path = append(s.path, k.when...)
		v := call(k.val, s)
		outs = append(outs, outcome{when: k.when, st: s, vals: valuesOf(v)})
	}
	if len(outs) == 0 {
		return a.unknownResults(e, "nil is called")
	}
	path := st.path
	final, vals := a.r.fold(outs)
	*st = *final
	st.path = path
	if len(vals) == 1 {
		return a.result(vals[0], e, true)
	}
	return &tuple{src: a.src(e), vals: vals}
}

// valuesOf are the results of a call.
func valuesOf(v goValue) []goValue {
	if t, ok := v.(*tuple); ok {
		return t.vals
	}
	return []goValue{v}
}

// dispatch is a call through an interface of which the dynamic type is not known. It is
// followed into every implementation that the program has, if the interface is the
// program's own and what the method returns can matter.
func (a *activation) dispatch(fn *types.Func, recv goValue, e *ast.CallExpr, args []goValue, st *state) goValue {
	if c, ok := recv.(*choice); ok && !slices.ContainsFunc(c.cases, func(k choiceCase) bool { return isUnknown(k.val) }) {
		return a.callOneOf(c, e, st, func(k goValue, st *state) goValue {
			if impl := a.implementation(k, fn); impl != nil {
				return a.callMethod(impl, k, e, args, st)
			}
			return a.dispatch(fn, k, e, args, st)
		})
	}
	impls := a.r.e.implementations(fn)
	a.r.dispatches++
	if i := slices.IndexFunc(impls, a.r.leadsOn); i >= 0 {
		impls = impls[i : i+1] // what matters is the way to the target
	} else if !telling(fn) || len(impls) == 0 || len(impls) > maxImplementations || a.r.depth >= maxDepth/2 || a.r.dispatches > maxDispatches {
		return a.unknownCall(fn, recv, e, args, st)
	}
	callee := &choice{src: a.src(e)}
	for _, m := range impls {
		v := a.receiverOf(m, recv, e)
		test := &ast.TypeAssertExpr{X: &ast.BadExpr{From: e.Pos(), To: e.Pos()}, Lparen: e.Pos(), Type: ast.NewIdent(typeLabel(typeOf(v)))}
		if x := receiverExpr(e); x != nil {
			test.X = x
		}
		callee.cases = append(callee.cases, choiceCase{[]Cond{a.cond(test, nil)}, v})
	}
	if openWorld(fn) && !a.r.leadsOn(impls[0]) {
		callee.cases = append(callee.cases, choiceCase{nil, &unknown{src: a.src(e), typ: typeOf(recv), reason: "may be an implementation that is not seen"}})
	}
	callee.cases[len(callee.cases)-1].when = nil
	return a.callOneOf(callee, e, st, func(k goValue, st *state) goValue {
		if impl := a.implementation(k, fn); impl != nil {
			return a.callMethod(impl, k, e, args, st)
		}
		return a.unknownCall(fn, recv, e, args, st)
	})
}

// leadsOn reports whether a function is on the way from the root to the target.
func (r *run) leadsOn(fn *types.Func) bool {
	decl, _ := r.e.declOf(fn)
	return decl != nil && r.way[decl]
}

// receiverOf is the receiver of m, given that the interface value recv holds it.
func (a *activation) receiverOf(m *types.Func, recv goValue, e *ast.CallExpr) goValue {
	t := m.Signature().Recv().Type()
	s := a.src(e)
	s.expr = nil
	key := a.r.freshKey()
	if o, ok := recv.(*opaque); ok {
		key = o.key + ".(" + t.String() + ")"
	}
	return a.r.newOpaque(t, key, s)
}

func typeLabel(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		return "*" + typeLabel(p.Elem())
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return t.String()
}

// telling reports whether a method returns more than an error, a number or a truth.
func telling(fn *types.Func) bool {
	res := fn.Signature().Results()
	for i := range res.Len() {
		t := res.At(i).Type()
		if isString(t) || !isBasic(t) && typeName(t) != "error" {
			return true
		}
	}
	return false
}

// openWorld reports whether code outside of the program can implement the interface that
// fn belongs to: others can import it and name all of its methods.
func openWorld(fn *types.Func) bool {
	pkg := fn.Pkg()
	if pkg.Name() == "main" || strings.Contains("/"+pkg.Path()+"/", "/internal/") {
		return false
	}
	iface, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return true
	}
	for i := range iface.NumMethods() {
		if !iface.Method(i).Exported() {
			return false
		}
	}
	named, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Named)
	return ok && named.Obj().Exported()
}

// implementations are the methods of the program that a call of the interface method fn
// can reach, in source order. Test doubles are left out.
func (e *Engine) implementations(fn *types.Func) []*types.Func {
	fn = e.prog.key(fn).(*types.Func)
	if ms, ok := e.impls[fn]; ok {
		return ms
	}
	var out []*types.Func
	iface, ok := fn.Signature().Recv().Type().Underlying().(*types.Interface)
	if ok && fn.Pkg() != nil && e.prog.Package(fn.Pkg()) != nil {
		for _, pkg := range e.prog.pkgs {
			for _, t := range e.index(pkg).concrete {
				if m := methodFor(t, iface, fn); m != nil && !slices.ContainsFunc(out, func(o *types.Func) bool { return e.prog.key(o) == e.prog.key(m) }) {
					out = append(out, m)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y *types.Func) int { return int(x.Pos() - y.Pos()) })
	e.impls[fn] = out
	return out
}

// methodFor is the method that t, or a pointer to it, implements fn of iface with; nil if
// it does not, or gets the method from an embedded field.
func methodFor(t *types.Named, iface *types.Interface, fn *types.Func) *types.Func {
	if !types.Implements(types.NewPointer(t), iface) {
		return nil
	}
	obj, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, fn.Pkg(), fn.Name())
	m, _ := obj.(*types.Func)
	if m == nil || len(index) != 1 {
		return nil
	}
	return m
}

// concreteTypes are the types of a package that can implement an interface, test doubles
// apart: those of test files, and of files that import a library for tests.
func concreteTypes(pkg *Package) []*types.Named {
	var out []*types.Named
	scope := pkg.Types.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || forTests(pkg, tn.Pos()) {
			continue
		}
		n, ok := tn.Type().(*types.Named)
		if ok && !types.IsInterface(n) && n.TypeParams().Len() == 0 {
			out = append(out, n)
		}
	}
	return out
}

// forTests reports whether the file around pos belongs to tests.
func forTests(pkg *Package, pos token.Pos) bool {
	for _, f := range pkg.Files {
		if pos < f.FileStart || pos >= f.FileEnd {
			continue
		}
		return pkg.inTest(pos) || slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool {
			p := strings.Trim(i.Path.Value, `"`)
			return p == "testing" || strings.Contains(p, "/mock") || strings.HasPrefix(p, "github.com/stretchr/testify")
		})
	}
	return false
}

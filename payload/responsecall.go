package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// method is a method call on a part: e.Sel(…).
func (f *follower) method(call *ast.CallExpr, sel *ast.SelectorExpr, p part, s *scope) {
	name := sel.Sel.Name
	switch {
	case p.boxes > 0:
		return
	case p.kind == output && (name == "GetStream" || name == "GetEventStream"):
		f.streamOf(call, s)
		return
	case p.kind == stream && name == "Events":
		f.step(call, part{kind: events}, s)
		return
	}
	if decl, home := f.e.declOf(staticCallee(s.pkg.Info, call)); decl != nil && decl.Recv != nil {
		f.enterRecv(call, decl, home, p, s)
		return
	}
	switch p.kind {
	case body:
		f.bodyMethod(call, name, p, s)
	case queried:
		f.query(call, name, p, s)
	case decoded:
		f.end(sel.X, p, Read, "has the method "+name+" called", s)
	}
}

// callWith is a call that has e among its arguments.
func (f *follower) callWith(call *ast.CallExpr, e ast.Expr, p part, s *scope) {
	info := s.pkg.Info
	if call == f.call || call.Fun == e {
		return
	}
	if tv, ok := info.Types[call.Fun]; ok && tv.IsType() {
		f.step(call, p, s)
		return
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := info.Uses[id].(*types.Builtin); ok {
			f.builtin(b.Name(), call, e, p, s)
			return
		}
	}
	fn := staticCallee(info, call)
	if fn == nil {
		f.callValue(call, e, p, s)
		return
	}
	if f.library(call, e, fn, p, s) {
		return
	}
	if decl, home := f.e.declOf(fn); decl != nil {
		f.enter(call, e, decl, decl.Type, home, p, s)
		return
	}
	if impls := f.implementations(fn); len(impls) > 0 {
		for _, t := range impls {
			f.enter(call, e, t.decl, t.decl.Type, t.pkg, p, s)
		}
		return
	}
	f.end(e, p, Read, "passed to "+fn.Origin().FullName(), s)
}

// decled is a function with its package.
type decled struct {
	decl *ast.FuncDecl
	pkg  *Package
}

// implementations are the methods of the program that a call of an interface's method
// can reach.
func (f *follower) implementations(fn *types.Func) []decled {
	recv := fn.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) {
		return nil
	}
	var out []decled
	for _, m := range f.e.implementations(fn) {
		decl, pkg := f.e.declOf(m)
		if decl != nil && !slices.ContainsFunc(out, func(d decled) bool { return d.decl == decl }) {
			out = append(out, decled{decl, pkg})
		}
	}
	if len(out) > maxCallers {
		return nil
	}
	return out
}

func (f *follower) builtin(name string, call *ast.CallExpr, e ast.Expr, p part, s *scope) {
	switch {
	case name == "len":
		if p.kind == decoded && !p.alias {
			f.use(e, p, Length, s)
		}
	case name == "append" && f.small(e, p, s), name == "append" && p.kind == decoded && p.path != "":
		f.end(e, p, Read, "passed to append", s)
	case name == "append" && p.kind == body && (call.Ellipsis.IsValid() || call.Args[0] == e):
		f.leaves(e, p, "collected by append", s)
		f.step(call, p, s)
	case name == "append" && call.Args[0] == e:
		f.step(call, p, s)
	case name == "append":
		f.leaves(e, p, "collected by append", s)
		f.step(call, p.boxed(), s)
	case name == "copy" && p.kind == body && len(call.Args) == 2 && call.Args[1] == e:
		f.leaves(e, p, "collected by copy", s)
		f.hold(call.Args[0], e, p, s)
	case name == "close", name == "cap", name == "delete", name == "clear":
	default:
		f.end(e, p, Read, "passed to "+name, s)
	}
}

// enter follows a part into a function of the program, and what it returns out again.
func (f *follower) enter(call *ast.CallExpr, e ast.Expr, fn ast.Node, typ *ast.FuncType, home *Package, p part, s *scope) {
	i := slices.Index(call.Args, e)
	obj, variadic := paramObj(home, typ, i)
	callee := f.entered(home, fn, call, s)
	if obj == nil || callee == nil { // nobody reads it, or it is being followed there
		if p.kind == decoded {
			f.use(e, p, Read, s)
		}
		return
	}
	if variadic && !call.Ellipsis.IsValid() {
		p = p.boxed()
	}
	if p.kind == decoded && p.boxes == 0 && scalar(s.pkg.Info.TypeOf(e)) {
		f.end(e, p, Read, "", s)
		p.alias = true
	}
	if callee.fr.Args != nil {
		callee.fr.Args[obj] = Origin{Expr: e, At: e.Pos(), Frame: s.fr}
	}
	f.bind(obj, p, callee)
	f.results(call, callee, s)
}

func (f *follower) enterRecv(call *ast.CallExpr, decl *ast.FuncDecl, home *Package, p part, s *scope) {
	callee := f.entered(home, decl, call, s)
	if callee == nil {
		return
	}
	if len(decl.Recv.List) == 1 && len(decl.Recv.List[0].Names) == 1 {
		f.bind(home.Info.Defs[decl.Recv.List[0].Names[0]], p, callee)
	}
	f.results(call, callee, s)
}

// callValue is a call of a function value with e among its arguments.
func (f *follower) callValue(call *ast.CallExpr, e ast.Expr, p part, s *scope) {
	if f.small(e, p, s) {
		f.end(e, p, Read, "", s)
		return
	}
	targets := f.values(call.Fun, s, 0)
	if len(targets) == 0 {
		f.end(e, p, Read, "passed to a function value", s)
		return
	}
	for _, t := range targets {
		if t.extern != nil {
			if !f.library(call, e, t.extern, p, s) {
				f.end(e, p, Read, "passed to "+t.extern.FullName(), s)
			}
			continue
		}
		if lit, ok := t.fn.(*ast.FuncLit); ok {
			f.enterLiteral(call, e, lit, t.s, p, s)
			continue
		}
		f.enter(call, e, t.fn, funcType(t.fn), t.pkg, p, s)
	}
}

// enterLiteral binds the parameter of a function literal, in the function around it.
// What the literal returns goes back to the call.
func (f *follower) enterLiteral(call *ast.CallExpr, e ast.Expr, lit *ast.FuncLit, home *scope, p part, s *scope) {
	obj, variadic := paramObj(home.pkg, lit.Type, slices.Index(call.Args, e))
	if obj == nil || variadic {
		f.end(e, p, Read, "passed to a function value", s)
		return
	}
	c := f.entries(lit)
	c.calls = append(c.calls, callIn{call, s})
	f.bind(obj, p, home)
	for i := range 8 {
		for _, p := range c.results[i] {
			f.result(call, i, p, s)
		}
	}
}

// literalCalls are the known calls of a function literal, and what it returns.
type literalCalls struct {
	calls   []callIn
	results map[int][]part
}

type callIn struct {
	call *ast.CallExpr
	s    *scope
}

func (f *follower) entries(lit *ast.FuncLit) *literalCalls {
	c := f.literals[lit]
	if c == nil {
		c = &literalCalls{results: make(map[int][]part)}
		f.literals[lit] = c
	}
	return c
}

// funcValue is a function that a value of function type can be: a literal in the scope
// s, a declaration, or a function without syntax.
type funcValue struct {
	fn     ast.Node
	pkg    *Package
	s      *scope
	extern *types.Func
}

// values are the functions that an expression can be, as far as that is known.
func (f *follower) values(e ast.Expr, s *scope, depth int) []funcValue {
	if depth > 6 {
		return nil
	}
	info := s.pkg.Info
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return []funcValue{{fn: e, pkg: s.pkg, s: s}}
	case *ast.Ident:
		return f.valuesOf(info.Uses[e], s, depth)
	case *ast.SelectorExpr:
		return f.valuesOf(info.Uses[e.Sel], s, depth)
	case *ast.IndexExpr:
		return f.elementValues(e.X, s, depth)
	case *ast.CallExpr:
		return f.returnedValues(e, s, depth)
	}
	return nil
}

func (f *follower) valuesOf(obj types.Object, s *scope, depth int) []funcValue {
	switch obj := obj.(type) {
	case *types.Func:
		if decl, pkg := f.e.declOf(obj); decl != nil {
			return []funcValue{{fn: decl, pkg: pkg}}
		}
		return []funcValue{{extern: obj.Origin()}}
	case *types.Var:
		if i := s.param(obj); i >= 0 && !obj.IsField() {
			return f.argumentValues(i, s, depth)
		}
		var out []funcValue
		for _, w := range f.assignments(obj) {
			out = append(out, f.values(w.rhs, f.scopeOf(w, s), depth+1)...)
		}
		return out
	}
	return nil
}

// assignments are all values that are put into a variable or field anywhere.
func (f *follower) assignments(obj types.Object) []assignment {
	var out []assignment
	for _, pkg := range f.e.prog.users(obj) {
		for _, w := range f.e.index(pkg).writes[f.e.prog.key(obj)] {
			if w.rhs != nil {
				out = append(out, w)
			}
		}
	}
	return out
}

// scopeOf is the scope that an assignment stands in.
func (f *follower) scopeOf(w assignment, s *scope) *scope {
	switch {
	case w.fn == nil:
		return f.scope(w.pkg, w.node, nil, nil)
	case w.fn == s.fn && w.pkg == s.pkg:
		return s
	}
	return f.scope(w.pkg, w.fn, nil, nil)
}

// argumentValues are the functions that are passed as parameter i.
func (f *follower) argumentValues(i int, s *scope, depth int) []funcValue {
	if s.up != nil {
		if i < len(s.fr.Call.Args) {
			return f.values(s.fr.Call.Args[i], s.up, depth+1)
		}
		return nil
	}
	decl, ok := s.fn.(*ast.FuncDecl)
	if !ok {
		return nil
	}
	var out []funcValue
	for _, c := range append(f.e.callersOf(s.pkg, decl), f.e.dynamicCallers(s.pkg, decl)...) {
		if c.fn != nil && i < len(c.call.Args) {
			out = append(out, f.values(c.call.Args[i], f.scope(c.pkg, c.fn, nil, nil), depth+1)...)
		}
	}
	return out
}

// elementValues are the functions in a table.
func (f *follower) elementValues(table ast.Expr, s *scope, depth int) []funcValue {
	var obj types.Object
	switch t := ast.Unparen(table).(type) {
	case *ast.Ident:
		obj = s.pkg.Info.Uses[t]
	case *ast.SelectorExpr:
		obj = s.pkg.Info.Uses[t.Sel]
	}
	v, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	var out []funcValue
	for _, w := range f.assignments(v) {
		lit, ok := ast.Unparen(w.rhs).(*ast.CompositeLit)
		if !ok {
			continue
		}
		home := f.scopeOf(w, s)
		for _, el := range lit.Elts {
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				el = kv.Value
			}
			out = append(out, f.values(el, home, depth+1)...)
		}
	}
	return out
}

// returnedValues are the functions that a call can return.
func (f *follower) returnedValues(call *ast.CallExpr, s *scope, depth int) []funcValue {
	decl, home := f.e.declOf(staticCallee(s.pkg.Info, call))
	if decl == nil {
		return nil
	}
	callee := f.entered(home, decl, call, s)
	if callee == nil {
		return nil
	}
	var out []funcValue
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) > 0 {
				out = append(out, f.values(n.Results[0], callee, depth+1)...)
			}
		}
		return true
	})
	return out
}

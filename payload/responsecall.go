package payload

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
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
	f.end(e, p, Read, "passed to "+receiver(info, call, fn, s).Origin().FullName(), s)
}

// receiver is the function that gets what call was given: fn, which is called, or where
// that only makes a text, the function whose whole doing is to take it:
//
//	fmt.Println(grey("DEBUG: " + fmt.Sprintf(format, parts...)))
//	    Println <----------------------Sprintf
func receiver(info *types.Info, call *ast.CallExpr, fn *types.Func, s *scope) *types.Func {
	if fn.Pkg() == nil || fn.Pkg().Path() != "fmt" || !strings.HasPrefix(fn.Name(), "Sprint") {
		return fn
	}
	for n := ast.Node(call); ; {
		switch up := s.parents[n].(type) {
		case *ast.ParenExpr, *ast.BinaryExpr:
			n = up
		case *ast.CallExpr:
			taker := staticCallee(info, up)
			if _, alone := s.parents[up].(*ast.ExprStmt); alone && taker != nil {
				return taker
			}
			if !isString(info.TypeOf(up)) {
				return fn
			}
			n = up
		default:
			return fn
		}
	}
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

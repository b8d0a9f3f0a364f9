package payload

import (
	"go/ast"
	"go/types"
)

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

package streamend

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
)

// elsewhere reports whether one of the methods may be called by another function: the
// stream comes from outside of this one or leaves it, and the package calls such a method
// of a stream somewhere else.
func (p *pkg) elsewhere(c consumer, methods ...string) bool {
	if p.local(c) {
		return false
	}
	found := false
	sdk.Functions(p.Pass.Files, func(fn *ast.FuncDecl) {
		if fn != c.fn && !found {
			found = p.callsOfStream(fn, methods)
		}
	})
	return found || p.exported(c)
}

// exported reports whether code of other packages can have the stream: it comes in
// through an exported function, or lies in a field.
func (p *pkg) exported(c consumer) bool {
	root := p.root(c)
	if _, ok := ast.Unparen(p.origin(c.fn, c.stream)).(*ast.SelectorExpr); ok {
		return true // a field
	}
	return root == nil || isParam(c.fn, p.info, root) && c.fn.Name.IsExported()
}

// callsOfStream reports whether a function calls one of the methods of a value that has
// events as well.
func (p *pkg) callsOfStream(fn *ast.FuncDecl, methods []string) bool {
	return sdk.Any(fn.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return false
		}
		recv, name := sdk.Method(p.info, call)
		for _, m := range methods {
			if name == m && hasEvents(p.info.TypeOf(recv)) {
				return true
			}
		}
		return false
	})
}

// hasEvents reports whether a type has a method Events, as streams do.
func hasEvents(t types.Type) bool {
	if t == nil {
		return false
	}
	o, _, _ := types.LookupFieldOrMethod(t, true, nil, "Events")
	_, ok := o.(*types.Func)
	return ok
}

// local reports whether a stream is made in the consumer's function and stays there.
func (p *pkg) local(c consumer) bool {
	root := p.root(c)
	if root == nil || isParam(c.fn, p.info, root) || p.getStream(p.origin(c.fn, c.stream)) == nil {
		return false
	}
	if p.leaks(c.fn, root) {
		return false
	}
	v := sdk.Object(p.info, c.stream)
	return v == nil || !p.leaks(c.fn, v)
}

// root is the variable that a stream is taken from: out of out.GetStream().
func (p *pkg) root(c consumer) types.Object {
	e := p.origin(c.fn, c.stream)
	if recv := p.getStream(e); recv != nil {
		e = recv
	}
	return sdk.Object(p.info, e)
}

// isParam reports whether v is a parameter, or the receiver, of a declared function or of
// a literal in it.
func isParam(fn *ast.FuncDecl, info *types.Info, v types.Object) bool {
	return sdk.Any(fn, func(n ast.Node) bool {
		var lists []*ast.FieldList
		switch n := n.(type) {
		case *ast.FuncDecl:
			lists = []*ast.FieldList{n.Recv, n.Type.Params}
		case *ast.FuncLit:
			lists = []*ast.FieldList{n.Type.Params}
		}
		for _, l := range lists {
			if l == nil {
				continue
			}
			for _, f := range l.List {
				for _, id := range f.Names {
					if info.Defs[id] == v {
						return true
					}
				}
			}
		}
		return false
	})
}

// leaks reports whether a variable is handed on as a value: as an argument, a result, a
// member, or to another variable. Calls of its methods do not count, nor does the source
// of one of its methods' results.
func (p *pkg) leaks(fn *ast.FuncDecl, v types.Object) bool {
	leaked := false
	ast.PreorderStack(fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || len(stack) == 0 || p.info.Uses[id] != v {
			return true
		}
		switch s := stack[len(stack)-1].(type) {
		case *ast.SelectorExpr, *ast.BinaryExpr:
		case *ast.AssignStmt:
			leaked = leaked || !onLeft(s, id)
		default:
			leaked = true
		}
		return true
	})
	return leaked
}

func onLeft(s *ast.AssignStmt, id *ast.Ident) bool {
	for _, l := range s.Lhs {
		if l == id {
			return true
		}
	}
	return false
}

// leaves reports whether a loop can end before its channel is closed.
func leaves(loop ast.Stmt) bool {
	var body *ast.BlockStmt
	switch l := loop.(type) {
	case *ast.RangeStmt:
		body = l.Body
	case *ast.ForStmt:
		return false // how such a loop ends is its own affair: it may wait for the close
	}
	found := false
	var walk func(n ast.Node, breakable bool)
	walk = func(n ast.Node, inner bool) {
		ast.Inspect(n, func(m ast.Node) bool {
			switch m := m.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				found = true
			case *ast.BranchStmt:
				found = found || m.Tok == token.GOTO || m.Tok == token.BREAK && (m.Label != nil || !inner)
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if m != n && !inner {
					walk(m, true)
					return false
				}
			}
			return true
		})
	}
	walk(body, false)
	return found
}

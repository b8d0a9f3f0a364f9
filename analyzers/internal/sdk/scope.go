package sdk

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Functions calls f for every function declaration with a body.
func Functions(files []*ast.File, f func(*ast.FuncDecl)) {
	for _, file := range files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				f(fn)
			}
		}
	}
}

// Same reports whether two expressions are the same chain of names, fields and
// constants: out.Usage and out.Usage. Calls are never the same.
func Same(info *types.Info, a, b ast.Expr) bool {
	a, b = ast.Unparen(a), ast.Unparen(b)
	switch x := a.(type) {
	case *ast.Ident:
		y, ok := b.(*ast.Ident)
		return ok && object(info, x) != nil && object(info, x) == object(info, y)
	case *ast.SelectorExpr:
		y, ok := b.(*ast.SelectorExpr)
		return ok && x.Sel.Name == y.Sel.Name && Same(info, x.X, y.X)
	case *ast.StarExpr:
		y, ok := b.(*ast.StarExpr)
		return ok && Same(info, x.X, y.X)
	case *ast.IndexExpr:
		y, ok := b.(*ast.IndexExpr)
		return ok && Same(info, x.X, y.X) && Same(info, x.Index, y.Index)
	case *ast.BasicLit:
		y, ok := b.(*ast.BasicLit)
		return ok && x.Value == y.Value
	}
	return false
}

func object(info *types.Info, id *ast.Ident) types.Object {
	if o := info.Uses[id]; o != nil {
		return o
	}
	return info.Defs[id]
}

// Object is the variable, constant or function that an expression names, or nil.
func Object(info *types.Info, e ast.Expr) types.Object {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	return object(info, id)
}

// AssignedOnce returns the expression that a local variable is set to, if a single
// statement of the function sets it, and the number of that statement's results.
func AssignedOnce(info *types.Info, fn ast.Node, v types.Object) (e ast.Expr, results int) {
	n := 0
	set := func(lhs []ast.Expr, rhs []ast.Expr) {
		for i, l := range lhs {
			if id, ok := l.(*ast.Ident); !ok || object(info, id) != v {
				continue
			}
			n++
			if len(lhs) == len(rhs) {
				e, results = rhs[i], 1
			} else if len(rhs) == 1 && i == 0 {
				e, results = rhs[0], len(lhs)
			}
		}
	}
	ast.Inspect(fn, func(node ast.Node) bool {
		switch s := node.(type) {
		case *ast.AssignStmt:
			set(s.Lhs, s.Rhs)
		case *ast.ValueSpec:
			set(idents(s.Names), s.Values)
		case *ast.RangeStmt:
			set([]ast.Expr{s.Key, s.Value}, nil)
		case *ast.UnaryExpr:
			if s.Op == token.AND && Object(info, s.X) == v && v != nil {
				n++ // may be set through the pointer
			}
		}
		return true
	})
	if n != 1 {
		return nil, 0
	}
	return e, results
}

func idents(names []*ast.Ident) []ast.Expr {
	out := make([]ast.Expr, len(names))
	for i, id := range names {
		out[i] = id
	}
	return out
}

// ComparedWithNil reports whether the function compares an expression with nil.
func ComparedWithNil(info *types.Info, fn ast.Node, e ast.Expr) bool {
	return Any(fn, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		if !ok || b.Op != token.EQL && b.Op != token.NEQ {
			return false
		}
		return info.Types[b.Y].IsNil() && Same(info, b.X, e) || info.Types[b.X].IsNil() && Same(info, b.Y, e)
	})
}

// Any reports whether f holds for a node of the tree.
func Any(root ast.Node, f func(ast.Node) bool) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		if !found && n != nil {
			found = f(n)
		}
		return !found
	})
	return found
}

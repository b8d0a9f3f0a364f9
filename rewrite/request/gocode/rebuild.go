package gocode

import (
	"fmt"
	"go/ast"
)

// rebuild applies a function to the direct operands of an expression. It returns the
// expression itself when they are all unchanged, and a copy without positions of its
// own operands otherwise.
func rebuild(e ast.Expr, each func(ast.Expr) (ast.Expr, error)) (ast.Expr, error) {
	r := rebuilder{each: each}
	var out ast.Expr
	switch e := e.(type) {
	case *ast.ParenExpr:
		out = &ast.ParenExpr{X: r.one(e.X)}
	case *ast.StarExpr:
		out = &ast.StarExpr{X: r.one(e.X)}
	case *ast.UnaryExpr:
		out = &ast.UnaryExpr{Op: e.Op, X: r.one(e.X)}
	case *ast.BinaryExpr:
		out = &ast.BinaryExpr{X: r.one(e.X), Op: e.Op, Y: r.one(e.Y)}
	case *ast.KeyValueExpr:
		out = &ast.KeyValueExpr{Key: r.one(e.Key), Value: r.one(e.Value)}
	case *ast.IndexExpr:
		out = &ast.IndexExpr{X: r.one(e.X), Index: r.one(e.Index)}
	case *ast.IndexListExpr:
		out = &ast.IndexListExpr{X: r.one(e.X), Indices: r.all(e.Indices)}
	case *ast.SliceExpr:
		out = &ast.SliceExpr{X: r.one(e.X), Low: r.one(e.Low), High: r.one(e.High), Max: r.one(e.Max), Slice3: e.Slice3}
	case *ast.TypeAssertExpr:
		out = &ast.TypeAssertExpr{X: r.one(e.X), Type: r.one(e.Type)}
	case *ast.CallExpr:
		c := &ast.CallExpr{Fun: r.one(e.Fun), Args: r.all(e.Args)}
		if e.Ellipsis.IsValid() {
			c.Ellipsis = 1 // any valid position: the printer only asks whether there is one
		}
		out = c
	case *ast.CompositeLit:
		out = &ast.CompositeLit{Type: r.one(e.Type), Elts: r.all(e.Elts)}
	case *ast.ArrayType:
		out = &ast.ArrayType{Len: r.one(e.Len), Elt: r.one(e.Elt)}
	case *ast.MapType:
		out = &ast.MapType{Key: r.one(e.Key), Value: r.one(e.Value)}
	case *ast.InterfaceType:
		if e.Methods == nil || len(e.Methods.List) == 0 {
			return e, nil
		}
		return nil, fmt.Errorf("contains an interface type")
	case *ast.Ellipsis:
		out = &ast.Ellipsis{Elt: r.one(e.Elt)}
	default:
		return nil, fmt.Errorf("contains %T, which cannot be moved", e)
	}
	if r.err != nil {
		return nil, r.err
	}
	if !r.changed {
		return e, nil
	}
	return out, nil
}

type rebuilder struct {
	each    func(ast.Expr) (ast.Expr, error)
	changed bool
	err     error
}

func (r *rebuilder) one(e ast.Expr) ast.Expr {
	if e == nil || r.err != nil {
		return e
	}
	out, err := r.each(e)
	if err != nil {
		r.err = err
		return e
	}
	if out != e {
		r.changed = true
	}
	return out
}

func (r *rebuilder) all(list []ast.Expr) []ast.Expr {
	var out []ast.Expr
	for _, e := range list {
		out = append(out, r.one(e))
	}
	return out
}

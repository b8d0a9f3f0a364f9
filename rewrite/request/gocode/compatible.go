package gocode

import (
	"go/ast"
	"go/parser"
	"go/token"
)

// compatible leaves out conditions that others imply: a string that has one value has no
// other. It reports false when they cannot all hold.
func compatible(conds []string) ([]string, bool) {
	equal := map[string]string{}
	for _, c := range conds {
		x, op, y := equation(c)
		if op != token.EQL {
			continue
		}
		if other, ok := equal[x]; ok && other != y {
			return nil, false
		}
		equal[x] = y
	}
	var out []string
	for _, c := range conds {
		x, op, y := equation(c)
		is, known := equal[x]
		if op == token.NEQ && known && is == y {
			return nil, false
		}
		if op != token.NEQ || !known {
			out = append(out, c)
		}
	}
	return out, true
}

// equation takes apart a condition that compares something that has no effect with a
// literal; op is ILLEGAL for any other.
func equation(cond string) (x string, op token.Token, literal string) {
	e, err := parser.ParseExpr(cond)
	if err != nil {
		return "", token.ILLEGAL, ""
	}
	b, ok := e.(*ast.BinaryExpr)
	if !ok || b.Op != token.EQL && b.Op != token.NEQ {
		return "", token.ILLEGAL, ""
	}
	lit, ok := b.Y.(*ast.BasicLit)
	if !ok || !isPath(b.X) {
		return "", token.ILLEGAL, ""
	}
	return printed(b.X), b.Op, lit.Value
}

// isPath reports whether an expression only reads a variable or a part of one.
func isPath(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return isPath(e.X)
	case *ast.StarExpr:
		return isPath(e.X)
	case *ast.TypeAssertExpr:
		return isPath(e.X)
	case *ast.IndexExpr:
		_, constant := e.Index.(*ast.BasicLit)
		return constant && isPath(e.X)
	}
	return false
}

package gocode

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
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
		if twice := op == token.NEQ && y == "0" && slices.Contains(conds, x+" > 0") && c != x+" > 0"; !twice && (op != token.NEQ || !known) {
			out = append(out, c)
		}
	}
	return out, true
}

// equation takes apart a condition that compares something that has no effect with a
// literal; op is ILLEGAL for any other. A length that is more than nothing is not 0.
func equation(cond string) (x string, op token.Token, literal string) {
	e, err := parser.ParseExpr(cond)
	if err != nil {
		return "", token.ILLEGAL, ""
	}
	b, ok := e.(*ast.BinaryExpr)
	if !ok {
		return "", token.ILLEGAL, ""
	}
	lit, ok := b.Y.(*ast.BasicLit)
	if !ok {
		return "", token.ILLEGAL, ""
	}
	length := isLength(b.X)
	switch {
	case length && b.Op == token.GTR && lit.Value == "0":
		return printed(b.X), token.NEQ, "0"
	case (length || isPath(b.X)) && (b.Op == token.EQL || b.Op == token.NEQ):
		return printed(b.X), b.Op, lit.Value
	}
	return "", token.ILLEGAL, ""
}

func isLength(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 || !isPath(call.Args[0]) {
		return false
	}
	fn, ok := call.Fun.(*ast.Ident)
	return ok && fn.Name == "len"
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

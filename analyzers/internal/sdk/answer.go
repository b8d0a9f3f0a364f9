package sdk

import (
	"go/ast"
	"go/types"
)

// FromAnswer reports whether an expression of type Message is that of a Converse answer,
// and not one that the program made: the value of ConverseOutputMemberMessage, or a
// variable that is set to it and to nothing else.
func FromAnswer(info *types.Info, fn ast.Node, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "Value" && TypeName(info.TypeOf(e.X)) == "ConverseOutputMemberMessage"
	case *ast.UnaryExpr:
		return FromAnswer(info, fn, e.X)
	case *ast.StarExpr:
		return FromAnswer(info, fn, e.X)
	case *ast.Ident:
		if v := Object(info, e); v != nil {
			from, n := AssignedOnce(info, fn, v)
			return n == 1 && FromAnswer(info, fn, from)
		}
	}
	return false
}

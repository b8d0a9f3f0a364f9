package firstblock

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// last reports loops over an answer's content that keep the last text only:
//
//	for _, b := range msg.Value.Content {
//		switch v := b.(type) {
//		case *types.ContentBlockMemberText:
//			text = v.Value
//			break // leaves the switch alone
//		}
//	}
func last(r *finding.Reporter, fn *ast.FuncDecl) {
	info := r.Pass.TypesInfo
	ast.PreorderStack(fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		set, ok := n.(*ast.AssignStmt)
		if !ok || set.Tok != token.ASSIGN || len(set.Lhs) != 1 || len(set.Rhs) != 1 || !isText(info, set.Rhs[0]) {
			return true
		}
		loop := contentLoop(info, fn, stack)
		if loop != nil && !mentioned(info, loop, set) && !leaves(set, loop, stack) {
			r.ReportIn(set, rules.LastBlock, set, "each text block replaces the one before, so the last one alone is kept; join them")
		}
		return true
	})
}

// isText reports whether an expression is the text of a block.
func isText(info *types.Info, e ast.Expr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Value" && sdk.TypeName(info.TypeOf(sel.X)) == "ContentBlockMemberText"
}

// contentLoop returns the innermost loop of the stack, if it ranges over the content of an
// answer.
func contentLoop(info *types.Info, fn *ast.FuncDecl, stack []ast.Node) *ast.RangeStmt {
	for i := len(stack) - 1; i >= 0; i-- {
		switch l := stack[i].(type) {
		case *ast.ForStmt, *ast.FuncLit:
			return nil
		case *ast.RangeStmt:
			if isContent(info, fn, l.X) {
				return l
			}
			return nil
		}
	}
	return nil
}

// mentioned reports whether the loop speaks of what is set in another place too: it asks
// whether it is set already, or uses each text by itself. A variable of the loop's own is
// mentioned where it is declared.
func mentioned(info *types.Info, loop *ast.RangeStmt, set *ast.AssignStmt) bool {
	if id, ok := set.Lhs[0].(*ast.Ident); ok && id.Name == "_" {
		return true
	}
	return sdk.Any(loop.Body, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		return ok && e != set.Lhs[0] && sdk.Same(info, e, set.Lhs[0])
	})
}

// leaves reports whether the loop ends after the statement: the statements that follow it,
// at any level up to the loop, return or break out of it.
func leaves(s ast.Stmt, loop *ast.RangeStmt, stack []ast.Node) bool {
	inner := false // a break would leave something inside of the loop
	for i := len(stack) - 1; i >= 0 && stack[i] != loop; i-- {
		switch b := stack[i].(type) {
		case *ast.BlockStmt:
			if ends(after(b.List, s), inner) {
				return true
			}
		case *ast.CaseClause:
			inner = true
			if ends(after(b.Body, s), inner) {
				return true
			}
		}
		if st, ok := stack[i].(ast.Stmt); ok {
			s = st
		}
	}
	return false
}

// after returns the statements of a list that follow s.
func after(list []ast.Stmt, s ast.Stmt) []ast.Stmt {
	for i, x := range list {
		if x == s {
			return list[i+1:]
		}
	}
	return nil
}

// ends reports whether one of the statements leaves the loop.
func ends(list []ast.Stmt, inner bool) bool {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			return true
		case *ast.BranchStmt:
			if s.Tok == token.GOTO || s.Tok == token.BREAK && (s.Label != nil || !inner) {
				return true
			}
		}
	}
	return false
}

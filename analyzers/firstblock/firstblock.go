package firstblock

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("firstblock", Doc, check) }

func check(r *finding.Reporter) {
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		var reported []ast.Expr
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			ix, ok := n.(*ast.IndexExpr)
			if !ok || !isFirst(r.Pass.TypesInfo, fn, ix) || contains(r.Pass.TypesInfo, reported, ix.X) {
				return true
			}
			reported = append(reported, ix.X)
			report(r, fn, ix)
			return true
		})
		last(r, fn)
	})
}

func report(r *finding.Reporter, fn *ast.FuncDecl, ix *ast.IndexExpr) {
	u := usesOf(r.Pass.TypesInfo, fn, ix.X)
	switch {
	case u.others:
	case u.length:
		r.ReportIn(ix, rules.FirstBlock, ix, "only the first content block is read: text behind a block of reasoning or a tool call is lost; range over the content")
	default:
		r.ReportIn(ix, rules.FirstBlock, ix, "only the first content block is read, which panics when the content is empty and loses text behind a block of reasoning; range over the content")
	}
}

// isFirst reports whether ix is Content[0] of an answer.
func isFirst(info *types.Info, fn *ast.FuncDecl, ix *ast.IndexExpr) bool {
	if !isZero(info, ix.Index) {
		return false
	}
	return isContent(info, fn, ix.X)
}

// isContent reports whether an expression is the content of an answer's message.
func isContent(info *types.Info, fn *ast.FuncDecl, content ast.Expr) bool {
	content = ast.Unparen(content)
	if v := sdk.Object(info, content); v != nil {
		e, n := sdk.AssignedOnce(info, fn, v)
		if n != 1 {
			return false
		}
		content = ast.Unparen(e)
	}
	sel, ok := content.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Content" && sdk.TypeName(info.TypeOf(sel.X)) == "Message" && sdk.FromAnswer(info, fn, sel.X)
}

// isZero reports whether an index is the constant 0; that of a map may be a string.
func isZero(info *types.Info, index ast.Expr) bool {
	v := info.Types[index].Value
	return v != nil && v.Kind() == constant.Int && constant.Sign(v) == 0
}

// uses says what else a function does with a content.
type uses struct {
	others bool // it looks at other blocks, hands the content or its message on, or wants one block
	length bool // it asks for the length
}

func usesOf(info *types.Info, fn *ast.FuncDecl, content ast.Expr) uses {
	var u uses
	sel, _ := ast.Unparen(content).(*ast.SelectorExpr)
	ast.PreorderStack(fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || len(stack) == 0 {
			return true
		}
		parent := stack[len(stack)-1]
		switch {
		case sdk.Same(info, e, content):
			u.note(info, e, stack)
		case sel != nil && sdk.Same(info, e, sel.X) && handsOn(parent, e):
			u.others = true // the message as a whole
		}
		return true
	})
	return u
}

// note takes one mention of the content into account.
func (u *uses) note(info *types.Info, e ast.Expr, stack []ast.Node) {
	switch p := stack[len(stack)-1].(type) {
	case *ast.IndexExpr:
		if p.X == e && !isZero(info, p.Index) {
			u.others = true
		}
	case *ast.CallExpr:
		if id, ok := p.Fun.(*ast.Ident); ok && id.Name == "len" {
			u.length = true
			u.others = u.others || len(stack) > 1 && withOne(info, stack[len(stack)-2])
			return
		}
		u.others = true
	case *ast.RangeStmt, *ast.ReturnStmt, *ast.SliceExpr, *ast.KeyValueExpr:
		u.others = true
	}
}

// withOne reports whether a comparison is one with 1: the code has a way of its own for
// answers of more blocks.
func withOne(info *types.Info, n ast.Node) bool {
	b, ok := n.(*ast.BinaryExpr)
	if !ok {
		return false
	}
	v := info.Types[b.Y].Value
	return v != nil && v.ExactString() == "1" && (b.Op == token.EQL || b.Op == token.NEQ || b.Op == token.GTR)
}

// handsOn reports whether an expression leaves through its parent: as an argument, a
// result, a member or an element of something else.
func handsOn(parent ast.Node, e ast.Expr) bool {
	switch p := parent.(type) {
	case *ast.CallExpr, *ast.ReturnStmt, *ast.KeyValueExpr, *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return p.X == e
	}
	return false
}

func contains(info *types.Info, list []ast.Expr, e ast.Expr) bool {
	for _, x := range list {
		if sdk.Same(info, x, e) {
			return true
		}
	}
	return false
}

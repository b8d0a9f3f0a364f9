package unionassert

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("unionassert", Doc, check) }

func check(r *finding.Reporter) {
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		c := checker{Reporter: r, info: r.Pass.TypesInfo, fn: fn}
		ast.PreorderStack(fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
			if a, ok := n.(*ast.TypeAssertExpr); ok {
				c.assertion(a, stack)
			}
			return true
		})
	})
}

type checker struct {
	*finding.Reporter
	info *types.Info
	fn   *ast.FuncDecl
}

// happens says when a union has another member than the one asserted. The unions are
// those of which the answer, not the program, decides the member; the one of
// InvokeModelWithResponseStream is not here, since it has a single member.
var happens = map[string]string{
	"ConverseOutput":        "the answer has no message",
	"ContentBlock":          "the block is of another kind, as reasoning and tool calls are",
	"ContentBlockDelta":     "the delta is of another kind, as those of reasoning and tool calls are",
	"ContentBlockStart":     "another kind of block starts",
	"ConverseStreamOutput":  "another event arrives",
	"ReasoningContentBlock": "the reasoning is redacted",
}

func (c *checker) assertion(a *ast.TypeAssertExpr, stack []ast.Node) {
	if a.Type == nil {
		return // of a type switch
	}
	when, ok := happens[sdk.TypeName(c.info.TypeOf(a.X))]
	member := sdk.TypeName(c.info.TypeOf(a.Type))
	if !ok || !strings.Contains(member, "Member") || c.known(a, stack) {
		return
	}
	switch v, form := form(c.info, a, stack); {
	case form == single:
		c.ReportIn(a, rules.UnionAsserted, a, fmt.Sprintf("this assertion panics when %s; use its second result", when))
	case form == dropped && c.dereferenced(v):
		c.ReportIn(a, rules.UnionAsserted, a, fmt.Sprintf("%s is nil when %s, and is dereferenced; use the second result", v.Name(), when))
	}
}

// forms of an assertion.
const (
	single  = iota // one result
	dropped        // v, _ :=
	checked        // v, ok :=
)

// form returns which form an assertion has, and the variable of its first result if it
// is not single.
func form(info *types.Info, a *ast.TypeAssertExpr, stack []ast.Node) (types.Object, int) {
	if len(stack) == 0 {
		return nil, single
	}
	var lhs []ast.Expr
	switch p := stack[len(stack)-1].(type) {
	case *ast.AssignStmt:
		lhs = p.Lhs
	case *ast.ValueSpec:
		for _, id := range p.Names {
			lhs = append(lhs, id)
		}
	}
	if len(lhs) != 2 || rightHand(stack[len(stack)-1]) != 1 {
		return nil, single
	}
	v := sdk.Object(info, lhs[0])
	if id, ok := lhs[1].(*ast.Ident); ok && id.Name == "_" && v != nil {
		return v, dropped
	}
	return v, checked
}

// rightHand counts the expressions on the right side of an assignment.
func rightHand(n ast.Node) int {
	if s, ok := n.(*ast.AssignStmt); ok {
		return len(s.Rhs)
	}
	return len(n.(*ast.ValueSpec).Values)
}

// dereferenced reports whether the function uses a member of v, and never asks whether v
// is nil.
func (c *checker) dereferenced(v types.Object) bool {
	uses := sdk.Any(c.fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		return ok && sdk.Object(c.info, sel.X) == v
	})
	asks := sdk.Any(c.fn.Body, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		return ok && (sdk.Object(c.info, b.X) == v && c.info.Types[b.Y].IsNil() || sdk.Object(c.info, b.Y) == v && c.info.Types[b.X].IsNil())
	})
	return uses && !asks
}

// known reports whether the code has found out before that the union has this member: in
// the case of a type switch, or by another assertion of the same expression.
func (c *checker) known(a *ast.TypeAssertExpr, stack []ast.Node) bool {
	want := c.info.TypeOf(a.Type)
	for i, n := range stack {
		clause, ok := n.(*ast.CaseClause)
		if !ok || i < 2 {
			continue
		}
		ts, ok := stack[i-2].(*ast.TypeSwitchStmt)
		if ok && len(clause.List) == 1 && types.Identical(c.info.TypeOf(clause.List[0]), want) && sdk.Same(c.info, switched(ts), a.X) {
			return true
		}
	}
	return sdk.Any(c.fn.Body, func(n ast.Node) bool {
		s, ok := n.(*ast.AssignStmt)
		if !ok || s.Pos() > a.Pos() || len(s.Lhs) != 2 || len(s.Rhs) != 1 || isBlank(s.Lhs[1]) {
			return false
		}
		other, ok := s.Rhs[0].(*ast.TypeAssertExpr)
		return ok && other != a && other.Type != nil && types.Identical(c.info.TypeOf(other.Type), want) && sdk.Same(c.info, other.X, a.X)
	})
}

// switched is the expression that a type switch looks at.
func switched(ts *ast.TypeSwitchStmt) ast.Expr {
	switch s := ts.Assign.(type) {
	case *ast.ExprStmt:
		return s.X.(*ast.TypeAssertExpr).X
	case *ast.AssignStmt:
		return s.Rhs[0].(*ast.TypeAssertExpr).X
	}
	return nil
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

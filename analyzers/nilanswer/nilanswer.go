package nilanswer

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("nilanswer", Doc, check) }

// absent names the pointers of an answer that are nil when the service leaves them out,
// by the type that has them.
var absent = map[string][]string{
	"ConverseOutput":              {"Usage", "Metrics"},
	"ConverseStreamMetadataEvent": {"Usage", "Metrics"},
}

func check(r *finding.Reporter) {
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		c := checker{Reporter: r, info: r.Pass.TypesInfo, fn: fn}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				c.through(sel)
			}
			return true
		})
	})
}

type checker struct {
	*finding.Reporter
	info     *types.Info
	fn       *ast.FuncDecl
	reported []ast.Expr
}

// through looks at a selector through a member that may be nil: out.Usage.InputTokens.
func (c *checker) through(sel *ast.SelectorExpr) {
	name := c.member(sel.X)
	if name == "" || c.guarded(sel.X) {
		return
	}
	c.report(sel.X, fmt.Sprintf("%s is nil when the answer has none, and this panics; compare it with nil first", name))
}

// member returns the name of the member that e is, if it is one that may be nil, or a
// variable that is set to one.
func (c *checker) member(e ast.Expr) string {
	if v := sdk.Object(c.info, e); v != nil {
		from, n := sdk.AssignedOnce(c.info, c.fn, v)
		if n != 1 {
			return ""
		}
		e = from
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	for owner, names := range absent {
		for _, name := range names {
			if sel.Sel.Name == name && c.owns(owner, sel.X) {
				return name
			}
		}
	}
	return ""
}

func (c *checker) owns(owner string, e ast.Expr) bool {
	t := c.info.TypeOf(e)
	return sdk.Is(t, sdk.Client, owner) || sdk.Is(t, sdk.Types, owner)
}

// guarded reports whether the function compares e, or what it is set to, with nil.
func (c *checker) guarded(e ast.Expr) bool {
	if sdk.ComparedWithNil(c.info, c.fn.Body, e) {
		return true
	}
	if v := sdk.Object(c.info, e); v != nil {
		from, n := sdk.AssignedOnce(c.info, c.fn, v)
		return n == 1 && sdk.ComparedWithNil(c.info, c.fn.Body, from)
	}
	return false
}

// report reports an expression once in a function.
func (c *checker) report(e ast.Expr, msg string) {
	for _, x := range c.reported {
		if sdk.Same(c.info, x, e) {
			return
		}
	}
	c.reported = append(c.reported, e)
	c.ReportIn(e, rules.AnswerNil, e, msg)
}

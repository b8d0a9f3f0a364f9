package stopstring

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("stopstring", Doc, check) }

func check(r *finding.Reporter) {
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		c := checker{Reporter: r, info: r.Pass.TypesInfo, cat: catalog.Default()}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					c.pair(n.X, n.Y)
					c.pair(n.Y, n.X)
				}
			case *ast.SwitchStmt:
				c.cases(n)
			}
			return true
		})
		c.report()
	})
}

// checker looks at one function.
type checker struct {
	*finding.Reporter
	info  *types.Info
	cat   *catalog.Catalog
	words []ast.Expr // constants that a stop reason is compared with
}

func (c *checker) cases(s *ast.SwitchStmt) {
	if s.Tag == nil {
		return
	}
	for _, clause := range s.Body.List {
		for _, e := range clause.(*ast.CaseClause).List {
			c.pair(s.Tag, e)
		}
	}
}

// pair looks at a stop reason and what it is compared with.
func (c *checker) pair(reason, word ast.Expr) {
	v := c.info.Types[word].Value
	if v != nil && v.Kind() == constant.String && c.isReason(reason) {
		c.words = append(c.words, word)
	}
}

// report reports the native words of a function. One that asks for Converse's word as
// well is prepared for both, and does no harm.
func (c *checker) report() {
	times := map[string]int{}
	for _, w := range c.words {
		times[c.text(w)]++
		if _, converse := c.meaning(c.text(w)); converse != "" {
			times[converse]++
		}
	}
	for _, w := range c.words {
		families, converse := c.meaning(c.text(w))
		if converse == "" || c.handled(converse) {
			continue
		}
		var fixes []analysis.SuggestedFix
		if times[converse] == 1 { // else a switch may come to have a case twice
			fixes = fix(w, converse)
		}
		c.ReportIn(w, rules.NativeStop, w, fmt.Sprintf("Converse never gives %q, a stop reason of %s; it says %q",
			c.text(w), strings.Join(families, " and "), converse), fixes...)
	}
}

func (c *checker) text(word ast.Expr) string { return constant.StringVal(c.info.Types[word].Value) }

// handled reports whether the function asks for a word of Converse itself.
func (c *checker) handled(converse string) bool {
	return slices.ContainsFunc(c.words, func(w ast.Expr) bool { return c.text(w) == converse })
}

// isReason reports whether an expression is a stop reason of Converse, or one that is
// converted to a string.
func (c *checker) isReason(e ast.Expr) bool {
	e = ast.Unparen(e)
	if sdk.Is(c.info.TypeOf(e), sdk.Types, "StopReason") {
		return c.info.Types[e].Value == nil
	}
	call, ok := e.(*ast.CallExpr)
	return ok && len(call.Args) == 1 && c.info.Types[call.Fun].IsType() && c.isReason(call.Args[0])
}

// meaning returns the families of which a word is a stop reason, and what Converse says
// instead; "" when the families do not agree, and for a word of Converse's own.
func (c *checker) meaning(word string) (families []string, converse string) {
	for _, f := range c.cat.Families() {
		for _, r := range f.StopReasons {
			switch {
			case r.Converse == word, r.Native == word && converse != "" && r.Converse != converse:
				return nil, ""
			case r.Native == word && r.Converse != "":
				families, converse = append(families, f.Name), r.Converse
			}
		}
	}
	return families, converse
}

// fix replaces a literal.
func fix(word ast.Expr, converse string) []analysis.SuggestedFix {
	lit, ok := ast.Unparen(word).(*ast.BasicLit)
	if !ok {
		return nil // a named constant may have other uses
	}
	return []analysis.SuggestedFix{{
		Message:   fmt.Sprintf("compare with %q", converse),
		TextEdits: []analysis.TextEdit{{Pos: lit.Pos(), End: lit.End(), NewText: []byte(strconv.Quote(converse))}},
	}}
}

package callerror

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("callerror", Doc, check) }

func check(r *finding.Reporter) {
	for _, f := range r.Files() {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.AssignStmt)
			if !ok || len(s.Lhs) != 2 || len(s.Rhs) != 1 {
				return true
			}
			call, isCall := ast.Unparen(s.Rhs[0]).(*ast.CallExpr)
			if id, blank := s.Lhs[1].(*ast.Ident); !isCall || !blank || id.Name != "_" {
				return true
			}
			if op := sdk.Operation(r.Pass.TypesInfo, call); op != "" {
				r.ReportIn(s, rules.CallErrorDropped, s.Lhs[1], fmt.Sprintf("the error of %s is dropped, and the output is nil whenever there is one; handle it", op))
			}
			return true
		})
	}
}

package retryunset

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("retryunset", Doc, check) }

func check(r *finding.Reporter) {
	if slices.ContainsFunc(r.Pass.Files, speaksOfRetries) {
		return
	}
	for _, f := range r.Files() {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && sdk.IsFunc(r.Pass.TypesInfo, call, sdk.Client+".NewFromConfig", sdk.Client+".New") {
				r.ReportIn(call, rules.RetryUnset, call.Fun, "this client retries as the SDK does by default, three attempts in all; choose a number and a mode for a service that throttles")
			}
			return true
		})
	}
}

// speaksOfRetries reports whether a file sets anything about retries, by the names that
// the SDK has for it (Retryer, RetryMaxAttempts, WithRetryMode), or retries by itself.
func speaksOfRetries(f *ast.File) bool {
	return sdk.Any(f, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return false
		}
		name := strings.ToLower(id.Name)
		return strings.Contains(name, "retry") || strings.Contains(name, "retries")
	})
}

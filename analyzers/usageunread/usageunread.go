package usageunread

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("usageunread", Doc, check) }

func check(r *finding.Reporter) {
	info := r.Pass.TypesInfo
	if slices.ContainsFunc(r.Pass.Files, func(f *ast.File) bool { return counts(info, f) }) {
		return
	}
	for _, f := range r.Files() {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if op := sdk.Operation(info, call); strings.HasPrefix(op, "Converse") {
				r.ReportIn(call, rules.UsageUnread, call.Fun, message(op))
			}
			return true
		})
	}
	for _, s := range r.Result.Sites {
		if unread(s) {
			r.Report(s, rules.UsageUnread, s.Call.Fun, message(string(s.Operation)))
		}
	}
}

func message(op string) string {
	return fmt.Sprintf("nothing reads the token counts or the latency of this call of %s; record them to see what it costs", op)
}

// counts reports whether code reads counts that the SDK gives, or hands its answers to
// other code that may.
func counts(info *types.Info, root ast.Node) bool {
	return sdk.Any(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			return n.Sel.Name == "ResultMetadata" || sdk.TypeName(info.TypeOf(n)) == "TokenUsage" || strings.HasSuffix(sdk.TypeName(info.TypeOf(n)), "Metrics")
		case *ast.ReturnStmt:
			return slices.ContainsFunc(n.Results, func(e ast.Expr) bool { return output(info, e) })
		case *ast.CallExpr:
			return slices.ContainsFunc(n.Args, func(e ast.Expr) bool { return output(info, e) })
		}
		return false
	})
}

// output reports whether an expression is the whole output of a call.
func output(info *types.Info, e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return sdk.Operation(info, call) != ""
	}
	t := info.TypeOf(e)
	return t != nil && (sdk.Is(t, sdk.Client, "ConverseOutput") || sdk.Is(t, sdk.Client, "ConverseStreamOutput"))
}

// unread reports whether all that is read of a native answer is known, and no count is
// among it.
func unread(s *callsite.Site) bool {
	if s.Response == nil || len(s.Response.Escapes) > 0 || s.Model.Family == nil || !s.Model.Family.Served() || len(s.Reads) == 0 {
		return false
	}
	return !slices.ContainsFunc(s.Reads, func(f callsite.ResponseField) bool {
		to := ""
		if f.Shape != nil && f.Shape.Field != nil {
			to = f.Shape.Field.Converse
		}
		return f.Shape == nil || strings.Contains(to, "usage.") || strings.Contains(to, "metrics.") || strings.Contains(f.Path, "okens")
	})
}

package conversevalue

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
)

// TestGaveUp wants a call that could not be read to be reported as such, once.
func TestGaveUp(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "a.go", "package a\n\nvar _, _ = client.Converse(ctx, in)\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	var call *ast.CallExpr
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			call = c
		}
		return true
	})
	var got []string
	pass := &analysis.Pass{
		Fset: fset, Files: []*ast.File{file},
		ResultOf: map[*analysis.Analyzer]any{callsite.Analyzer: &callsite.Result{}},
		Report:   func(d analysis.Diagnostic) { got = append(got, d.Message) },
	}
	form := &conversecall.Form{}
	check(finding.NewReporter(pass), &conversecall.Call{Call: call, Forms: []*conversecall.Form{form}, GaveUp: "no engine"}, form)
	if len(got) != 1 || !strings.HasPrefix(got[0], "internal error while reading this call: no engine; please report it (BL1002") {
		t.Errorf("reported: %q", got)
	}
}

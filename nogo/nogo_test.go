package nogo

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers"
)

func TestAnalyzer(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{Analyzer}); err != nil {
		t.Fatal(err)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "../examples/claude-chat", "../examples/titan-embed")
	if err != nil {
		t.Fatal(err)
	}
	want := diagnostics(t, pkgs, analyzers.All())
	if len(want) < 3 {
		t.Fatalf("the suite finds %v", want)
	}
	if diff := cmp.Diff(want, diagnostics(t, pkgs, []*analysis.Analyzer{Analyzer})); diff != "" {
		t.Errorf("the suite and the bundle: %s", diff)
	}
}

// diagnostics are what analyzers report about packages, sorted.
func diagnostics(t *testing.T, pkgs []*packages.Package, suite []*analysis.Analyzer) (out []string) {
	t.Helper()
	graph, err := checker.Analyze(suite, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for action := range graph.All() {
		if action.Err != nil {
			t.Fatalf("%v: %v", action, action.Err)
		}
		for _, d := range action.Diagnostics {
			out = append(out, fmt.Sprintf("%v: %s: %s", action.Package.Fset.Position(d.Pos), d.Category, d.Message))
		}
	}
	slices.Sort(out)
	return out
}

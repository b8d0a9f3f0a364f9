// Package linttest runs analyzers over the testdata of their folders.
//
// The packages there are ordinary ones of this module that ./... leaves out, so they use
// the real SDK at the version that the module requires, not a copy that could drift.
package linttest

import (
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// Run applies an analyzer to testdata/<name> for each of names, and wants the
// diagnostics that their "// want" comments announce.
func Run(t *testing.T, a *analysis.Analyzer, names ...string) []*analysistest.Result {
	t.Helper()
	root, patterns := locate(t, names)
	return analysistest.Run(t, root, a, patterns...)
}

// RunFixes is Run, and wants the suggested fixes to make each file what its .golden is,
// and that to compile.
func RunFixes(t *testing.T, a *analysis.Analyzer, names ...string) {
	t.Helper()
	root, patterns := locate(t, names)
	analysistest.RunWithSuggestedFixes(t, root, a, patterns...)
	overlay := map[string][]byte{}
	for _, p := range patterns {
		goldens, err := filepath.Glob(filepath.Join(root, p, "*.go.golden"))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range goldens {
			data, err := os.ReadFile(g)
			if err != nil {
				t.Fatal(err)
			}
			overlay[strings.TrimSuffix(g, ".golden")] = data
		}
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: root, Overlay: overlay}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	if len(overlay) == 0 || packages.PrintErrors(pkgs) > 0 {
		t.Errorf("%d golden files, which have to be there and compile", len(overlay))
	}
}

// locate returns the module's root, and patterns of packages below the test's folder.
func locate(t *testing.T, names []string) (root string, patterns []string) {
	t.Helper()
	root, err := testmod.Root()
	if err != nil {
		t.Fatal(err)
	}
	cwd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Rel(root, cwd)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		patterns = append(patterns, "./"+path.Join(filepath.ToSlash(here), "testdata", name))
	}
	return root, patterns
}

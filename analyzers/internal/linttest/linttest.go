// Package linttest runs analyzers over the testdata of their folders.
//
// The packages there are ordinary ones of this module that ./... leaves out, so they use
// the real SDK at the version that the module requires, not a copy that could drift.
package linttest

import (
	"os"
	"path"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// Run applies an analyzer to testdata/<name> for each of names, and wants the
// diagnostics that their "// want" comments announce.
func Run(t *testing.T, a *analysis.Analyzer, names ...string) []*analysistest.Result {
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
	var patterns []string
	for _, name := range names {
		patterns = append(patterns, "./"+path.Join(filepath.ToSlash(here), "testdata", name))
	}
	return analysistest.Run(t, root, a, patterns...)
}

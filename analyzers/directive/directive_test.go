package directive_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

// TestAnalyzer takes the analyzer from the suite, since it needs the others.
func TestAnalyzer(t *testing.T) {
	var a *analysis.Analyzer
	for _, other := range analyzers.All() {
		if other.Name == "directive" {
			a = other
		}
	}
	linttest.Run(t, a, "a")
}

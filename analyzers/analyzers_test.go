package analyzers_test

import (
	"regexp"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers"
)

// TestSuite holds the suite to what drivers rely on.
func TestSuite(t *testing.T) {
	all := analyzers.All()
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	var walk func(a *analysis.Analyzer)
	walk = func(a *analysis.Analyzer) {
		if len(a.FactTypes) > 0 {
			t.Errorf("%s has facts: drivers would type-check every dependency", a.Name)
		}
		for _, req := range a.Requires {
			walk(req)
		}
	}
	var names []string
	for _, a := range all {
		walk(a)
		names = append(names, a.Name)
		if !regexp.MustCompile(`^[a-z].*[^.]\n\n`).MatchString(a.Doc) {
			t.Errorf("%s: Doc must begin with a line of its own, lower-case, without full stop:\n%s", a.Name, a.Doc)
		}
	}
	if !slices.Contains(names, "callfound") || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("names are %v", names)
	}
}

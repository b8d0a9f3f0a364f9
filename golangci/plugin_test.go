package golangci

import (
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
)

// load makes the linter as golangci-lint does: by its name, with the settings of a file.
func load(t *testing.T, settings any) []*analysis.Analyzer {
	t.Helper()
	plugin, err := register.GetPlugin("bedrocklint")
	if err != nil {
		t.Fatal(err)
	}
	linter, err := plugin(settings)
	if err != nil {
		t.Fatal(err)
	}
	if mode := linter.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q", mode)
	}
	all, err := linter.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	if err := analysis.Validate(all); err != nil {
		t.Fatal(err)
	}
	return all
}

// codes are the codes that the linter finds in an example program, and the number of
// suggested fixes of each diagnostic that has any.
func codes(t *testing.T, settings any) (found map[string]int, fixes []int) {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "../examples/claude-messages")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze(load(t, settings), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found = map[string]int{}
	for action := range graph.All() {
		if action.Err != nil {
			t.Fatalf("%v: %v", action, action.Err)
		}
		for _, d := range action.Diagnostics {
			found[d.Category]++
			if len(d.SuggestedFixes) > 0 {
				fixes = append(fixes, len(d.SuggestedFixes))
			}
		}
	}
	return found, fixes
}

func TestPlugin(t *testing.T) {
	found, fixes := codes(t, nil)
	if found["BL1001"] == 0 || len(found) < 2 {
		t.Errorf("found %v", found)
	}
	// golangci-lint applies all fixes of a diagnostic, so there must be one.
	for _, n := range fixes {
		if n != 1 {
			t.Errorf("a diagnostic has %d fixes", n)
		}
	}
	if len(fixes) == 0 {
		t.Error("no diagnostic has a fix")
	}
	found, _ = codes(t, map[string]any{"checks": []any{"BL1001"}, "config": "none"})
	if diff := cmp.Diff([]string{"BL1001"}, keys(found)); diff != "" {
		t.Errorf("-checks BL1001: %s", diff)
	}
}

func keys(m map[string]int) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}

func TestSettings(t *testing.T) {
	for _, test := range []struct {
		settings map[string]any
		want     string
	}{
		{map[string]any{"chekcs": []any{"all"}}, `unknown field "chekcs"; it takes checks, config`},
		{map[string]any{"checks": []any{"BL9"}}, `no rule has the code "BL9"`},
	} {
		if _, err := New(test.settings); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v; want %s", test.settings, err, test.want)
		}
	}
}

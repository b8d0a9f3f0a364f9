package inventory_test

import (
	"flag"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers"
	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
)

var (
	everything   = flag.String("everything", "", "package `patterns`, separated by commas: run every analyzer over them")
	everythingIn = flag.String("everything-in", "", "`directory` in which the patterns are resolved")
)

// TestEverything looks for panics and hangs in programs that have nothing to do with
// Bedrock, and in those that have. Run it as
//
//	go test ./internal/inventory -run Everything -v -everything std
func TestEverything(t *testing.T) {
	if *everything == "" {
		t.Skip("no packages given by -everything")
	}
	start := time.Now()
	cfg := &packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Dir: *everythingIn, Tests: true}
	pkgs, err := packages.Load(cfg, strings.Split(*everything, ",")...)
	if err != nil {
		t.Fatal(err)
	}
	loaded := time.Now()
	graph, err := checker.Analyze(analyzers.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkActions(t, graph)
	analyzed := time.Now()
	sites := callsite.Find(pkgs, nil, catalog.Default())
	for _, s := range sites {
		for _, r := range s.Reasons {
			if strings.Contains(r.Message, "internal error") {
				t.Errorf("%s: %s", s.Fset().Position(s.Pos()), r.Message)
			}
		}
	}
	t.Logf("%d packages loaded in %v, analysed in %v: %d sites", len(pkgs),
		loaded.Sub(start).Round(time.Millisecond), analyzed.Sub(loaded).Round(time.Millisecond), len(sites))
}

// checkActions wants every analyzer to have worked on every package that type-checks, and
// says which took longest.
func checkActions(t *testing.T, graph *checker.Graph) {
	var slowest *checker.Action
	diagnostics, broken := 0, make(map[*packages.Package]bool)
	for action := range graph.All() {
		switch {
		case action.Package.IllTyped:
			broken[action.Package] = true // its imports may be missing
		case action.Err != nil:
			t.Errorf("%s: %s: %v", action.Package.ID, action.Analyzer.Name, action.Err)
		}
		if slowest == nil || action.Duration > slowest.Duration {
			slowest = action
		}
		diagnostics += len(action.Diagnostics)
	}
	t.Logf("%d diagnostics, %d packages with type errors", diagnostics, len(broken))
	if slowest != nil {
		t.Logf("slowest: %v for %s on %s", slowest.Duration, slowest.Analyzer.Name, slowest.Package.ID)
	}
}

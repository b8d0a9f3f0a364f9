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
	diagnostics := 0
	for action := range graph.All() {
		if action.Err != nil && len(action.Package.Errors) == 0 {
			t.Errorf("%s: %s: %v", action.Package.ID, action.Analyzer.Name, action.Err)
		}
		diagnostics += len(action.Diagnostics)
	}
	analyzed := time.Now()
	sites := callsite.Find(pkgs, nil, catalog.Default())
	for _, s := range sites {
		for _, r := range s.Reasons {
			if strings.Contains(r.Message, "internal error") {
				t.Errorf("%s: %s", s.Fset().Position(s.Pos()), r.Message)
			}
		}
	}
	t.Logf("%d packages loaded in %v, analysed in %v: %d sites, %d diagnostics",
		len(pkgs), loaded.Sub(start).Round(time.Millisecond), analyzed.Sub(loaded).Round(time.Millisecond), len(sites), diagnostics)
}

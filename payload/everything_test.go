package payload

import (
	"flag"
	"go/ast"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"
)

var everything = flag.String("everything", "", "package pattern: read every call of these packages as if it were a call site")

var stride = flag.Int("stride", 1, "with -everything, read only each n-th call")

// TestEverything looks for panics and hangs: it takes every call of some big packages
// for a call site. Run it as
//
//	go test ./payload -run Everything -everything golang.org/x/tools/go/... -stride 10
func TestEverything(t *testing.T) {
	if *everything == "" {
		t.Skip("no packages given by -everything")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, *everything)
	if err != nil {
		t.Fatal(err)
	}
	var ps []*Package
	for _, p := range pkgs {
		ps = append(ps, &Package{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo})
	}
	e := New(NewProgram(ps...))
	calls, slowest := 0, time.Duration(0)
	for _, p := range ps {
		for _, f := range p.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				if calls++; calls%*stride != 0 {
					return true
				}
				start := time.Now()
				req := e.Request(p, call, call.Args[len(call.Args)-1])
				Format(req.Body)
				for _, m := range req.Members {
					e.Strings(m)
				}
				e.Response(p, call, false)
				e.Response(p, call, true)
				if d := time.Since(start); d > slowest {
					slowest = d
					t.Logf("%v at %v", d, p.Fset.Position(call.Pos()))
				}
				return true
			})
		}
	}
	t.Logf("%d calls in %d packages, slowest %v", calls, len(ps), slowest)
	if slowest > 20*time.Second {
		t.Errorf("a call took %v", slowest)
	}
}

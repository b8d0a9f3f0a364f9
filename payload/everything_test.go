package payload

import (
	"flag"
	"go/ast"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/packages"
)

var (
	everything   = flag.String("everything", "", "package `patterns`, separated by commas: read calls of these packages as if they were call sites")
	everythingIn = flag.String("everything-in", "", "`directory` in which the patterns are resolved")
	stride       = flag.Int("stride", 1, "with -everything, read only each `n`-th call")
)

// maxCall is the longest that one call may take to read on a machine that has little else
// to do. Beyond it a user would think that the tool hangs.
const maxCall = 20 * time.Second

// TestEverything looks for panics and hangs: it takes every call of some big packages
// for a call site. Run it as
//
//	go test ./payload -run Everything -v -everything golang.org/x/tools/go/... -stride 10
func TestEverything(t *testing.T) {
	if *everything == "" {
		t.Skip("no packages given by -everything")
	}
	cfg := &packages.Config{Mode: packages.LoadSyntax, Dir: *everythingIn}
	pkgs, err := packages.Load(cfg, strings.Split(*everything, ",")...)
	if err != nil {
		t.Fatal(err)
	}
	var ps []*Package
	for _, p := range pkgs {
		ps = append(ps, &Package{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo})
	}
	e := New(NewProgram(ps...))
	read, slowest, start := 0, time.Duration(0), time.Now()
	for i, call := range everyCall(ps) {
		if i%*stride != 0 {
			continue
		}
		read++
		began := time.Now()
		readAs(e, call.pkg, call.CallExpr)
		if d := time.Since(began); d > slowest {
			slowest = d
			t.Logf("%v at %v", d, call.pkg.Fset.Position(call.Pos()))
		}
	}
	t.Logf("%d calls of %d packages read in %v, slowest %v", read, len(ps), time.Since(start).Round(time.Millisecond), slowest)
	if slowest > maxCall {
		t.Errorf("a call took %v", slowest)
	}
}

// callOf is a call and the package that it is in.
type callOf struct {
	*ast.CallExpr
	pkg *Package
}

// everyCall lists the calls of packages that have arguments, in source order.
func everyCall(ps []*Package) []callOf {
	var out []callOf
	for _, p := range ps {
		for _, f := range p.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
					out = append(out, callOf{call, p})
				}
				return true
			})
		}
	}
	return out
}

// readAs asks the engine everything that it can be asked of a call site.
func readAs(e *Engine, pkg *Package, call *ast.CallExpr) {
	input := call.Args[len(call.Args)-1]
	reqs := append(e.Requests(pkg, call, input), e.RequestHolding(pkg, call, input, map[ast.Expr]bool{input: true}))
	for _, req := range append(reqs, e.Encoding(pkg, input)) {
		Format(req.Body)
		for _, m := range req.Members {
			e.Strings(m)
		}
	}
	for _, streaming := range []bool{false, true} {
		e.Response(pkg, call, streaming)
	}
}

package payload

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"
)

// noImporter finds no package, as for a program whose dependencies are not there.
type noImporter struct{}

func (noImporter) Import(string) (*types.Package, error) { return nil, errors.New("not there") }

// TestBroken reads every call of the test programs without their imports and without
// the SDK, so that types are missing everywhere. Little can be known of such a program;
// reading it must not panic.
func TestBroken(t *testing.T) {
	files, _ := filepath.Glob("testdata/re*/*.go")
	calls := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		info := &types.Info{
			Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
			Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
			Selections: make(map[*ast.SelectorExpr]*types.Selection), Scopes: make(map[ast.Node]*types.Scope),
			Instances: make(map[*ast.Ident]types.Instance),
		}
		conf := types.Config{Importer: noImporter{}, Error: func(error) {}}
		tpkg, _ := conf.Check("p", fset, []*ast.File{f}, info)
		pkg := &Package{Fset: fset, Files: []*ast.File{f}, Types: tpkg, Info: info}
		e := New(NewProgram(pkg))
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				calls++
				readBroken(t, e, pkg, call)
			}
			return true
		})
	}
	if calls == 0 {
		t.Error("no calls")
	}
}

func readBroken(t *testing.T, e *Engine, pkg *Package, call *ast.CallExpr) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%v: %v\n%s", pkg.Fset.Position(call.Pos()), p, debug.Stack())
		}
	}()
	Format(e.Request(pkg, call, call.Args[len(call.Args)-1]).Body)
	e.Response(pkg, call, false)
	e.Response(pkg, call, true)
}

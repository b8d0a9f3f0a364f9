package callsite

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// program is a set of packages, one a directory of a txtar archive, type-checked
// without a go command.
type program struct {
	fset  *token.FileSet
	src   map[string][]byte // one file a package, by import path
	pkgs  map[string]*testPackage
	other types.Importer
}

type testPackage struct {
	types *types.Package
	files []*ast.File
	info  *types.Info
	src   []byte
}

func parseProgram(t *testing.T, file string) *program {
	t.Helper()
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{fset: token.NewFileSet(), src: map[string][]byte{}, pkgs: map[string]*testPackage{}, other: importer.Default()}
	for _, f := range ar.Files {
		p.src[path.Dir(f.Name)] = f.Data
	}
	for pkg := range p.src {
		if _, err := p.Import(pkg); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *program) Import(pkg string) (*types.Package, error) {
	src, ok := p.src[pkg]
	if !ok {
		return p.other.Import(pkg)
	}
	if got := p.pkgs[pkg]; got != nil {
		return got.types, nil
	}
	f, err := parser.ParseFile(p.fset, pkg+"/file.go", src, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	tp := &testPackage{files: []*ast.File{f}, src: src, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{},
	}}
	conf := types.Config{Importer: p}
	tp.types, err = conf.Check(pkg, p.fset, tp.files, tp.info)
	p.pkgs[pkg] = tp
	return tp.types, err
}

var wantSite = regexp.MustCompile(`// site (\S+) (\S+)`)

// TestFindCalls wants exactly the marked lines to be sites.
func TestFindCalls(t *testing.T) {
	p := parseProgram(t, "testdata/find.txtar")
	total := 0
	for name, pkg := range p.pkgs {
		var want, got []string
		for i, line := range strings.Split(string(pkg.src), "\n") {
			if m := wantSite.FindStringSubmatch(line); m != nil {
				want = append(want, fmt.Sprintf("%d %s %s", i+1, m[1], m[2]))
			}
		}
		for _, f := range findCalls(pkg.files, pkg.info) {
			got = append(got, fmt.Sprintf("%d %s %s", p.fset.Position(f.call.Pos()).Line, f.match.sdk, f.match.op))
		}
		total += len(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(want) > 0 && !canHaveCalls(pkg.types, pkg.info) {
			t.Errorf("%s: the fast path skips a package with calls", name)
		}
	}
	if total == 0 {
		t.Error("no site at all")
	}
}

// TestInputArgument wants the input, not the context or the receiver, to be picked.
func TestInputArgument(t *testing.T) {
	p := parseProgram(t, "testdata/find.txtar")
	for name, pkg := range p.pkgs {
		for _, f := range findCalls(pkg.files, pkg.info) {
			arg := f.call.Args[f.match.input]
			typ := pkg.info.TypeOf(arg).String()
			if typ != "untyped nil" && !strings.HasSuffix(typ, "Input") {
				t.Errorf("%s: %s: argument %d is a %s", name, p.fset.Position(f.call.Pos()), f.match.input, typ)
			}
		}
	}
}

func TestDeclName(t *testing.T) {
	const src = `package p
func F() {}
func (T) A() {}
func (*T) B() {}
func (g *G[K, V]) C() {}
var v, w = 1, 2
`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range f.Decls {
		got = append(got, declName(d))
	}
	if diff := cmp.Diff([]string{"F", "T.A", "(*T).B", "(*G).C", "v"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// panics is an engine with a bug.
type panics struct{}

func (panics) Request(*payload.Package, *ast.CallExpr, ast.Expr) *payload.Request { panic("boom") }
func (panics) RequestHolding(*payload.Package, *ast.CallExpr, ast.Expr, map[ast.Expr]bool) *payload.Request {
	panic("boom")
}
func (panics) Encoding(*payload.Package, ast.Expr) *payload.Request             { panic("boom") }
func (panics) Response(*payload.Package, *ast.CallExpr, bool) *payload.Response { return nil }
func (panics) StringsKnowing(payload.Value, payload.Known) ([]string, bool)     { return nil, false }

// TestPanic wants a bug to be reported at each site, and every site to be there.
func TestPanic(t *testing.T) {
	p := parseProgram(t, "testdata/find.txtar")
	pkg := p.pkgs["example.com/calls"]
	r := &resolver{cat: catalog.Default(), engine: panics{}}
	res := &Result{}
	r.inPackage(&payload.Package{Fset: p.fset, Files: pkg.files, Types: pkg.types, Info: pkg.info}, res)
	if want := len(findCalls(pkg.files, pkg.info)); len(res.Sites) != want || want == 0 {
		t.Fatalf("%d sites, want %d", len(res.Sites), want)
	}
	for _, s := range res.Sites {
		if s.Verdict != Adapter || len(s.Reasons) != 1 || !strings.Contains(s.Reasons[0].Message, "boom; please report it") || s.Known() != Nothing {
			t.Errorf("%s: %s, %+v", s.ID, s.Verdict, s.Reasons)
		}
	}
}

// TestIDs wants every site of a package to have its own ID.
func TestIDs(t *testing.T) {
	p := parseProgram(t, "testdata/find.txtar")
	pkg := p.pkgs["example.com/calls"]
	r := &resolver{cat: catalog.Default(), engine: panics{}}
	seen := map[string]bool{}
	res := &Result{}
	r.inPackage(&payload.Package{Fset: p.fset, Files: pkg.files, Types: pkg.types, Info: pkg.info}, res)
	for _, s := range res.Sites {
		if seen[s.ID] {
			t.Errorf("ID %s is used twice", s.ID)
		}
		seen[s.ID] = true
	}
	for _, id := range []string{"example.com/calls.direct:InvokeModel:2", "example.com/calls.(*holds).field:InvokeModel:1", "example.com/calls.atStart:InvokeModel:1"} {
		if !seen[id] {
			t.Errorf("no site has the ID %s; there are %v", id, slices.Sorted(maps.Keys(seen)))
		}
	}
}

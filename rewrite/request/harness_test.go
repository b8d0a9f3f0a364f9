package request_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

const sdk = "github.com/aws/aws-sdk-go-v2/"

// library is what the test programs and the printed code import, read once from
// export data: the real SDK.
var library = sync.OnceValues(func() (map[string]*types.Package, error) {
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports}
	pkgs, err := packages.Load(cfg,
		sdk+"aws", sdk+"service/bedrockruntime", sdk+"service/bedrockruntime/types", sdk+"service/bedrockruntime/document",
		"bytes", "context", "encoding/base64", "encoding/json", "errors", "fmt", "os", "strings", "time")
	if err != nil {
		return nil, err
	}
	out := map[string]*types.Package{}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		out[p.PkgPath] = p.Types
	}
	return out, nil
})

type libraryImporter map[string]*types.Package

func (l libraryImporter) Import(path string) (*types.Package, error) {
	if p := l[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("the test library does not have %s", path)
}

// check parses and type-checks one file as a package of its own.
func check(t *testing.T, name, src string) *packages.Package {
	t.Helper()
	lib, err := library()
	if err != nil {
		t.Fatalf("load the SDK: %v", err)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, Instances: map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: libraryImporter(lib)}
	pkg, err := conf.Check("example.com/p", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatalf("%v in\n%s", err, src)
	}
	imports := map[string]*packages.Package{}
	for _, p := range pkg.Imports() {
		imports[p.Path()] = &packages.Package{ID: p.Path(), PkgPath: p.Path(), Name: p.Name(), Types: p}
	}
	return &packages.Package{
		ID: "example.com/p", PkgPath: "example.com/p", Name: pkg.Name(), Fset: fset, Types: pkg, TypesInfo: info,
		Syntax: []*ast.File{file}, GoFiles: []string{name}, CompiledGoFiles: []string{name}, Imports: imports,
	}
}

// program is one test program and what became of its call.
type program struct {
	src  string
	site *callsite.Site
	code *request.Code
	err  error
	uses *names
}

// build finds the one call of a program and builds its request.
func build(t *testing.T, src string) *program {
	t.Helper()
	pkg := check(t, "p.go", src)
	sites := callsite.Find([]*packages.Package{pkg}, nil, catalog.Default())
	if len(sites) != 1 {
		t.Fatalf("found %d call sites, want 1, in\n%s", len(sites), src)
	}
	p := &program{src: src, site: sites[0], uses: newNames(pkg, sites[0])}
	p.code, p.err = request.Build(p.site, p.uses, request.Options{
		Source: func(string) ([]byte, error) { return []byte(src), nil },
	})
	return p
}

// names is the test's own request.Names.
type names struct {
	pkg   *packages.Package
	scope *types.Scope
	at    token.Pos
	adds  map[string]string // path to local name
	taken map[string]bool
}

func newNames(pkg *packages.Package, site *callsite.Site) *names {
	return &names{pkg: pkg, scope: pkg.Types.Scope().Innermost(site.Call.Pos()), at: site.Call.Pos(), adds: map[string]string{}, taken: map[string]bool{}}
}

func (n *names) Import(importPath, preferred string) string {
	for _, obj := range n.pkg.TypesInfo.Implicits {
		if p, ok := obj.(*types.PkgName); ok && p.Imported().Path() == importPath {
			return p.Name()
		}
	}
	for _, obj := range n.pkg.TypesInfo.Defs {
		if p, ok := obj.(*types.PkgName); ok && p.Imported().Path() == importPath {
			return p.Name()
		}
	}
	if name, ok := n.adds[importPath]; ok {
		return name
	}
	name := n.Fresh(preferred)
	n.adds[importPath] = name
	return name
}

func (n *names) Fresh(base string) string {
	name := base
	for i := 2; ; i++ {
		if _, obj := n.scope.LookupParent(name, token.NoPos); obj == nil && !n.taken[name] {
			n.taken[name] = true
			return name
		}
		name = fmt.Sprintf("%s%d", base, i)
	}
}

// spliced is the program with the code in front of the call's statement, to see that it
// compiles there. The call itself stays.
func (p *program) spliced(t *testing.T) string {
	t.Helper()
	file := p.site.File
	var stmt ast.Stmt
	ast.Inspect(file, func(n ast.Node) bool {
		b, ok := n.(*ast.BlockStmt)
		if !ok {
			return true
		}
		for _, s := range b.List {
			if s.Pos() <= p.site.Call.Pos() && p.site.Call.End() <= s.End() {
				stmt = s
			}
		}
		return true
	})
	at := p.site.Fset().Position(stmt.Pos()).Offset
	code := strings.Join(append(slices.Clone(p.code.Prelude), "_ = "+p.code.Input), "\n") + "\n"
	src := p.src[:at] + code + p.src[at:]
	for _, h := range p.code.Helpers {
		src += "\n" + h.Source
	}
	end := p.site.Fset().Position(file.Name.End()).Offset
	var imports strings.Builder
	paths := make([]string, 0, len(p.uses.adds))
	for path := range p.uses.adds {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, imp := range paths {
		fmt.Fprintf(&imports, "\nimport %s %q", p.uses.adds[imp], imp)
	}
	return src[:end] + imports.String() + src[end:]
}

// report prints what became of a call, for goldens.
func (p *program) report() string {
	var b strings.Builder
	if p.err != nil {
		cannot, ok := p.err.(*request.CannotMove)
		if !ok {
			return "error: " + p.err.Error() + "\n"
		}
		for _, r := range cannot.Reasons {
			pos := p.site.Fset().Position(r.Node.Pos())
			fmt.Fprintf(&b, "// stays: %s:%d: %s (%s)\n", path.Base(pos.Filename), pos.Line, r.Message, r.Code)
		}
		return b.String()
	}
	c := p.code
	fmt.Fprintf(&b, "// grade %s, bedrockruntime %s\n", c.Grade, c.Since)
	notes := slices.Clone(c.Notes)
	slices.SortStableFunc(notes, func(a, b request.Note) int { return cmp.Compare(a.Path, b.Path) })
	for _, n := range notes {
		fmt.Fprintf(&b, "// note %s at %s: %s\n", n.Code, n.Path, n.Message)
	}
	var reads []string
	for _, o := range c.Reads {
		reads = append(reads, o.Name())
	}
	fmt.Fprintf(&b, "// reads %s\n", strings.Join(reads, " "))
	for _, h := range c.Helpers {
		fmt.Fprintf(&b, "// helper %s\n", h.Name)
	}
	for _, s := range c.Prelude {
		b.WriteString(s + "\n")
	}
	b.WriteString(c.Input + "\n")
	return b.String()
}

// isFormatted checks that code is as gofmt would have it.
func isFormatted(t *testing.T, code string) {
	t.Helper()
	src, err := format.Source([]byte(code))
	if err != nil || string(src) != code {
		t.Errorf("not gofmt's form (%v):\n%s\nwant\n%s", err, code, src)
	}
}

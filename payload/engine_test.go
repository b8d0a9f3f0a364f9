package payload

import (
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// sharedImporter type-checks the standard library from source, once for all tests, and
// the libraries that testdata/libs has stand-ins for.
var sharedImporter = sync.OnceValue(func() types.Importer {
	return &libImporter{std: importer.ForCompiler(sharedFset, "source", nil), libs: make(map[string]*types.Package)}
})

type libImporter struct {
	std  types.Importer
	libs map[string]*types.Package
}

func (i *libImporter) Import(path string) (*types.Package, error) {
	if pkg := i.libs[path]; pkg != nil {
		return pkg, nil
	}
	names, _ := filepath.Glob(filepath.Join("testdata/libs", filepath.FromSlash(path), "*.go"))
	if len(names) == 0 {
		return i.std.Import(path)
	}
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(sharedFset, name, nil, 0)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	conf := types.Config{Importer: i}
	pkg, err := conf.Check(path, sharedFset, files, nil)
	i.libs[path] = pkg
	return pkg, err
}

var sharedFset = token.NewFileSet()

// checkSource type-checks one package.
func checkSource(t testing.TB, name string, srcs ...[]byte) *Package {
	t.Helper()
	var files []*ast.File
	for i, src := range srcs {
		f, err := parser.ParseFile(sharedFset, name+strings.Repeat("_", i), src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), Scopes: make(map[ast.Node]*types.Scope),
		Instances: make(map[*ast.Ident]types.Instance),
	}
	conf := types.Config{Importer: sharedImporter()}
	pkg, err := conf.Check("p", sharedFset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	return &Package{Fset: sharedFset, Files: files, Types: pkg, Info: info}
}

// invocations are the calls of methods named InvokeModel… below n.
func invocations(n ast.Node) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(n, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if s, ok := c.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "InvokeModel") && len(c.Args) == 2 {
				out = append(out, c)
			}
		}
		return true
	})
	return out
}

// TestRequest reads the requests of the calls in testdata/request. What is expected
// stands in the function's comment, in the notation of Format.
func TestRequest(t *testing.T) {
	testFiles(t, "testdata/request", func(e *Engine, pkg *Package, call *ast.CallExpr) []string {
		req := e.Request(pkg, call, call.Args[1])
		got := []string{"body: " + Format(req.Body)}
		if m := req.Members["ModelId"]; m != nil {
			got = append(got, "model: "+Format(m))
			ids, complete := e.Strings(m)
			got = append(got, fmt.Sprintf("ids: %v complete=%v", ids, complete))
		}
		return got
	})
}

// TestResponse reads what is done with the answers of the calls in testdata/response.
func TestResponse(t *testing.T) {
	testFiles(t, "testdata/response", func(e *Engine, pkg *Package, call *ast.CallExpr) []string {
		streaming := call.Fun.(*ast.SelectorExpr).Sel.Name != "InvokeModel"
		r := e.Response(pkg, call, streaming)
		var got []string
		if r.Into != nil {
			got = append(got, "into: "+r.Into.Name()+" "+r.Type.String())
		}
		if s := r.Stream; s != nil {
			got = append(got, fmt.Sprintf("stream: get=%v loop=%T event=%v switch=%T chunk=%v", s.Get != nil, s.Loop, name(s.Event), s.Switch, name(s.Chunk)))
		}
		for _, u := range r.Uses {
			line := fmt.Sprintf("use: %s %v %s %s", u.Path, u.Index, u.Kind, exprText(u.Expr))
			if u.Against != nil {
				line += fmt.Sprintf(" against %q", u.Against)
			}
			got = append(got, line)
		}
		for _, x := range r.Escapes {
			got = append(got, fmt.Sprintf("escape: %s %s: %s", x.What, exprText(x.Expr), x.Reason))
		}
		return got
	})
}

func name(obj types.Object) string {
	if obj == nil {
		return "-"
	}
	return obj.Name()
}

var words = []string{"body:", "model:", "ids:", "into:", "stream:", "use:", "escape:"}

func testFiles(t *testing.T, dir string, read func(*Engine, *Package, *ast.CallExpr) []string) {
	header, err := os.ReadFile("testdata/sdk.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(dir + "/*.go")
	if len(files) == 0 {
		t.Fatal("no files in " + dir)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".go"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pkg := checkSource(t, file, src, header)
			engine := New(NewProgram(pkg))
			for _, d := range pkg.Files[0].Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				var got []string
				for _, call := range invocations(fn) {
					got = append(got, read(engine, pkg, call)...)
				}
				if len(got) == 0 {
					continue
				}
				want := expectations(fn.Doc)
				if *update {
					src = rewriteDoc(src, fn.Name.Name, want, got)
					continue
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: (-want +got)\n%s", fn.Name.Name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(file, src, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// expectations are the lines of a comment that begin with one of words.
func expectations(doc *ast.CommentGroup) []string {
	if doc == nil {
		return nil
	}
	var out []string
	for _, c := range doc.List {
		line := strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
		for _, w := range words {
			if strings.HasPrefix(line, w) {
				out = append(out, line)
			}
		}
	}
	return out
}

// rewriteDoc replaces the expectation lines before a function.
func rewriteDoc(src []byte, fn string, want, got []string) []byte {
	var out []string
	lines := strings.Split(string(src), "\n")
	for _, l := range lines {
		if strings.HasPrefix(l, "func "+fn+"(") || strings.HasPrefix(l, "func "+fn+"[") || strings.HasPrefix(l, "func (") && strings.Contains(l, ") "+fn+"(") {
			for len(out) > 0 && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(out[len(out)-1], "// "+w) }) {
				out = out[:len(out)-1]
			}
			for _, g := range got {
				out = append(out, "// "+g)
			}
		}
		out = append(out, l)
	}
	return []byte(strings.Join(out, "\n"))
}

package payload

import (
	"bytes"
	"flag"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// sharedImporter type-checks the standard library from source, once for all tests.
var sharedImporter = sync.OnceValue(func() types.Importer {
	return importer.ForCompiler(sharedFset, "source", nil)
})

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

// TestRequest reads the calls in testdata/request. What is expected stands in the
// function's comment: "body:" and "model:" lines in the notation of Format.
func TestRequest(t *testing.T) {
	header, err := os.ReadFile("testdata/sdk.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/request/*.go")
	if len(files) == 0 {
		t.Fatal("no files in testdata/request")
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
					req := engine.Request(pkg, call, call.Args[1])
					got = append(got, "body: "+Format(req.Body))
					if m := req.Members["ModelId"]; m != nil {
						got = append(got, "model: "+Format(m))
					}
				}
				if len(got) == 0 {
					continue
				}
				want := expectations(fn.Doc, "body:", "model:")
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

// expectations are the lines of a comment that begin with one of the words.
func expectations(doc *ast.CommentGroup, words ...string) []string {
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
		if strings.HasPrefix(l, "func "+fn+"(") || strings.HasPrefix(l, "func (") && strings.Contains(l, ") "+fn+"(") {
			for len(out) > 0 && (strings.HasPrefix(out[len(out)-1], "// body:") || strings.HasPrefix(out[len(out)-1], "// model:")) {
				out = out[:len(out)-1]
			}
			for _, g := range got {
				out = append(out, "// "+g)
			}
		}
		out = append(out, l)
	}
	return bytes.TrimPrefix([]byte(strings.Join(out, "\n")), nil)
}

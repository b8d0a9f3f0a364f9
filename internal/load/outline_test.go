package load

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOutline(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"body", "func f(a int) string {\n\treturn \"}\" // }\n}\nvar x = 1\n", "func f(a int) string {\n\n}\nvar x = 1\n"},
		{"one line", "func f() {}\n", "func f() { }\n"},
		{"comments", "// one\n/* two\nthree */ type T /* four */ int\n", " \n\n type T   int\n"},
		{"types with braces", "func f(interface{ m() }) struct { a int } { return x }\n", "func f(interface{ m() }) struct { a int } { }\n"},
		{"brace on the next line of a type", "func f() interface\n{ m() } { return x }\n", "func f() interface\n{ m() } { return x }\n"},
		{"generic method", "func (t T[K]) F[V interface{ ~int }](v V) (map[string]struct{}, error) { g() }\n", "func (t T[K]) F[V interface{ ~int }](v V) (map[string]struct{}, error) { }\n"},
		{"signature of several lines", "func f(\n\ta int,\n) {\n\tg()\n}\n", "func f(\n\ta int,\n) {\n\n}\n"},
		{"raw string with a brace", "func f() {\n\tg(`\n}\n`)\n}\n", "func f() {\n\n\n\n}\n"},
		{"rune", "func f() {\n\tg('}', '\\'', '{')\n}\n", "func f() {\n\n}\n"},
		{"no body", "func f()\nvar x = T{1}\n", "func f()\nvar x = T{1}\n"},
		{"length of an array of functions", "var x = [...]func(){f, g}\n", "var x = [...]func(){f, g}\n"},
		{"not at the start of a line", "type F func(int)\nvar x = T{1}\n", "type F func(int)\nvar x = T{1}\n"},
		{"in a comment", "/*\nfunc f() {\n*/\nvar x = T{1}\n", "\n\n\nvar x = T{1}\n"},
		{"not closed", "func f() {\n\tg(\n", "func f() {\n\tg(\n"},
		{"ends in the middle", "func", "func"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(outline([]byte(tt.src)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// sameDeclarations reports what differs between the declarations of a file that parses and
// those of its outline: everything but bodies and comments must be there, on the same lines.
func sameDeclarations(src []byte) string {
	set := token.NewFileSet()
	whole, err := parser.ParseFile(set, "whole.go", src, parser.SkipObjectResolution)
	if err != nil {
		return "" // only files that parse are promised anything
	}
	short, err := parser.ParseFile(set, "outline.go", outline(src), parser.SkipObjectResolution)
	if err != nil {
		return "does not parse: " + err.Error()
	}
	return cmp.Diff(nodes(set, whole), nodes(set, short))
}

type node struct {
	Line int
	Kind string
	Text string
}

func nodes(set *token.FileSet, f *ast.File) []node {
	var out []node
	for _, d := range f.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			if n == nil {
				out = append(out, node{Kind: "end"})
				return false
			}
			text := ""
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Body != nil {
					n.Body.List = nil
				}
			case *ast.FuncLit:
				n.Body.List = nil
			case *ast.Ident:
				text = n.Name
			case *ast.BasicLit:
				text = n.Value
			}
			out = append(out, node{set.PositionFor(n.Pos(), false).Line, fmt.Sprintf("%T", n), text})
			return true
		})
	}
	return out
}

// TestOutlineOfStandardLibrary takes some hundred large files of all styles.
func TestOutlineOfStandardLibrary(t *testing.T) {
	saved, total := 0, 0
	for _, pattern := range []string{"net/http/*.go", "go/types/*.go", "reflect/*.go", "encoding/json/*.go", "go/parser/testdata/*.src", "runtime/m*.go"} {
		files, err := filepath.Glob(filepath.Join(runtime.GOROOT(), "src", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := sameDeclarations(src); diff != "" {
				t.Errorf("%s: (-whole +outline):\n%s", file, diff)
			}
			total += len(src)
			saved += len(src) - len(outline(src))
		}
	}
	if total == 0 || saved*3 < total*2 {
		t.Errorf("%d of %d bytes left out, want two thirds", saved, total)
	}
}

func FuzzOutline(f *testing.F) {
	for _, seed := range []string{
		"package p\n\nfunc f() { g(`}`, '}', \"}\") } // }\n",
		"package p\nvar x = []func(){\nfunc() {},\n}\n",
		"package p\nvar x =\nfunc() int { return 1 }()\n",
		"package p\nfunc f() interface{ m() } { return nil }\nfunc g() *struct{} { return nil }",
		"package p\nimport \"C\"\ntype T struct { a int /* } */ }\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if bytes.Contains(src, []byte("\r")) {
			return // the scanner drops carriage returns from some tokens
		}
		if diff := sameDeclarations(src); diff != "" {
			t.Errorf("(-whole +outline):\n%s", diff)
		}
	})
}

package config

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

const program = `package app

import "os"

type Settings struct {
	Model    string ` + "`env:\"TAGGED_MODEL\"`" + `
	Fallback string ` + "`envconfig:\"FALLBACK,required\"`" + `
	Nested   struct{ Model string }
}

func (s *Settings) ID() string { return "" }

var Default string

const Fixed = "x"

func getEnv(name, fallback string) string { return fallback }
func lookup(name string) string          { return "" }

func use(s *Settings, other struct{ Model string }) {
	name := "LOCAL"
	sink(
		os.Getenv("PLAIN"),          // 0: env
		getEnv("HELPED", "default"), // 1: env
		lookup("PLAIN"),             // 2: says nothing of the environment
		s.Model,                     // 3: env by tag, object
		(s.Fallback),                // 4: env by tag
		s.Nested.Model,              // 5: object
		other.Model,                 // 6: expr
		s.ID(),                      // 7: object
		Default,                     // 8: object
		Fixed,                       // 9: object
		os.Getenv(name),             // 10: value known to the caller only
	)
}

func sink(...string) {}
`

func TestModelOf(t *testing.T) {
	exprs, info := arguments(t)
	tests := []struct {
		entry string
		want  []int
	}{
		{"env: PLAIN", []int{0}},
		{"env: HELPED", []int{1}},
		{"env: TAGGED_MODEL", []int{3}},
		{"env: FALLBACK", []int{4}},
		{"env: LOCAL", []int{10}},
		{"object: example.com/app.Settings.Model", []int{3}},
		{"object: example.com/app.Settings.Nested.Model", []int{5}},
		{"object: example.com/app.Settings.ID", []int{7}},
		{"object: example.com/app.Default", []int{8}},
		{"object: example.com/app.Fixed", []int{9}},
		{"object: example.com/other.Fixed", nil},
		{"object: example.com/app.Missing.Model", nil},
		{"expr: other . Model", []int{6}},
		{"expr: s.Fallback", []int{4}},
	}
	for _, tt := range tests {
		c, err := Parse("/m/"+Name, []byte("models:\n  - "+tt.entry+"\n    family: meta-llama\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for i, e := range exprs {
			text := func(arg ast.Expr) string {
				if id, ok := arg.(*ast.Ident); ok && id.Name == "name" {
					return "LOCAL"
				}
				return Constant(arg, info)
			}
			if m := c.ModelOf(e, info, text); m != nil {
				if m.Family != "meta-llama" {
					t.Errorf("%s: %+v", tt.entry, m)
				}
				got = append(got, i)
			}
		}
		if len(got) != len(tt.want) || len(got) == 1 && got[0] != tt.want[0] {
			t.Errorf("%s fits %v, want %v", tt.entry, got, tt.want)
		}
	}
}

// arguments type-checks program and returns the arguments of sink.
func arguments(t *testing.T) ([]ast.Expr, *types.Info) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "app.go", program, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("example.com/app", fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	var out []ast.Expr
	ast.Inspect(f, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "sink" {
				out = call.Args
			}
		}
		return true
	})
	return out, info
}

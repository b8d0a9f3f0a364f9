package rewrite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

const effectsSource = `package p

type request struct{ n int; list []int }
type builder struct{ req request }
type option func(*request)

var global = &request{}
var count int

func newBuilder() *builder                { return &builder{} }
func (b *builder) with(n int) *builder    { b.req.n = n; return b }
func (b *builder) build() request         { return b.req }
func withN(n int) option                  { return func(r *request) { r.n = n } }
func counting() option                    { return func(r *request) { count++ } }
func stored() option                      { return registered }
func registered(r *request)               {}
func shared() *builder                    { return &theOne }
func passed(b *builder) *builder          { return b }
func reset(r *request)                    { r.n = 0 }
func bump() *request                      { global.n++; return &request{} }
func alias() *request                     { r := global; return r }

var theOne builder

func newRequest(opts ...option) *request {
	r := &request{}
	for _, o := range opts {
		o(r)
	}
	return r
}

func forwarded(opts ...option) *request { return newRequest(opts...) }

func onGlobal(opts ...option) {
	for _, o := range opts {
		o(global)
	}
}

func deep(b *builder) *builder { reset(&b.req); return b }

func use(b *builder) {
	`

// TestEffects asks of calls whether anybody could tell that they were left out.
func TestEffects(t *testing.T) {
	for call, want := range map[string]bool{
		"newBuilder()":                               true,
		"newBuilder().with(1)":                       true,
		"newBuilder().with(1).with(2).build()":       true,
		"b.with(1)":                                  false,
		"passed(b).with(1)":                          false,
		"passed(newBuilder()).with(1)":               true,
		"shared().with(1)":                           false,
		"deep(newBuilder())":                         true,
		"deep(b)":                                    false,
		"reset(&request{})":                          true,
		"reset(global)":                              false,
		"reset(alias())":                             false,
		"bump()":                                     false,
		"newRequest()":                               true,
		"newRequest(withN(1), withN(2))":             true,
		"newRequest(counting())":                     false,
		"newRequest(stored())":                       false,
		"newRequest(func(r *request) { r.n++ })":     true,
		"newRequest(func(r *request) { count = 1 })": false,
		"forwarded(withN(1))":                        true,
		"forwarded(counting())":                      false,
		"onGlobal(withN(1))":                         false,
	} {
		if got := removable(t, call); got != want {
			t.Errorf("%s: removable is %v, want %v", call, got, want)
		}
	}
}

// removable reports whether the call has no effect that is seen.
func removable(t *testing.T, call string) bool {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", effectsSource+call+"\n}\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	cfg := &types.Config{Error: func(err error) {
		if !strings.Contains(err.Error(), "not used") {
			t.Error(err)
		}
	}}
	_, _ = cfg.Check("p", fset, []*ast.File{file}, info) // told above
	last := file.Decls[len(file.Decls)-1].(*ast.FuncDecl)
	return newPurity(info, []*ast.File{file}).expr(last.Body.List[0].(*ast.ExprStmt).X)
}

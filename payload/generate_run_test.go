package payload

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// generatedDir holds what the functions have at hand: the files of their package, a
// package that they import, and the main function of the program.
const generatedDir = "testdata/generated"

// generatedImports begins the file of the functions, which need not use all of them.
const generatedImports = `package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"generated/kit"
	"maps"
	"strconv"
	"strings"
	"sync"
	"text/template"
	"time"

	"github.com/bytedance/sonic"
	gojson "github.com/goccy/go-json"
	segment "github.com/segmentio/encoding/json"
	"github.com/tidwall/sjson"
)

var (
	_ bytes.Buffer
	_ kit.Turn
	_ sync.Once
	_ template.Template
	_ time.Time

	_ = json.Marshal
	_ = fmt.Sprint
	_ = maps.Copy[map[string]int, map[string]int]
	_ = strconv.Itoa
	_ = strings.ToUpper
	_ = gojson.Marshal
	_ = segment.Marshal
	_ = sonic.Marshal
	_ = sjson.Set
)

`

// generatedProgram is many generated functions, in one package.
type generatedProgram struct {
	plain    string            // the file of the functions, as it is analysed
	recorded string            // the same, each printing its variables, and a list of them
	sources  map[string]string // each function's own
}

// generate makes n functions, the same ones for the same seed.
func generate(seed uint64, n int) *generatedProgram {
	p := &generatedProgram{sources: make(map[string]string)}
	var plain, recorded, all strings.Builder
	for i := range n {
		g := &generated{r: rand.New(rand.NewPCG(seed, uint64(i))), form: forms[i%len(forms)]}
		name := fmt.Sprintf("f%d", i)
		a, b := g.function(name)
		plain.WriteString(a)
		recorded.WriteString(b)
		all.WriteString("\t" + name + ",\n")
		p.sources[name] = a
	}
	head := generatedImports
	if *withV2 {
		head = strings.Replace(head, "import (\n", "import (\n\tjsonv2 \"encoding/json/v2\"\n", 1) + "var _ = jsonv2.Deterministic\n\n"
	}
	p.plain = head + plain.String()
	p.recorded = head + "var all = []func(*Client, string, string, int, bool, []Item, *Params){\n" + all.String() + "}\n\n" + recorded.String()
	return p
}

// check type-checks the functions with all that they use of their own module.
func (p *generatedProgram) check(t *testing.T) (*Program, *Package) {
	t.Helper()
	if *keep != "" {
		writeFile(t, filepath.Join(*keep, "plain.txt"), p.plain)
	}
	kit := checkFiles(t, "generated/kit", sharedImporter(), parseFile(t, generatedDir+"/kit/kit.go", nil))
	imp := importerOf{"generated/kit": kit.Types}
	main := checkFiles(t, "generated", imp,
		parseFile(t, generatedDir+"/helpers.go", nil), parseFile(t, generatedDir+"/typed.go", nil), parseFile(t, "functions.go", p.plain))
	return NewProgram(main, kit), main
}

// importerOf has some packages; the others are imported as in all tests.
type importerOf map[string]*types.Package

func (i importerOf) Import(path string) (*types.Package, error) {
	if p := i[path]; p != nil {
		return p, nil
	}
	return sharedImporter().Import(path)
}

func parseFile(t *testing.T, name string, src any) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(sharedFset, name, src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func checkFiles(t *testing.T, path string, imp types.Importer, files ...*ast.File) *Package {
	t.Helper()
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object),
		Uses: make(map[*ast.Ident]types.Object), Implicits: make(map[ast.Node]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), Scopes: make(map[ast.Node]*types.Scope),
		Instances: make(map[*ast.Ident]types.Instance),
	}
	conf := types.Config{Importer: imp}
	pkg, err := conf.Check(path, sharedFset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	return &Package{Fset: sharedFset, Files: files, Types: pkg, Info: info}
}

// generatedLibs are the libraries that the functions use. Stand-ins for them are in
// testdata/libs: they have the API that the functions call, and marshal by encoding/json.
// With -real they are used themselves, in these versions.
var generatedLibs = []struct{ path, version string }{
	{"github.com/bytedance/sonic", "v1.15.1"}, {"github.com/goccy/go-json", "v0.10.6"}, {"github.com/json-iterator/go", "v1.1.12"},
	{"github.com/segmentio/encoding", "v0.5.4"}, {"github.com/tidwall/sjson", "v1.2.5"},
}

// run builds and runs the functions, and gives what they print.
func (p *generatedProgram) run(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	copyDir(t, dir, generatedDir)
	requireLibs(t, dir)
	writeFile(t, filepath.Join(dir, "functions.go"), p.recorded)
	cmd := exec.Command("go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	if !*real {
		cmd.Env = append(cmd.Env, "GOPROXY=off")
	}
	if *withV2 {
		cmd.Env = append(cmd.Env, "GOEXPERIMENT=jsonv2")
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go run: %v\n%.2000s", err, errs.String())
	}
	return out
}

// requireLibs writes the module's go.mod, and the libraries that stand in for others.
func requireLibs(t *testing.T, dir string) {
	t.Helper()
	mod := "module generated\n\ngo 1.26\n"
	for _, lib := range generatedLibs {
		mod += fmt.Sprintf("require %s %s\n", lib.path, lib.version)
		if *real {
			continue
		}
		mod += fmt.Sprintf("replace %s => ./%s\n", lib.path, lib.path)
		copyDir(t, filepath.Join(dir, lib.path), filepath.Join("testdata/libs", lib.path))
		writeFile(t, filepath.Join(dir, lib.path, "go.mod"), "module "+lib.path+"\n\ngo 1.26\n")
	}
	writeFile(t, filepath.Join(dir, "go.mod"), mod)
}

func copyDir(t *testing.T, to, from string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

package load

import (
	"cmp"
	"context"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// TestSourceTypes wants the exported declarations of packages that are checked from
// outlines, without the imports that only bodies need, to be those that the compiler sees.
func TestSourceTypes(t *testing.T) {
	dir, err := testmod.Root()
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{
		SDKv2, SDKv2 + "/types", SDKv2 + "/document", "github.com/aws/aws-sdk-go-v2/aws", "github.com/aws/aws-sdk-go-v2/config",
		"net/http", "encoding/json", "text/template", "context", "sync/atomic", "iter", "golang.org/x/tools/go/packages",
	}
	l := &loader{ctx: context.Background(), cfg: Config{Dir: dir}}
	l.env = l.goEnv()
	compiled, err := l.packages(&packages.Config{Mode: packages.NeedName | packages.NeedTypes}, paths)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := l.list(paths)
	if err != nil {
		t.Fatal(err)
	}
	s := l.newSource(token.NewFileSet(), nil) // none of them whole
	s.need(listed)
	byPath := func(a, b *packages.Package) int { return cmp.Compare(a.PkgPath, b.PkgPath) }
	slices.SortFunc(compiled, byPath)
	slices.SortFunc(listed, byPath)
	for i, p := range compiled {
		want, got := api(p.Types), api(listed[i].Types)
		if diff := gocmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("%s: %d declarations (-compiled +source):\n%s", p.PkgPath, len(want), diff)
		}
	}
}

// api describes the exported declarations of a package: types with their fields and
// methods, promoted ones too, and constants with their values.
func api(p *types.Package) []string {
	var out []string
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		line := obj.String()
		if c, ok := obj.(*types.Const); ok {
			line += " = " + c.Val().ExactString()
		}
		out = append(out, line)
		if named, ok := obj.Type().(*types.Named); ok {
			out = append(out, named.Underlying().String())
			set := types.NewMethodSet(types.NewPointer(named))
			for m := range set.Methods() {
				out = append(out, m.String())
			}
		}
	}
	return out
}

func TestEmptyCache(t *testing.T) {
	dir := t.TempDir()
	e := goEnv{cache: dir}
	if !e.empty() {
		t.Error("a new directory is not taken for an empty cache")
	}
	for i := range 256 {
		part := filepath.Join(dir, strings.ToLower(string("0123456789abcdef"[i/16])+string("0123456789abcdef"[i%16])))
		if err := os.Mkdir(part, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if !e.empty() {
		t.Error("a cache that the go command has only made is not taken for an empty one")
	}
	if err := os.WriteFile(filepath.Join(dir, "a5", "entry-a"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if e.empty() {
		t.Error("a used cache is taken for an empty one")
	}
	if (goEnv{}).empty() {
		t.Error("an unknown cache is taken for an empty one")
	}
}

func TestWithoutIndex(t *testing.T) {
	for _, tt := range []struct{ env, want []string }{
		{[]string{"A=1"}, []string{"A=1", "GODEBUG=goindex=0"}},
		{[]string{"GODEBUG=http2debug=1", "A=1"}, []string{"GODEBUG=http2debug=1", "A=1", "GODEBUG=http2debug=1,goindex=0"}},
		{[]string{"GODEBUG="}, []string{"GODEBUG=", "GODEBUG=goindex=0"}},
	} {
		if diff := gocmp.Diff(tt.want, withoutIndex(tt.env)); diff != "" {
			t.Errorf("%v: (-want +got):\n%s", tt.env, diff)
		}
	}
}

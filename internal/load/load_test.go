package load_test

import (
	"context"
	"errors"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// app is a module in which every stage of the funnel has something to do: chat imports
// the SDK, main reaches it through chat, shapes is imported by chat, other is neither.
const app = `
-- chat/chat.go --
package chat

import (
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"example.com/app/shapes"
)

type Client struct{ *bedrockruntime.Client }

var Default shapes.Body
-- chat/chat_test.go --
package chat

import "testing"

func TestNothing(t *testing.T) {}
-- chat/ext_test.go --
package chat_test

import (
	"testing"
	"example.com/app/chat"
)

func TestExternal(t *testing.T) { _ = chat.Default }
-- chat/tagged.go --
//go:build special

package chat

const Special = true
-- shapes/shapes.go --
package shapes

type Body struct{}
-- cmd/app/main.go --
package main

import "example.com/app/chat"

func main() { _ = chat.Default }
-- other/other.go --
package other
`

func write(t *testing.T, files string) string {
	t.Helper()
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(files)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func env(t *testing.T) []string {
	t.Helper()
	e, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	return append(os.Environ(), e...)
}

func ids(r *load.Result) (packages, all []string) {
	for _, p := range r.Packages {
		packages = append(packages, strings.TrimPrefix(p.ID, "example.com/app/"))
	}
	for _, p := range r.All {
		all = append(all, strings.TrimPrefix(p.ID, "example.com/app/"))
	}
	return packages, all
}

func TestPackages(t *testing.T) {
	dir := write(t, app)
	tests := []struct {
		name          string
		cfg           load.Config
		packages, all []string
	}{
		{"without tests", load.Config{},
			[]string{"chat", "cmd/app"},
			[]string{"chat", "cmd/app", "shapes"}},
		{"tests replace the plain package", load.Config{Tests: true},
			[]string{"chat [example.com/app/chat.test]", "chat_test [example.com/app/chat.test]", "cmd/app"},
			[]string{"chat", "chat [example.com/app/chat.test]", "chat_test [example.com/app/chat.test]", "cmd/app", "shapes"}},
		{"one package, with what it is made of", load.Config{Patterns: []string{"./chat"}},
			[]string{"chat"},
			[]string{"chat", "shapes"}},
		{"by import path", load.Config{Patterns: []string{"example.com/app/chat"}},
			[]string{"chat"},
			[]string{"chat", "shapes"}},
		{"a package that cannot call", load.Config{Patterns: []string{"./other"}}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.cfg.Dir, tt.cfg.Env = dir, env(t)
			res, err := load.Packages(context.Background(), tt.cfg)
			if err != nil {
				t.Fatal(err)
			}
			packages, all := ids(res)
			if diff := cmp.Diff(tt.packages, packages); diff != "" {
				t.Errorf("Packages (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.all, all); diff != "" {
				t.Errorf("All (-want +got):\n%s", diff)
			}
			if len(res.Problems) > 0 {
				t.Errorf("problems: %v", res.Problems)
			}
			for _, p := range res.Packages {
				if len(p.Syntax) == 0 || p.TypesInfo == nil {
					t.Errorf("%s has no syntax or types", p.ID)
				}
			}
		})
	}
}

func TestModule(t *testing.T) {
	dir := write(t, app)
	res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: env(t)})
	if err != nil {
		t.Fatal(err)
	}
	m := res.ModuleOf(res.Packages[0])
	if m == nil || m.Path != "example.com/app" || !strings.HasPrefix(m.Bedrock, "v1.") || filepath.Base(m.GoMod) != "go.mod" {
		t.Errorf("module is %+v", m)
	}
}

func TestTags(t *testing.T) {
	dir := write(t, app)
	for tags, want := range map[string]bool{"": false, "special": true} {
		cfg := load.Config{Dir: dir, Env: env(t), Patterns: []string{"./chat"}}
		if tags != "" {
			cfg.Tags = []string{tags}
		}
		res, err := load.Packages(context.Background(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := res.Packages[0].Types.Scope().Lookup("Special") != nil; got != want {
			t.Errorf("tags %q: Special is there: %v, want %v", tags, got, want)
		}
	}
}

func TestOverlay(t *testing.T) {
	dir := write(t, "-- a.go --\npackage app\n")
	cfg := load.Config{Dir: dir, Env: env(t), Overlay: map[string][]byte{
		filepath.Join(dir, "a.go"): []byte("package app\n\nimport _ \"github.com/aws/aws-sdk-go-v2/service/bedrockruntime\"\n"),
	}}
	res, err := load.Packages(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Packages) != 1 {
		t.Errorf("the overlay's import is not seen: %d packages", len(res.Packages))
	}
}

// TestWithoutBedrock must not need the go command: that is what makes it instant.
func TestWithoutBedrock(t *testing.T) {
	dir := write(t, "-- a.go --\npackage app\n-- vendor/x/x.go --\npackage x // service/bedrockruntime\n")
	res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: []string{"PATH="}})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Packages) != 0 || res.Funnel.Files != 1 || res.Funnel.Listed != 0 {
		t.Errorf("result is %+v", res)
	}
}

func TestProblems(t *testing.T) {
	const bad = `
-- bad/bad.go --
package bad

import "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

var c *bedrockruntime.Client = "no client"
-- broken/broken.go --
package broken

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

func (
-- good/good.go --
package good

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
`
	dir := write(t, bad)
	res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: env(t)})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Packages) != 3 {
		t.Errorf("%d packages, want the broken ones as well", len(res.Packages))
	}
	var got []string
	for _, p := range res.Problems {
		got = append(got, p.Pos)
		if p.Remedy == "" || p.Msg == "" {
			t.Errorf("problem without message or remedy: %+v", p)
		}
	}
	if diff := cmp.Diff([]string{"bad/bad.go:5:32", "broken/broken.go:5:8"}, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func TestErrors(t *testing.T) {
	dir := write(t, app)
	tests := []struct {
		name string
		cfg  load.Config
		kind load.Kind
		want string
	}{
		{"no module", load.Config{Dir: t.TempDir()}, load.NoModule, "go mod init"},
		{"no directory", load.Config{Dir: filepath.Join(dir, "nowhere")}, load.NoPackage, "no such directory"},
		{"file as directory", load.Config{Dir: filepath.Join(dir, "go.mod")}, load.NoPackage, "is not a directory"},
		{"no such relative package", load.Config{Dir: dir, Patterns: []string{"./nowhere"}}, load.NoPackage, "./nowhere: no such directory"},
		{"no such tree", load.Config{Dir: dir, Patterns: []string{"./nowhere/..."}}, load.NoPackage, "no such directory"},
		{"a file", load.Config{Dir: dir, Patterns: []string{"./chat/chat.go"}}, load.NoPackage, "is a file"},
		{"no such import path", load.Config{Dir: dir, Patterns: []string{"example.com/app/nowhere"}}, load.NoPackage, "check the spelling"},
		{"no go command", load.Config{Dir: dir, Env: []string{"PATH="}}, load.GoCommand, "go"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.cfg.Env == nil {
				tt.cfg.Env = env(t)
			}
			_, err := load.Packages(context.Background(), tt.cfg)
			var le *load.Error
			if !errors.As(err, &le) {
				t.Fatalf("error is %v, want a *load.Error", err)
			}
			if le.Kind != tt.kind || !strings.Contains(le.Error(), tt.want) {
				t.Errorf("error is %q (%s), want %q (%s)", le, le.Kind, tt.want, tt.kind)
			}
		})
	}
}

// TestColdCache wants the same packages with the same types whether dependencies come
// from export data or from source.
func TestColdCache(t *testing.T) {
	dir := write(t, app)
	load1 := func(env []string) (*load.Result, []string) {
		res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: env, Tests: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Problems) > 0 {
			t.Errorf("problems: %v", res.Problems)
		}
		_, all := ids(res)
		for _, p := range res.Packages {
			if obj := p.Types.Scope().Lookup("Client"); obj != nil {
				all = append(all, types.NewMethodSet(types.NewPointer(obj.Type())).String())
			}
		}
		return res, all
	}
	built, warm := load1(env(t))
	if built.Funnel.Source {
		t.Error("with the SDK compiled, dependencies were read from source; this test compares nothing")
	}
	cold, got := load1(append(env(t), "GOCACHE="+t.TempDir()))
	if !cold.Funnel.Source {
		t.Error("with an empty cache, dependencies were compiled")
	}
	if diff := cmp.Diff(warm, got); diff != "" || !strings.Contains(strings.Join(got, ""), "InvokeModel(") {
		t.Errorf("(-warm +cold):\n%s", diff)
	}
}

// TestHidden wants a file behind a tag to be named, and loaded when asked for, although
// it cannot be in one package with its counterpart.
func TestHidden(t *testing.T) {
	const files = `
-- real.go --
//go:build aws && !windows

package app

import "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

type client = bedrockruntime.Client
-- stub.go --
//go:build !aws

package app

type client struct{}
-- plan9.go --
//go:build plan9

package app

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
-- whole/whole.go --
//go:build aws

package whole

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
-- nested/go.mod --
module example.com/nested
-- nested/nested.go --
//go:build aws

package nested

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
-- script.go --
//go:build ignore

package main

import _ "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
`
	dir := write(t, files)
	hidden := func(every bool) (*load.Result, []string) {
		res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: env(t), EveryTag: every})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, h := range res.Hidden {
			out = append(out, h.String())
		}
		return res, out
	}
	plan9 := "plan9.go: left out of this build (plan9)"
	res, got := hidden(false)
	if diff := cmp.Diff([]string{plan9, "real.go: left out by its build constraint (aws && !windows); use -tags aws",
		"whole/whole.go: left out by its build constraint (aws); use -tags aws"}, got); diff != "" || len(res.Packages) != 0 {
		t.Errorf("%d packages; hidden files (-want +got):\n%s", len(res.Packages), diff)
	}
	res, got = hidden(true)
	if diff := cmp.Diff([]string{plan9}, got); diff != "" || len(res.Packages) != 2 || len(res.Problems) != 0 {
		t.Errorf("with every tag: %d packages, %v; hidden files (-want +got):\n%s", len(res.Packages), res.Problems, diff)
	}
}

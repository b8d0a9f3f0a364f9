package inventory_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/inventory"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
	"github.com/bedrocklint/bedrocklint/report"
)

// writeFiles writes a txtar archive into dir.
func writeFiles(t *testing.T, dir, archive string) {
	t.Helper()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// audit lists the sites of a module made of a txtar archive.
func audit(t *testing.T, archive string, cfg load.Config) *report.Inventory {
	t.Helper()
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, archive)
	return auditDir(t, dir, cfg)
}

func auditDir(t *testing.T, dir string, cfg load.Config) *report.Inventory {
	t.Helper()
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	cfg.Dir = filepath.Join(dir, cfg.Dir)
	cfg.Env = append(append(os.Environ(), env...), cfg.Env...)
	res, err := load.Packages(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return inventory.Of(res, catalog.Default())
}

// lines prints what the tests look at, a line a site.
func lines(inv *report.Inventory) []string {
	var out []string
	for _, s := range inv.Sites {
		var keys []string
		for _, f := range s.Request.Fields {
			keys = append(keys, f.Path)
		}
		for _, f := range s.Response.Fields {
			keys = append(keys, "→"+f.Path)
		}
		out = append(out, strings.Join([]string{s.Position.File, s.Function, s.Model.Family, strings.Join(s.Model.IDs, ","), s.Verdict, strings.Join(keys, " ")}, "|"))
	}
	return out
}

// wrapper has a call that says nothing by itself: everything is with its callers.
const wrapper = `
-- llm/llm.go --
package llm

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

type Client struct{ *bedrockruntime.Client }

func (c *Client) Send(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error) {
	return c.InvokeModel(ctx, in)
}
-- llm/llm_test.go --
package llm

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func TestSend(t *testing.T) {
	new(Client).Send(t.Context(), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("amazon.titan-embed-text-v1"), Body: []byte("{}"),
	})
}
-- cmd/app/main.go --
package main

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"example.com/app/llm"
)

func main() {
	body, _ := json.Marshal(map[string]any{"prompt": "Hi", "max_gen_len": 64})
	out, err := new(llm.Client).Send(context.Background(), &bedrockruntime.InvokeModelInput{
		ModelId: aws.String("meta.llama3-8b-instruct-v1:0"), Body: body,
	})
	if err != nil {
		return
	}
	var reply struct{ Generation string }
	_ = json.Unmarshal(out.Body, &reply)
	println(reply.Generation)
}
`

// TestAcrossPackages wants the callers of a wrapper to be read, whether or not its
// package was loaded with tests, and what its tests send to be left aside.
func TestAcrossPackages(t *testing.T) {
	want := "llm/llm.go|(*Client).Send|meta-llama|meta.llama3-8b-instruct-v1:0|"
	for _, tests := range []bool{false, true} {
		got := lines(audit(t, wrapper, load.Config{Tests: tests}))
		if len(got) != 1 || !strings.HasPrefix(got[0], want) || !strings.HasSuffix(got[0], "max_gen_len prompt →generation") {
			t.Errorf("tests %v: sites are %q, want one that begins with %q and sends prompt and max_gen_len, of which generation is read", tests, got, want)
		}
	}
}

// TestVetKnowsLess compares a site in the whole program with what its own package tells:
// less, as go vet sees it, but nothing else.
func TestVetKnowsLess(t *testing.T) {
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	writeFiles(t, dir, wrapper+"-- own/own.go --\n"+call("", "own"))
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	res, err := load.Packages(t.Context(), load.Config{Dir: dir, Env: append(os.Environ(), env...)})
	if err != nil {
		t.Fatal(err)
	}
	whole := map[string]*callsite.Site{}
	for _, s := range callsite.Find(res.Packages, res.All, catalog.Default()) {
		whole[s.ID] = s
	}
	less, same := 0, 0
	for _, p := range res.Packages {
		for _, s := range callsite.Find([]*packages.Package{p}, nil, catalog.Default()) {
			w := whole[s.ID]
			switch {
			case w == nil:
				t.Errorf("%s is no site of the program", s.ID)
			case s.Model.Family == nil:
				less++
				if s.Verdict != callsite.Adapter || len(s.Reasons) == 0 {
					t.Errorf("%s: verdict is %s for reasons %v, want adapter and why", s.ID, s.Verdict, s.Reasons)
				}
			case s.Model.Family != w.Model.Family || s.Verdict != w.Verdict:
				t.Errorf("%s is %s, %s alone and %s, %s in the program", s.ID, s.Model.Family.Name, s.Verdict, w.Model.Family.Name, w.Verdict)
			default:
				same++
			}
		}
	}
	if less != 1 || same != 1 {
		t.Errorf("%d sites are known less alone and %d as well, want 1 and 1", less, same)
	}
}

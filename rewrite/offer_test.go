package rewrite

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/bedrocklint/bedrocklint/adapter"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

func offerFor(t *testing.T, cfg load.Config) *Offer {
	t.Helper()
	cfg.Tests = true
	prog, err := load.Packages(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(prog.Problems) > 0 {
		t.Fatal(prog.Problems)
	}
	r := New(catalog.Default(), Options{Build: Build{Dir: cfg.Dir, Env: cfg.Env}, Content: cfg.Overlay})
	o, err := r.Offer(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestOffer gives the adapter to the clients below testdata/offer, which compile with it:
// this module has it. A second offer must find it there.
func TestOffer(t *testing.T) {
	files, err := filepath.Glob("testdata/offer/*/*.go.golden")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("testdata/offer/*/*/*.go.golden")
	if err != nil {
		t.Fatal(err)
	}
	patterns := []string{"./testdata/offer/local", "./testdata/offer/service", "./testdata/offer/options", "./testdata/offer/clash", "./testdata/offer/lost", "./testdata/offer/twomains/..."}
	o := offerFor(t, load.Config{Dir: ".", Patterns: patterns})
	for _, s := range o.Sites {
		if s.Status != Carried || s.Grade != request.NeedsReview {
			t.Errorf("%s: %s %s, %v", s.Pos, s.Status, s.Grade, s.Reasons)
		}
	}
	if len(o.Sites) != 7 || len(o.Clients) != 9 || len(o.Requires) != 0 {
		t.Errorf("%d sites, clients %v, modules without the adapter %v; want 7, 9 and none", len(o.Sites), o.Clients, o.Requires)
	}
	got := after(o.Plan)
	if *update {
		for path, text := range got {
			if err := os.WriteFile(path+".golden", text, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	golden := append(files, deeper...)
	if len(golden) != len(got) {
		t.Errorf("%d files changed, want %d", len(got), len(golden))
	}
	for _, f := range golden {
		compare(t, strings.TrimSuffix(f, ".golden"), got)
	}
	if again := offerFor(t, load.Config{Dir: ".", Patterns: patterns, Overlay: got}); !again.Empty() {
		t.Errorf("a second offer changes %d files", len(again.Files))
	}
}

// TestOfferLeft holds what a site says whose client cannot be reached to the want comment
// at the call.
func TestOfferLeft(t *testing.T) {
	o := offerFor(t, load.Config{Dir: ".", Patterns: []string{"./testdata/offer/left"}})
	if !o.Empty() {
		t.Errorf("%d files are changed", len(o.Files))
	}
	src, err := os.ReadFile("testdata/offer/left/left.go")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(src), "\n")
	if want := strings.Count(string(src), "// want"); len(o.Sites) != want {
		t.Errorf("%d sites, want %d", len(o.Sites), want)
	}
	for _, s := range o.Sites {
		_, want, _ := strings.Cut(lines[s.Pos.Line-1], "// want ")
		if s.Status != Left || len(s.Reasons) == 0 || !regexp.MustCompile(strings.Trim(want, `"`)).MatchString(s.Reasons[0].Message) {
			t.Errorf("%s: %s %v, want left: %s", s.Pos, s.Status, s.Reasons, want)
		}
	}
}

// TestOfferElsewhere works on a module that does not require the adapter: the offer says
// so, and is type-checked against its declarations.
func TestOfferElsewhere(t *testing.T) {
	dir := t.TempDir()
	if err := testmod.Init(dir, "example.com/app"); err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile("testdata/offer/local/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), src, 0o666); err != nil {
		t.Fatal(err)
	}
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	o := offerFor(t, load.Config{Dir: dir, Env: append(os.Environ(), env...)})
	if len(o.Requires) != 1 || len(o.Files) != 1 {
		t.Fatalf("modules without the adapter %v, %d files, want one each; %v", o.Requires, len(o.Files), o.Sites)
	}
	golden, err := os.ReadFile("testdata/offer/local/main.go.golden")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(o.Files[0].After, golden) {
		t.Errorf("changed otherwise than in a module that requires the adapter:\n%s", o.Files[0].After)
	}
}

// TestDeclaredAdapter holds the declarations that checkDeclared uses to the adapter's own.
func TestDeclaredAdapter(t *testing.T) {
	var _ func(*bedrockruntime.Options) = adapter.New().ClientOption
	if got := reflect.TypeOf(adapter.Adapter{}).PkgPath(); got != adapterPath {
		t.Errorf("the adapter is in %s, and %s is imported", got, adapterPath)
	}
}

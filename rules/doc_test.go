package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/rules"
)

// TestDocsUpToDate holds docs/rules to the pages that go generate makes.
func TestDocsUpToDate(t *testing.T) {
	want := map[string]string{"README.md": rules.Index()}
	for _, d := range rules.All() {
		want[string(d.Code)+".md"] = d.Markdown()
	}
	dir := filepath.Join("..", "docs", "rules")
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("%v; run go generate ./rules", err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(data)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/rules is out of date, run go generate ./rules (-want +got):\n%s", diff)
	}
}

// TestEveryCodeHasAPage reads the constants from the source, so that a new code
// without a page fails.
func TestEveryCodeHasAPage(t *testing.T) {
	var codes, pages []string
	f, err := parser.ParseFile(token.NewFileSet(), "rules.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				codes = append(codes, s)
			}
		}
		return true
	})
	for _, d := range rules.All() {
		pages = append(pages, string(d.Code))
		if d.Title == "" || d.Text == "" || d.Since == "" || d.Code.Group() == "" {
			t.Errorf("%s: title, text, since and group must be set: %+v", d.Code, d)
		}
		if d.Title != strings.TrimRight(d.Title, ".") {
			t.Errorf("%s: the title ends with a full stop", d.Code)
		}
	}
	if !sort.StringsAreSorted(pages) {
		t.Errorf("pages are not in the order of their codes: %v", pages)
	}
	sort.Strings(codes)
	if diff := cmp.Diff(codes, pages); diff != "" {
		t.Errorf("codes and pages differ (-codes +pages):\n%s", diff)
	}
}

func TestLookup(t *testing.T) {
	d, err := rules.Lookup("bl2002")
	if err != nil || d.Code != rules.FieldMoves {
		t.Errorf("Lookup(bl2002) = %v, %v; want the page of BL2002", d, err)
	}
	if _, err := rules.Lookup("BL9999"); err == nil || !strings.Contains(err.Error(), "BL1001") {
		t.Errorf("Lookup(BL9999) = %v; want an error that lists the codes", err)
	}
	if rules.Known("BL9999") || !rules.Known(rules.ModelEOL) {
		t.Error("Known is wrong about BL9999 or BL4002")
	}
}

func TestExplain(t *testing.T) {
	d, err := rules.Lookup("BL2003")
	if err != nil {
		t.Fatal(err)
	}
	got := d.Explain()
	for _, want := range []string{"BL2003 (error): " + d.Title, "Before:\n\n    body := ", "After:", rules.URL("BL2003")} {
		if !strings.Contains(got, want) {
			t.Errorf("Explain misses %q:\n%s", want, got)
		}
	}
}

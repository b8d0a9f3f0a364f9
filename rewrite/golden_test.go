package rewrite

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	cases  = flag.String("cases", "*", "the folders below testdata/golden to rewrite")
)

// planFor plans the rewrite of packages of this module, with content in the place of
// files on disk.
func planFor(t *testing.T, content map[string][]byte, patterns ...string) *Plan {
	t.Helper()
	cfg := load.Config{Dir: ".", Patterns: patterns, Tests: true, Overlay: content}
	prog, err := load.Packages(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(prog.Problems) > 0 {
		t.Fatal(prog.Problems)
	}
	p, err := New(catalog.Default(), Options{Build: Build{Dir: "."}, Content: content}).Plan(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// after is what a plan makes of each file.
func after(p *Plan) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range p.Files {
		out[f.Path] = f.After
	}
	return out
}

// TestGolden rewrites every package below testdata/golden and compares with the golden
// files. Plan has type-checked them. A second rewrite must change nothing.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/golden/" + *cases + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	var patterns []string
	for _, f := range files {
		patterns = append(patterns, "./"+filepath.Dir(f))
	}
	p := planFor(t, nil, patterns...)
	for _, s := range p.Sites {
		if s.Status != Rewritten {
			t.Errorf("%s: left: %v", s.Pos, s.Reasons)
		}
	}
	got := after(p)
	for _, f := range files {
		compare(t, f, got)
	}
	if again := planFor(t, got, patterns...); !again.Empty() || len(again.Sites) > 0 {
		t.Errorf("a second rewrite changes %d files", len(again.Files))
	}
}

// compare holds one rewritten file to its golden file.
func compare(t *testing.T, file string, got map[string][]byte) {
	t.Helper()
	abs, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	golden := file + ".golden"
	if *update {
		if err := os.WriteFile(golden, got[abs], 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got[abs])); diff != "" {
		t.Errorf("%s: %s", file, diff)
	}
}

// TestExamplesTwice rewrites the example programs, and then what came out.
func TestExamplesTwice(t *testing.T) {
	first := planFor(t, nil, "../examples/...")
	moved := 0
	for _, s := range first.Sites {
		if s.Status == Rewritten {
			moved++
		}
	}
	if moved < 9 {
		t.Errorf("%d example calls moved, want at least 9", moved)
	}
	if again := planFor(t, after(first), "../examples/..."); !again.Empty() {
		t.Errorf("a second rewrite changes %d files", len(again.Files))
	}
}

// TestLineEndings rewrites a file with carriage returns and a byte order mark: both
// stay, on old lines and new ones.
func TestLineEndings(t *testing.T) {
	for _, dir := range []string{"testdata/golden/omitempty", "testdata/golden/comments"} {
		t.Run(filepath.Base(dir), func(t *testing.T) { testLineEndings(t, dir) })
	}
}

func testLineEndings(t *testing.T, dir string) {
	abs, err := filepath.Abs(dir + "/ask.go")
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile(abs)
	if err != nil {
		t.Fatal(err)
	}
	golden, err := os.ReadFile(abs + ".golden")
	if err != nil {
		t.Fatal(err)
	}
	dos := func(text []byte) []byte {
		return append([]byte("\xef\xbb\xbf"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)
	}
	got := after(planFor(t, map[string][]byte{abs: dos(src)}, "./"+dir))
	if diff := cmp.Diff(string(dos(golden)), string(got[abs])); diff != "" {
		t.Error(diff)
	}
}

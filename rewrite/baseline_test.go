package rewrite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
)

// TestBroken rewrites a package that has a test which does not compile. The call is moved
// all the same, unless it stands in the broken file, or more would be broken after.
func TestBroken(t *testing.T) {
	const ask = "testdata/golden/omitempty/ask.go"
	tests := []struct {
		name, file, text string
		left             string // the reason; "" for a call that is moved
	}{
		{"elsewhere", "broken_test.go", "package omitempty\n\nvar broken int = \"text\"\n", ""},
		{"beside the call", "ask.go", "", "ask.go does not compile"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path, err := filepath.Abs(filepath.Join(filepath.Dir(ask), test.file))
			if err != nil {
				t.Fatal(err)
			}
			text := test.text
			if text == "" {
				text = readFile(t, ask) + "\nvar broken int = \"text\"\n"
			}
			p := planBroken(t, map[string][]byte{path: []byte(text)}, "./"+filepath.Dir(ask))
			if len(p.Sites) == 0 {
				t.Fatal("no sites")
			}
			for _, s := range p.Sites {
				if reasons := fmt.Sprint(s.Reasons); (s.Status == Rewritten) != (test.left == "") || !strings.Contains(reasons, test.left) {
					t.Errorf("%s: %s %s", s.Pos, s.Status, reasons)
				}
			}
		})
	}
}

// planBroken plans the rewrite of packages that do not compile.
func planBroken(t *testing.T, content map[string][]byte, patterns ...string) *Plan {
	t.Helper()
	prog, err := load.Packages(context.Background(), load.Config{Dir: ".", Patterns: patterns, Tests: true, Overlay: content})
	if err != nil {
		t.Fatal(err)
	}
	if len(prog.Problems) == 0 {
		t.Fatal("the package compiles")
	}
	p, err := New(catalog.Default(), Options{Build: Build{Dir: "."}, Content: content}).Plan(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestWorse holds what was wrong before against what is wrong after.
func TestWorse(t *testing.T) {
	before := problem{pkg: "a", file: "/a/x_test.go", pos: "/a/x_test.go:3:4", msg: "undefined: x"}
	moved := problem{pkg: "a", file: "/tmp/1-x_test.go", pos: "/tmp/1-x_test.go:7:4", msg: "undefined: x"}
	listed := problem{pkg: "a", msg: "# a [a.test]\n./x_test.go:7:4: undefined: x"}
	other := problem{pkg: "a", msg: "undefined: y"}
	known := baseline{before.kind(): 1}
	tests := []struct {
		name  string
		after []problem
		worse bool
	}{
		{"none", nil, false},
		{"the same", []problem{before}, false},
		{"on another line", []problem{moved}, false},
		{"as the go command says it", []problem{listed}, false},
		{"twice", []problem{before, moved}, true},
		{"another", []problem{before, other}, true},
	}
	for _, test := range tests {
		if got := known.worse(test.after); (got != nil) != test.worse {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExternalTest asks the go command about an external test package, by the path that it
// goes by: of its own path the go command knows nothing, before and after alike.
func TestExternalTest(t *testing.T) {
	const dir = "testdata/golden/exttest"
	prog, err := load.Packages(t.Context(), load.Config{Dir: ".", Patterns: []string{"./" + dir}, Tests: true})
	if err != nil || len(prog.Packages) != 1 {
		t.Fatal(prog, err)
	}
	path, err := filepath.Abs(dir + "/ask_test.go")
	if err != nil {
		t.Fatal(err)
	}
	good := readFile(t, path)
	for text, broken := range map[string]bool{good: false, good + "\nvar broken int = \"text\"\n": true} {
		overlay := map[string][]byte{path: []byte(text)}
		problems, err := Build{Dir: "."}.compile(t.Context(), overlay, []string{askedAs(prog.Packages[0])})
		if err != nil {
			t.Fatal(err)
		}
		if (len(problems) > 0) != broken {
			t.Errorf("broken: %v, problems: %v", broken, problems)
		}
	}
}

// TestBrokenImport rewrites a package that imports one which does not compile: so it does
// not before, and what is rewritten is type-checked all the same.
func TestBrokenImport(t *testing.T) {
	dir, err := filepath.Abs("testdata/golden/omitempty")
	if err != nil {
		t.Fatal(err)
	}
	p := planBroken(t, map[string][]byte{
		filepath.Join(dir, "broken", "broken.go"): []byte("package broken\n\nvar broken int = \"text\"\n"),
		filepath.Join(dir, "imports.go"):          []byte("package omitempty\n\nimport _ \"github.com/bedrocklint/bedrocklint/rewrite/testdata/golden/omitempty/broken\"\n"),
	}, "./testdata/golden/omitempty/...")
	moved := 0
	for _, s := range p.Sites {
		if s.Status == Rewritten {
			moved++
		} else {
			t.Errorf("%s: %s %v", s.Pos, s.Status, s.Reasons)
		}
	}
	if moved == 0 {
		t.Error("nothing is moved")
	}
}

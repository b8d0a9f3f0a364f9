package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// renamer suggests to rename every identifier "old" to "new", and to add one comment at
// the top of the file with each.
var renamer = &analysis.Analyzer{Name: "renamer", Doc: "rename old", Run: func(pass *analysis.Pass) (any, error) {
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "old" {
				pass.Report(analysis.Diagnostic{Pos: id.Pos(), Message: "old", SuggestedFixes: []analysis.SuggestedFix{{
					TextEdits: []analysis.TextEdit{
						{Pos: f.FileStart, End: f.FileStart, NewText: []byte("// renamed\n")},
						{Pos: id.Pos(), End: id.End(), NewText: []byte("new")},
					},
				}}})
			}
			return true
		})
	}
	return nil, nil
}}

// clash suggests two fixes of the same place.
var clash = &analysis.Analyzer{Name: "clash", Doc: "clash", Run: func(pass *analysis.Pass) (any, error) {
	start := pass.Files[0].Package
	for _, text := range []string{"a", "b"} {
		pass.Report(analysis.Diagnostic{Pos: start, Message: text, SuggestedFixes: []analysis.SuggestedFix{{
			TextEdits: []analysis.TextEdit{{Pos: start, End: start + 7, NewText: []byte(text)}},
		}}})
	}
	return nil, nil
}}

var panics = &analysis.Analyzer{Name: "panics", Doc: "panic", Run: func(*analysis.Pass) (any, error) { panic("boom") }}

var fails = &analysis.Analyzer{Name: "fails", Doc: "fail", Run: func(*analysis.Pass) (any, error) { return nil, errors.New("no luck") }}

const oldSource = "package p\n\nvar old = 1\n\nvar x = old\n"

func testUnit(t *testing.T, src string) (*unit, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	u := &unit{id: "p", fset: token.NewFileSet(), info: newInfo()}
	f, err := parser.ParseFile(u.fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	u.files = []*ast.File{f}
	if u.pkg, err = new(types.Config).Check("p", u.fset, u.files, u.info); err != nil {
		t.Fatal(err)
	}
	return u, file
}

func TestChanges(t *testing.T) {
	u, file := testUnit(t, oldSource)
	cs, err := changes([]analyzed{{u, analyze(u, []*analysis.Analyzer{renamer})}})
	if err != nil {
		t.Fatal(err)
	}
	const want = "// renamed\npackage p\n\nvar new = 1\n\nvar x = new\n"
	if len(cs) != 1 || cs[0].file != file || string(cs[0].before) != oldSource || string(cs[0].after) != want {
		t.Fatalf("changes are %q", cs)
	}
	var b bytes.Buffer
	if err := printDiff(&b, cs); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"+// renamed\n", "-var old = 1\n", "+var new = 1\n"} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("the diff misses %q:\n%s", line, b.String())
		}
	}
	if src, err := os.ReadFile(file); err != nil || string(src) != oldSource {
		t.Errorf("the diff changed the file: %v\n%s", err, src)
	}
}

// TestFixUnit wants a fix to go into the go command's archive if there is one, and into
// the file otherwise.
func TestFixUnit(t *testing.T) {
	const want = "// renamed\npackage p\n\nvar new = 1\n\nvar x = new\n"
	u, file := testUnit(t, oldSource)
	results := []analyzed{{u, analyze(u, []*analysis.Analyzer{renamer})}}
	archive := filepath.Join(t.TempDir(), "fix.zip")
	var out, errs bytes.Buffer
	if code := fixUnit(results, &options{}, &unitchecker.Config{ID: "p", FixArchive: archive}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	zr, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	if zr.Comment != "p" || len(zr.File) != 1 || zr.File[0].Name != file {
		t.Fatalf("archive %q has %d files", zr.Comment, len(zr.File))
	}
	r, err := zr.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("in the archive (-want +got):\n%s", diff)
	}
	if src, _ := os.ReadFile(file); string(src) != oldSource {
		t.Error("the file changed although there is an archive")
	}
	if code := fixUnit(results, &options{}, &unitchecker.Config{ID: "p"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if src, _ := os.ReadFile(file); string(src) != want {
		t.Errorf("the file is now\n%s", src)
	}
}

// TestFixFailures wants nothing to be written when anything is wrong.
func TestFixFailures(t *testing.T) {
	tests := []struct {
		name      string
		analyzers []*analysis.Analyzer
		spoil     func(file string) error
		want      string
	}{
		{"overlap", []*analysis.Analyzer{clash}, nil, "two fixes overlap"},
		{"analyzer", []*analysis.Analyzer{renamer, fails}, nil, "no luck"},
		{"panic", []*analysis.Analyzer{renamer, panics}, nil, "internal error in panics on p: boom; please report it"},
		{"shorter file", []*analysis.Analyzer{renamer}, func(file string) error { return os.WriteFile(file, []byte("package p\n"), 0o644) }, "changed meanwhile"},
		{"no file", []*analysis.Analyzer{renamer}, os.Remove, "no such file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, file := testUnit(t, oldSource)
			results := []analyzed{{u, analyze(u, tt.analyzers)}}
			if tt.spoil != nil {
				if err := tt.spoil(file); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := os.ReadFile(file)
			var out, errs bytes.Buffer
			if code := applyOrDiff(&options{fix: true}, results, &out, &errs); code != exitFailed || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d, %q; want %d, %q", code, errs.String(), exitFailed, tt.want)
			}
			if after, _ := os.ReadFile(file); !bytes.Equal(before, after) {
				t.Errorf("the file was changed:\n%s", after)
			}
		})
	}
}

func TestPrintText(t *testing.T) {
	u, _ := testUnit(t, oldSource)
	var b bytes.Buffer
	found, failed := printText(&b, []analyzed{{u, analyze(u, []*analysis.Analyzer{renamer, fails})}}, -1)
	if !found || !failed || !strings.Contains(b.String(), "p: no luck\n") || strings.Count(b.String(), ": old\n") != 2 {
		t.Errorf("found %v, failed %v:\n%s", found, failed, b.String())
	}
}

// TestFixCount wants success to be reported with what was done, and after it.
func TestFixCount(t *testing.T) {
	u, file := testUnit(t, oldSource)
	results := []analyzed{{u, analyze(u, []*analysis.Analyzer{renamer})}}
	var out, errs bytes.Buffer
	if code := applyOrDiff(&options{fix: true}, results, &out, &errs); code != exitClean || errs.String() != "bedrocklint: 2 of 2 diagnostics have a fix; 1 files differ\n" {
		t.Errorf("exit %d, %q", code, errs.String())
	}
	if src, _ := os.ReadFile(file); !strings.Contains(string(src), "var new = 1") {
		t.Errorf("the file is now\n%s", src)
	}
}

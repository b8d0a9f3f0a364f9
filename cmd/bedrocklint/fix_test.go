package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
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

// renamer reports every identifier "old".
var renamer = &analysis.Analyzer{Name: "renamer", Doc: "rename old", Run: func(pass *analysis.Pass) (any, error) {
	for _, f := range pass.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == "old" {
				pass.Report(analysis.Diagnostic{Pos: id.Pos(), Message: "old"})
			}
			return true
		})
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

// TestFixUnit wants a fix to go to the diff, into the go command's archive if there is
// one, or into the file.
func TestFixUnit(t *testing.T) {
	const before, after = "package p\n\nvar old = 1\n", "package p\n\nvar new = 1\n"
	file := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	cs := []change{{file, []byte(before), []byte(after)}}
	content := func() string {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	var out bytes.Buffer
	if err := fixUnit(cs, true, &unitchecker.Config{}, &out); err != nil || !strings.Contains(out.String(), "-var old = 1\n+var new = 1\n") || content() != before {
		t.Errorf("diff: %v\n%s", err, out.String())
	}
	archive := filepath.Join(t.TempDir(), "fix.zip")
	if err := fixUnit(cs, false, &unitchecker.Config{ID: "p", FixArchive: archive}, &out); err != nil || content() != before {
		t.Errorf("archive: %v", err)
	}
	if diff := cmp.Diff(map[string]string{file: after}, unzip(t, archive, "p")); diff != "" {
		t.Errorf("archive (-want +got):\n%s", diff)
	}
	if err := fixUnit(cs, false, &unitchecker.Config{}, &out); err != nil || content() != after {
		t.Errorf("file: %v\n%s", err, content())
	}
	if err := fixUnit(cs, false, &unitchecker.Config{FixArchive: filepath.Join(archive, "x")}, &out); err == nil {
		t.Error("an archive that cannot be made is no error")
	}
}

func unzip(t *testing.T, archive, comment string) map[string]string {
	t.Helper()
	zr, err := zip.OpenReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	if zr.Comment != comment {
		t.Errorf("the archive's comment is %q, want %q", zr.Comment, comment)
	}
	out := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(data)
	}
	return out
}

// TestAnalyzeFailures wants a bug in one analyzer to be an error of that one.
func TestAnalyzeFailures(t *testing.T) {
	u, _ := testUnit(t, oldSource)
	needsPanics := &analysis.Analyzer{Name: "needs", Doc: "needs", Requires: []*analysis.Analyzer{panics}, Run: fails.Run}
	out := analyze(u, []*analysis.Analyzer{renamer, fails, panics, needsPanics})
	var got []string
	for _, oc := range out {
		got = append(got, fmt.Sprintf("%s: %d, %v", oc.analyzer.Name, len(oc.diags), oc.err))
	}
	const boom = "internal error in panics on p: boom; please report it"
	want := []string{"renamer: 2, <nil>", "fails: 0, no luck", "panics: 0, " + boom, "needs: 0, " + boom}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPrintText(t *testing.T) {
	u, _ := testUnit(t, oldSource)
	var b bytes.Buffer
	found, failed := printText(&b, []analyzed{{u, analyze(u, []*analysis.Analyzer{renamer, fails})}}, &options{context: -1, failOn: "note"})
	if !found || !failed || !strings.Contains(b.String(), "p: no luck\n") || strings.Count(b.String(), ": old\n") != 2 {
		t.Errorf("found %v, failed %v:\n%s", found, failed, b.String())
	}
}

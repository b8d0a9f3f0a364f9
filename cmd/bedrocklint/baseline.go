package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// A baseline lists findings that are known, so that a team can begin with "no new ones".
// Entries are found again by what they say of which function in which file, not by line,
// and counted: of three equal findings and two known ones, one is new.

// baselineSchema names the form of the file.
const baselineSchema = "bedrocklint/baseline/v1"

type baseline struct {
	Schema   string          `json:"schema"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Count       int    `json:"count"`
	Code        string `json:"code"`
	File        string `json:"file"` // relative to the module, for people
	Message     string `json:"message"`
}

// writeBaseline writes what was found, and reports how much that is.
func writeBaseline(file string, res *load.Result, results []analyzed, stderr io.Writer) int {
	err := cmp.Or(firstError(results), saveBaseline(file, baselineOf(res, results)))
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	n := 0
	for _, r := range results {
		for _, oc := range r.outcomes {
			n += len(oc.diags)
		}
	}
	fmt.Fprintf(stderr, "bedrocklint: %s written to %s\n", count(n, "finding"), file)
	return exitClean
}

// baselineOf is the baseline that knows everything that was found.
func baselineOf(res *load.Result, results []analyzed) *baseline {
	b := &baseline{Schema: baselineSchema, Findings: []baselineEntry{}}
	index := map[string]int{}
	p := newPlaces(res)
	for _, r := range results {
		for _, oc := range r.outcomes {
			for _, d := range oc.diags {
				f := p.finding(r.unit, d)
				key := f.Fingerprint()
				i, ok := index[key]
				if !ok {
					i = len(b.Findings)
					index[key] = i
					b.Findings = append(b.Findings, baselineEntry{key, 0, string(f.Code), f.Start.File, f.Message})
				}
				b.Findings[i].Count++
			}
		}
	}
	slices.SortFunc(b.Findings, func(x, y baselineEntry) int {
		return cmp.Or(strings.Compare(x.File, y.File), strings.Compare(x.Code, y.Code),
			strings.Compare(x.Message, y.Message), strings.Compare(x.Fingerprint, y.Fingerprint))
	})
	return b
}

func saveBaseline(file string, b *baseline) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return err
	}
	return os.WriteFile(file, buf.Bytes(), 0o644)
}

func readBaseline(file string) (*baseline, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist; make it with -write-baseline %s", file, file)
	}
	if err != nil {
		return nil, err
	}
	b := &baseline{}
	if err := json.Unmarshal(data, b); err != nil {
		return nil, fmt.Errorf("%s is not a baseline: %v; make it anew with -write-baseline %s", file, err, file)
	}
	if b.Schema != baselineSchema {
		return nil, fmt.Errorf("%s: schema %q is not %q; make it anew with -write-baseline %s", file, b.Schema, baselineSchema, file)
	}
	return b, nil
}

// applyBaseline takes the known findings out of results, and lists the entries of which
// nothing was found.
func applyBaseline(file string, patterns []string, res *load.Result, results []analyzed, stderr io.Writer) error {
	b, err := readBaseline(file)
	if err != nil {
		return err
	}
	left := map[string]int{}
	for _, e := range b.Findings {
		left[e.Fingerprint] += e.Count
	}
	p := newPlaces(res)
	keep(results, func(u *unit, d analysis.Diagnostic) bool {
		key := p.finding(u, d).Fingerprint()
		left[key]--
		return left[key] < 0
	})
	var gone []baselineEntry
	for _, e := range b.Findings {
		if left[e.Fingerprint] > 0 && lookedAt(filepath.Join(p.root, filepath.FromSlash(e.File)), patterns, results) {
			gone = append(gone, e)
		}
	}
	if len(gone) > 0 {
		fmt.Fprintf(stderr, "bedrocklint: %s of %s no longer found; -write-baseline %s takes them out:\n", count(len(gone), "entry"), file, file)
	}
	for _, e := range gone {
		fmt.Fprintf(stderr, "\t%s: %s\n", e.File, e.Message)
	}
	return nil
}

func count(n int, what string) string {
	switch {
	case n == 1:
		return "1 " + what
	case strings.HasSuffix(what, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(what, "y"))
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// keep takes those diagnostics out of results for which wanted is false.
func keep(results []analyzed, wanted func(*unit, analysis.Diagnostic) bool) {
	for _, r := range results {
		for i := range r.outcomes {
			oc := &r.outcomes[i]
			oc.diags = slices.DeleteFunc(oc.diags, func(d analysis.Diagnostic) bool { return !wanted(r.unit, d) })
		}
	}
}

// lookedAt reports whether a run over patterns would have found something in a file: it
// lies below a directory that a pattern names, or in a package that was analysed.
func lookedAt(file string, patterns []string, results []analyzed) bool {
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	for _, p := range patterns {
		if p != "." && p != ".." && !strings.HasPrefix(p, "./") && !strings.HasPrefix(p, "../") {
			continue
		}
		base, deep := strings.CutSuffix(p, "...")
		dir := filepath.Join(workingDir(), filepath.FromSlash(base))
		rel, err := filepath.Rel(dir, file)
		if err == nil && filepath.IsLocal(rel) && (deep || filepath.Dir(rel) == ".") {
			return true
		}
	}
	for _, r := range results {
		for _, f := range r.files {
			if r.fset.File(f.FileStart).Name() == file {
				return true
			}
		}
	}
	return false
}

// enclosing names the declaration around a position: "Ask", "(*Client).Ask", "client".
func enclosing(u *unit, pos token.Pos) string {
	for _, f := range u.files {
		for _, d := range f.Decls {
			if pos < d.Pos() || pos >= d.End() {
				continue
			}
			if fn, ok := d.(*ast.FuncDecl); ok {
				return funcName(fn)
			}
			for _, spec := range d.(*ast.GenDecl).Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && v.Pos() <= pos && pos < v.End() {
					return v.Names[0].Name
				}
				if t, ok := spec.(*ast.TypeSpec); ok && t.Pos() <= pos && pos < t.End() {
					return t.Name.Name
				}
			}
		}
	}
	return ""
}

func funcName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	t := fn.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if ix, ok := t.(*ast.IndexExpr); ok {
		t = ix.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// newPlaces describes findings with files relative to the first module.
func newPlaces(res *load.Result) *places {
	return &places{root: rootDir(res), lines: map[string][][]byte{}}
}

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/rules"
)

// analyzed is a unit with what was found in it.
type analyzed struct {
	*unit
	outcomes []outcome
}

// printText writes diagnostics one a line, sorted by position over all units. It
// reports whether there were any that count, and whether an analyzer failed.
func printText(w io.Writer, results []analyzed, o *options) (found, failed bool) {
	type line struct {
		start, end token.Position
		text       string
	}
	var lines []line
	for _, r := range results {
		for _, err := range r.errors() {
			fmt.Fprintf(w, "%s: %v\n", r.id, err)
			failed = true
		}
		for _, oc := range r.outcomes {
			for _, d := range oc.diags {
				end, text := cmp.Or(d.End, d.Pos), d.Message
				severity := r.config.Severity(rules.Code(d.Category))
				if o.severity {
					text = fmt.Sprintf("%s: %s", severity, text)
				}
				found = found || o.counts(r.config, severity)
				lines = append(lines, line{r.fset.Position(d.Pos), r.fset.Position(end), text})
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(strings.Compare(a.start.Filename, b.start.Filename),
			a.start.Line-b.start.Line, a.start.Column-b.start.Column, strings.Compare(a.text, b.text))
	})
	lines = slices.Compact(lines)
	for _, l := range lines {
		fmt.Fprintf(w, "%s:%d:%d: %s\n", shortPath(l.start.Filename), l.start.Line, l.start.Column, l.text)
		printContext(w, l.start, l.end, o.context)
	}
	return found, failed
}

// errors are the errors of the analyzers, each once: one that many depend on fails them
// all.
func (a analyzed) errors() []error {
	var out []error
	for _, oc := range a.outcomes {
		if oc.err != nil && !slices.ContainsFunc(out, func(e error) bool { return e.Error() == oc.err.Error() }) {
			out = append(out, oc.err)
		}
	}
	return out
}

// printContext writes the lines from start to end and n lines around them.
func printContext(w io.Writer, start, end token.Position, n int) {
	if n < 0 {
		return
	}
	src, err := os.ReadFile(start.Filename)
	if err != nil {
		return
	}
	lines := strings.Split(string(src), "\n")
	for i := max(start.Line-n, 1); i <= min(end.Line+n, len(lines)); i++ {
		fmt.Fprintf(w, "%d\t%s\n", i, lines[i-1])
	}
}

// shortPath is a file relative to the current directory, when it lies below it.
func shortPath(file string) string {
	cwd, err := os.Getwd()
	if err != nil {
		return file
	}
	rel, err := filepath.Rel(cwd, file)
	if err != nil || strings.HasPrefix(rel, "..") {
		return file
	}
	return rel
}

// The JSON form is that of go vet -json: package, analyzer, diagnostics. The go command
// reads it, so its keys are fixed; severity and url are additions.
type (
	jsonDiagnostic struct {
		Category string        `json:"category,omitempty"`
		Posn     string        `json:"posn"`
		End      string        `json:"end"`
		Message  string        `json:"message"`
		Severity string        `json:"severity,omitempty"`
		URL      string        `json:"url,omitempty"`
		Fixes    []jsonFix     `json:"suggested_fixes,omitempty"`
		Related  []jsonRelated `json:"related,omitempty"`
	}
	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Filename string `json:"filename"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		New      string `json:"new"`
	}
	jsonRelated struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
	jsonError struct {
		Err string `json:"error"`
	}
)

// printJSON writes the tree of all results. With unit set, nothing at all is written
// when there is nothing to say, which is what the go command expects of a unit.
func printJSON(w io.Writer, results []analyzed, unit bool) error {
	tree := map[string]map[string]any{}
	for _, r := range results {
		for _, oc := range r.outcomes {
			var v any
			switch {
			case oc.err != nil:
				v = jsonError{oc.err.Error()}
			case len(oc.diags) > 0:
				v = jsonDiagnostics(r.unit, oc.diags)
			default:
				continue
			}
			if tree[r.id] == nil {
				tree[r.id] = map[string]any{}
			}
			tree[r.id][oc.analyzer.Name] = v
		}
	}
	if unit && len(tree) == 0 {
		return nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "\t")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(tree); err != nil {
		return err
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func jsonDiagnostics(u *unit, diags []analysis.Diagnostic) []jsonDiagnostic {
	fset := u.fset
	var out []jsonDiagnostic
	at := func(pos token.Pos) string { return fset.Position(pos).String() }
	for _, d := range diags {
		jd := jsonDiagnostic{Category: d.Category, Posn: at(d.Pos), End: at(cmp.Or(d.End, d.Pos)), Message: d.Message, URL: d.URL,
			Severity: string(u.config.Severity(rules.Code(d.Category)))}
		for _, f := range d.SuggestedFixes {
			jd.Fixes = append(jd.Fixes, jsonSuggestion(fset, f))
		}
		for _, rel := range d.Related {
			jd.Related = append(jd.Related, jsonRelated{at(rel.Pos), at(cmp.Or(rel.End, rel.Pos)), rel.Message})
		}
		out = append(out, jd)
	}
	return out
}

func jsonSuggestion(fset *token.FileSet, f analysis.SuggestedFix) jsonFix {
	jf := jsonFix{Message: f.Message, Edits: []jsonEdit{}}
	for _, e := range f.TextEdits {
		start := fset.Position(e.Pos)
		jf.Edits = append(jf.Edits, jsonEdit{start.Filename, start.Offset, fset.Position(cmp.Or(e.End, e.Pos)).Offset, string(e.NewText)})
	}
	return jf
}

package main

import (
	"bytes"
	"cmp"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/version"
	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rules"
)

// printSARIF writes the diagnostics as SARIF, with files relative to the module.
func printSARIF(w io.Writer, res *load.Result, results []analyzed) error {
	places := newPlaces(res)
	var findings []report.Finding
	for _, r := range results {
		for _, oc := range r.outcomes {
			for _, d := range oc.diags {
				findings = append(findings, places.finding(r.unit, d))
			}
		}
	}
	slices.SortStableFunc(findings, func(a, b report.Finding) int {
		return cmp.Or(strings.Compare(a.Start.File, b.Start.File), a.Start.Line-b.Start.Line,
			a.Start.Column-b.Start.Column, strings.Compare(string(a.Code), string(b.Code)))
	})
	return report.SARIF(w, report.Tool{Name: "bedrocklint", Version: version.Module()}, findings)
}

func rootDir(res *load.Result) string {
	if len(res.Modules) > 0 {
		return res.Modules[0].Dir
	}
	dir, _ := os.Getwd() // without modules there are no findings either
	return dir
}

// places turns positions into those of SARIF. It keeps the lines of the files that it
// had to read for their columns.
type places struct {
	root  string
	lines map[string][][]byte
}

func (p *places) finding(u *unit, d analysis.Diagnostic) report.Finding {
	fset := u.fset
	f := report.Finding{
		Code: rules.Code(d.Category), Message: d.Message, Identity: u.pkg.Path() + "." + enclosing(u, d.Pos),
		Severity: u.config.Severity(rules.Code(d.Category)),
		Start:    p.at(fset.Position(d.Pos)),
	}
	if d.End.IsValid() {
		f.End = p.at(fset.Position(d.End))
	}
	for _, rel := range d.Related {
		f.Related = append(f.Related, report.Related{Position: p.at(fset.Position(rel.Pos)), Message: rel.Message})
	}
	return f
}

func (p *places) at(pos token.Position) report.Position {
	file := pos.Filename
	if rel, err := filepath.Rel(p.root, file); err == nil {
		file = filepath.ToSlash(rel)
	}
	return report.Position{File: file, Line: pos.Line, Column: report.UTF16Column(p.line(pos), pos.Column)}
}

func (p *places) line(pos token.Position) []byte {
	lines, ok := p.lines[pos.Filename]
	if !ok {
		src, err := os.ReadFile(pos.Filename)
		if err == nil {
			lines = bytes.Split(src, []byte("\n"))
		}
		p.lines[pos.Filename] = lines
	}
	if pos.Line < 1 || pos.Line > len(lines) {
		return bytes.Repeat([]byte(" "), pos.Column) // unreadable: bytes are the best guess
	}
	return lines[pos.Line-1]
}

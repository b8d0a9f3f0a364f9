package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/bedrocklint/bedrocklint/rewrite"
)

// decisionsSchema names the JSON form of -report.
const decisionsSchema = "bedrocklint/decisions/v1"

// What became of a call that can move: it was written, or only shown.
const (
	applied = "applied"
	offered = "offered"
)

// decisions are the report of a run of diff or apply.
type decisions struct {
	Schema string         `json:"schema"`
	Calls  []decision     `json:"calls"` // in order of position
	Count  map[string]int `json:"count"` // calls by decision
	Files  []string       `json:"files"` // changed, relative to the module
}

// decision is what was decided about one call.
type decision struct {
	ID       string `json:"id"`
	Package  string `json:"package"`
	File     string `json:"file"` // relative to the module
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Decision string `json:"decision"` // applied, offered, skipped, kept or left
	Grade    string `json:"grade"`    // safe, needs-review or manual
	// Reasons say why a call does not move.
	Reasons []statement `json:"reasons"`
	// Notes are what is stated to differ, or moved, when the call moves.
	Notes []statement `json:"notes"`
}

type statement struct {
	Code    string `json:"code,omitempty"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// writeReport writes the report that -report asks for; moved says what became of the
// calls that the plan moves.
func (f rewriteFlags) writeReport(p *rewrite.Plan, moved string) error {
	if *f.report == "" {
		return nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(decisionsOf(p, moved)); err != nil {
		return fmt.Errorf("-report: %w", err)
	}
	return os.WriteFile(*f.report, out.Bytes(), 0o666)
}

func decisionsOf(p *rewrite.Plan, moved string) decisions {
	out := decisions{Schema: decisionsSchema, Calls: []decision{}, Count: map[string]int{}, Files: []string{}}
	for _, s := range p.Sites {
		d := decisionOf(p, s, moved)
		out.Calls = append(out.Calls, d)
		out.Count[d.Decision]++
	}
	for _, f := range p.Files {
		out.Files = append(out.Files, relativeTo(p.Root, f.Path))
	}
	return out
}

func decisionOf(p *rewrite.Plan, s rewrite.SiteResult, moved string) decision {
	d := decision{
		ID: s.Site.ID, Package: s.Site.Pkg.Path(), File: relativeTo(p.Root, s.Pos.Filename), Line: s.Pos.Line, Column: s.Pos.Column,
		Decision: string(s.Status), Grade: string(s.Grade), Reasons: []statement{}, Notes: []statement{},
	}
	if s.Status == rewrite.Rewritten {
		d.Decision = moved
	}
	if s.Why != "" {
		d.Reasons = append(d.Reasons, statement{Message: s.Why})
	}
	for _, r := range s.Reasons {
		d.Reasons = append(d.Reasons, statement{Code: string(r.Code), Message: r.Message})
	}
	for _, n := range s.Notes {
		d.Notes = append(d.Notes, statement{Code: string(n.Code), Path: n.Path, Message: n.Message})
	}
	return d
}

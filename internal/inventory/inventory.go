// Package inventory makes the plain inventory of package report out of a loaded program.
// It stands between the two because a report knows no syntax and the analyzers know no
// report.
package inventory

import (
	"cmp"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

// Of finds the call sites of a loaded program and lists them. Files are relative to the
// module that they belong to. No configuration counts; see Configured.
func Of(res *load.Result, cat *catalog.Catalog) *report.Inventory {
	return list(res, cat, callsite.Find(res.Packages, res.All, cat))
}

// Configured is Of with the configuration of each package, from a source. A
// configuration that cannot be read is an error.
func Configured(res *load.Result, source *config.Source) (*report.Inventory, error) {
	found, err := callsite.FindConfigured(res.Packages, res.All, source)
	if err != nil {
		return nil, err
	}
	cat, err := catalogOf(res, source)
	if err != nil {
		return nil, err
	}
	return list(res, cat, found), nil
}

// catalogOf is the catalog of the program's first module, as its configuration has it.
func catalogOf(res *load.Result, source *config.Source) (*catalog.Catalog, error) {
	if len(res.Modules) == 0 {
		return catalog.Default(), nil
	}
	cfg, err := source.For(res.Modules[0].Dir)
	if err != nil {
		return nil, err
	}
	return cfg.Catalog(), nil
}

// list lists call sites with the verdicts that the rewriter gives them.
func list(res *load.Result, cat *catalog.Catalog, found []*callsite.Site) *report.Inventory {
	rewrite.New(cat, rewrite.Options{}).Judge(res, found)
	c := &converter{res: res}
	var sites []report.Site
	for _, s := range found {
		sites = append(sites, c.site(s))
	}
	var problems []string
	for _, p := range res.Problems {
		problems = append(problems, p.String())
	}
	return report.NewInventory(sites, problems)
}

type converter struct{ res *load.Result }

func (c *converter) site(s *callsite.Site) report.Site {
	at := c.position(s.Fset().Position(s.Pos()))
	return report.Site{
		ID: s.ID, Package: s.Pkg.Path(), Function: s.FuncName, Position: at,
		Operation: string(s.Operation), SDK: s.SDK,
		Model:    model(s.Model),
		Request:  report.Request{Known: string(s.Known()), Fields: c.requestFields(s, at.File)},
		Response: report.Response{Fields: c.responseFields(s, at.File)},
		Verdict:  string(s.Verdict),
		Reasons:  c.reasons(s),
		Kept:     s.Kept, ByHand: s.ByHand,
	}
}

func model(m callsite.Model) report.Model {
	out := report.Model{IDs: m.IDs, Evidence: evidence(m.Evidence), Family: "unknown"}
	switch {
	case m.Family != nil:
		out.Family = m.Family.Name
	case len(m.Families) > 1:
		if !m.Ambiguous {
			out.Family = "multi"
		}
		for _, f := range m.Families {
			out.Families = append(out.Families, f.Name)
		}
	}
	return out
}

// evidence spells evidence as the inventory does, where the body of the answer counts as
// a body.
func evidence(e callsite.Evidence) string {
	if e == callsite.ByResponse {
		return string(callsite.ByBody)
	}
	return string(e)
}

// requestFields lists each path once, at the place where it is first set.
func (c *converter) requestFields(s *callsite.Site, siteFile string) []report.Field {
	seen := map[string]bool{}
	var out []report.Field
	for _, f := range s.Fields {
		if seen[f.Path] {
			continue
		}
		seen[f.Path] = true
		at := c.position(s.Fset().Position(f.Field.KeyAt))
		field := report.Field{Path: f.Path, Line: at.Line, File: elsewhere(at.File, siteFile), Verdict: fieldVerdict(f.Verdict)}
		if f.Shape != nil && f.Shape.Field != nil {
			field.Converse = f.Shape.Field.Converse
		}
		out = append(out, field)
	}
	return out
}

// fieldVerdict spells a verdict as the inventory does. A member that Converse has no need
// of (the version of the native API) maps to nothing, and nothing is lost.
func fieldVerdict(v catalog.Verdict) string {
	if v == catalog.Drops {
		return string(catalog.Maps)
	}
	return string(v)
}

func (c *converter) responseFields(s *callsite.Site, siteFile string) []report.ResponseField {
	seen := map[string]bool{}
	var out []report.ResponseField
	for _, f := range s.Reads {
		if seen[f.Path] {
			continue
		}
		seen[f.Path] = true
		at := c.position(s.Fset().Position(f.Use.Expr.Pos()))
		field := report.ResponseField{Path: f.Path, Line: at.Line, File: elsewhere(at.File, siteFile)}
		if f.Shape != nil && f.Shape.Field != nil {
			field.Converse = f.Shape.Field.Converse
		}
		out = append(out, field)
	}
	return out
}

// elsewhere is file when it is not the site's own.
func elsewhere(file, siteFile string) string {
	if file == siteFile {
		return ""
	}
	return file
}

func (c *converter) reasons(s *callsite.Site) []report.Reason {
	var out []report.Reason
	for _, r := range s.Reasons {
		out = append(out, report.Reason{Code: string(r.Code), Message: r.Message, Position: c.position(s.Fset().Position(r.Node.Pos()))})
	}
	return out
}

// position makes a position relative to the innermost main module around its file.
func (c *converter) position(p token.Position) report.Position {
	file := p.Filename
	best := ""
	for _, m := range c.res.Modules {
		if len(m.Dir) > len(best) && strings.HasPrefix(file, m.Dir+string(filepath.Separator)) {
			best = m.Dir
		}
	}
	if rel, err := filepath.Rel(cmp.Or(best, filepath.Dir(file)), file); err == nil {
		file = rel
	}
	return report.Position{File: filepath.ToSlash(file), Line: p.Line, Column: p.Column}
}

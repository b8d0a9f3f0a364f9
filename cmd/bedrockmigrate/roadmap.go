package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/inventory"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/internal/roadmap"
	"github.com/bedrocklint/bedrocklint/report"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

const planText = `Usage: bedrockmigrate plan [flags] [packages]

Plan works out a migration of the packages (default ./...): how many calls move today by
themselves, which need a person or the run-time adapter, which are kept by decision, for
which InvokeModel is the better answer and why, what is lost, and in which order to go:
packages before those that import them, small risks first. docs/plan.md explains the
points. Nothing is written.

Exit status: 0 planned, 2 a package could not be read in full; what could be is planned.
`

// planForms are the values of plan's -format.
var planForms = map[string]func(*roadmap.Plan, io.Writer) error{
	"text":     (*roadmap.Plan).Text,
	"json":     (*roadmap.Plan).JSON,
	"markdown": (*roadmap.Plan).Markdown,
	"md":       (*roadmap.Plan).Markdown,
}

func runPlan(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("plan", planText)
	format := fs.String("format", "text", "`form` of the plan: text, markdown or json")
	tags := fs.String("tags", "", "comma-separated `list` of build tags")
	conf := addConfig(fs)
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	write, ok := planForms[*format]
	if !ok {
		forms := slices.Sorted(maps.Keys(planForms))
		return fail("plan", stderr, fmt.Errorf("no form is called %q; -format takes %s", *format, strings.Join(forms, ", ")))
	}
	cfg := load.Config{Patterns: fs.Args(), Tests: true}
	if *tags != "" {
		cfg.Tags = strings.Split(*tags, ",")
	}
	p, problems, err := makeRoadmap(ctx, config.NewSource(*conf), cfg)
	if err == nil {
		err = write(p, stdout)
	}
	if err != nil {
		return fail("plan", stderr, err)
	}
	for _, problem := range problems {
		fmt.Fprintf(stderr, "bedrockmigrate plan: %s\n", problem)
	}
	if len(problems) > 0 {
		return exitFailed
	}
	return exitOK
}

// makeRoadmap loads packages, asks the rewriter what it can do today, and plans.
func makeRoadmap(ctx context.Context, source *config.Source, cfg load.Config) (*roadmap.Plan, []load.Problem, error) {
	plan, res, err := planPackages(ctx, source, cfg, "", rewrite.StyleHelper)
	if err != nil {
		return nil, nil, err
	}
	inv, err := inventory.Configured(res, source)
	if err != nil {
		return nil, nil, err
	}
	in := roadmap.Input{Inventory: inv, Moves: map[string]roadmap.Move{}, Imports: importsOf(res, inv)}
	for _, s := range plan.Sites {
		in.Moves[s.Site.ID] = moveOf(s)
	}
	return roadmap.Of(in), res.Problems, nil
}

// moveOf is what the rewriter does with a site.
func moveOf(s rewrite.SiteResult) roadmap.Move {
	var m roadmap.Move
	if s.Status == rewrite.Rewritten {
		m.Grade = string(s.Grade)
	}
	for _, n := range s.Notes {
		m.Notes = append(m.Notes, fmt.Sprintf("%s (%s)", n.Message, n.Code))
	}
	for _, r := range s.Reasons {
		m.Reasons = append(m.Reasons, fmt.Sprintf("%s (%s)", r.Message, r.Code))
	}
	return m
}

// importsOf says of each package with calls which packages it imports, directly or not.
func importsOf(res *load.Result, inv *report.Inventory) map[string][]string {
	out := map[string][]string{}
	for _, s := range inv.Sites {
		out[s.Package] = nil
	}
	for _, p := range slices.Concat(res.Packages, res.All) {
		if _, ok := out[p.PkgPath]; !ok {
			continue
		}
		var deps []string
		packages.Visit([]*packages.Package{p}, func(dep *packages.Package) bool {
			if dep.PkgPath != p.PkgPath {
				deps = append(deps, dep.PkgPath)
			}
			return true
		}, nil)
		out[p.PkgPath] = append(out[p.PkgPath], deps...)
	}
	return out
}

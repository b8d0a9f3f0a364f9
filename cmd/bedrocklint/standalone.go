package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// standalone loads packages itself, analyses them and reports. It returns the exit status.
func standalone(ctx context.Context, o *options, patterns []string, stdout, stderr io.Writer) int {
	cfg := load.Config{Patterns: patterns, Tests: o.tests}
	if o.tags != "" {
		cfg.Tags = strings.Split(o.tags, ",")
	}
	res, err := load.Packages(ctx, cfg)
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	if o.verbose {
		fmt.Fprintf(stderr, "bedrocklint: %s\n", res.Funnel)
	}
	for _, h := range res.Hidden {
		fmt.Fprintf(stderr, "bedrocklint: %s\n", h)
	}
	for _, p := range res.Problems {
		fmt.Fprintf(stderr, "bedrocklint: %s\n", p)
	}
	var results []analyzed
	for _, p := range res.Packages {
		u := unitOf(res, p)
		results = append(results, analyzed{u, analyze(u, o.analyzers)})
	}
	code := finish(o, res, results, stdout, stderr)
	if len(res.Problems) > 0 {
		code = exitFailed
	}
	return code
}

func unitOf(res *load.Result, p *packages.Package) *unit {
	u := &unit{id: p.ID, fset: res.Fset, files: p.Syntax, pkg: p.Types, info: p.TypesInfo, sizes: p.TypesSizes, errs: p.TypeErrors}
	if m := p.Module; m != nil {
		u.module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	return u
}

// finish prints or applies what was found.
func finish(o *options, res *load.Result, results []analyzed, stdout, stderr io.Writer) int {
	var err error
	switch {
	case o.fix || o.diff:
		return applyOrDiff(o, results, stdout, stderr)
	case o.json:
		err = printJSON(stdout, results, false)
	case o.sarif:
		err = printSARIF(stdout, res, results)
	default:
		found, failed := printText(stdout, results, o.context)
		if failed {
			return exitFailed
		}
		if found {
			return exitFound
		}
		return exitClean
	}
	if err == nil {
		err = firstError(results)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	return exitClean
}

func applyOrDiff(o *options, results []analyzed, stdout, stderr io.Writer) int {
	cs, err := changes(results)
	if err == nil {
		err = firstError(results)
	}
	if err == nil && o.diff {
		err = printDiff(stdout, cs)
	} else if err == nil {
		err = writeFiles(cs)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	// Only now, with everything done, is it said to be done.
	all, fixed := countFixes(results)
	fmt.Fprintf(stderr, "bedrocklint: %d of %d diagnostics have a fix; %d files differ\n", fixed, all, len(cs))
	return exitClean
}

// countFixes counts the diagnostics, and those that come with a fix.
func countFixes(results []analyzed) (all, fixed int) {
	for _, r := range results {
		for _, oc := range r.outcomes {
			for _, d := range oc.diags {
				all++
				if len(d.SuggestedFixes) > 0 {
					fixed++
				}
			}
		}
	}
	return all, fixed
}

func firstError(results []analyzed) error {
	for _, r := range results {
		for _, oc := range r.outcomes {
			if oc.err != nil {
				return oc.err
			}
		}
	}
	return nil
}

// explain prints the page of a rule.
func explain(code string, stdout, stderr io.Writer) int {
	d, err := rules.Lookup(code)
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitUsage
	}
	fmt.Fprint(stdout, d.Explain())
	return exitClean
}

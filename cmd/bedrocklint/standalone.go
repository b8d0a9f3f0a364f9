package main

import (
	"context"
	"fmt"
	"io"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// standalone loads packages itself, analyses them and reports. It returns the exit status.
func standalone(ctx context.Context, o *options, patterns []string, stdout, stderr io.Writer) int {
	cfg := load.Config{Patterns: patterns, Tests: o.tests, Tags: o.tagList()}
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
	code := exitClean
	if o.fix || o.diff {
		code = fixAll(ctx, o, res, stdout, stderr)
	} else {
		code = finish(o, res, analyzeAll(o, res), stdout, stderr)
	}
	if len(res.Problems) > 0 {
		code = exitFailed
	}
	return code
}

func analyzeAll(o *options, res *load.Result) []analyzed {
	var results []analyzed
	for _, p := range res.Packages {
		u := unitOf(res, p)
		results = append(results, analyzed{u, analyze(u, o.analyzers)})
	}
	return results
}

func unitOf(res *load.Result, p *packages.Package) *unit {
	u := &unit{id: p.ID, fset: res.Fset, files: p.Syntax, pkg: p.Types, info: p.TypesInfo, sizes: p.TypesSizes, errs: p.TypeErrors}
	if m := p.Module; m != nil {
		u.module = &analysis.Module{Path: m.Path, Version: m.Version, GoVersion: m.GoVersion}
	}
	return u
}

// finish prints what was found.
func finish(o *options, res *load.Result, results []analyzed, stdout, stderr io.Writer) int {
	var err error
	switch {
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

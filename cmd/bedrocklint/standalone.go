package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// standalone loads packages itself, analyses them and reports. It returns the exit status.
func standalone(ctx context.Context, o *options, patterns []string, stdout, stderr io.Writer) int {
	cfg := load.Config{Patterns: patterns, Tests: o.tests, Tags: o.tagList()}
	if _, err := o.source.For(workingDir()); err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
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
	code := exitClean
	if o.fix || o.diff {
		code = fixAll(ctx, o, res, stdout, stderr)
	} else {
		code = lint(ctx, o, res, patterns, stdout, stderr)
	}
	if len(res.Problems) > 0 {
		code = exitFailed
	}
	return code
}

// lint analyses what was loaded and prints what is to be reported.
func lint(ctx context.Context, o *options, res *load.Result, patterns []string, stdout, stderr io.Writer) int {
	results, err := analyzeAll(o, res)
	if err == nil && o.newFromRev != "" {
		err = onlyNew(ctx, o.newFromRev, results)
	}
	if err == nil && o.writeBaseline != "" {
		return writeBaseline(o.writeBaseline, res, results, stderr)
	}
	if err == nil && o.baseline != "" {
		err = applyBaseline(o.baseline, patterns, res, results, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	return finish(o, res, results, stdout, stderr)
}

func analyzeAll(o *options, res *load.Result) ([]analyzed, error) {
	var results []analyzed
	for _, p := range res.Packages {
		u := unitOf(res, p)
		if err := u.configure(o.source, dirOf(p)); err != nil {
			return nil, err
		}
		results = append(results, analyzed{u, analyze(u, o.analyzers)})
	}
	return results, nil
}

// dirOf is the directory of a package.
func dirOf(p *packages.Package) string {
	if len(p.GoFiles) > 0 {
		return filepath.Dir(p.GoFiles[0])
	}
	return workingDir()
}

// workingDir is the current directory.
func workingDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return "." // deleted while we run in it: whatever is opened next says so
	}
	return dir
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
		found, failed := printText(stdout, results, o)
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

package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// The fix of a call is a rewrite of its function, and of whatever only that function
// needed; it is offered only if the packages type-check afterwards. So -fix and -diff
// ask the rewriter for a plan, in either driver, instead of piecing together the fixes
// of single diagnostics. They take the moves graded safe, as bedrockmigrate apply does.

// planFixes works out the fixes of a loaded program.
func planFixes(ctx context.Context, res *load.Result, source *config.Source, dir string, tags []string) (*rewrite.Plan, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	cfg, err := source.For(abs)
	if err != nil {
		return nil, err
	}
	r := rewrite.New(cfg.Catalog(), rewrite.Options{Build: rewrite.Build{Dir: dir, Tags: tags}, Config: source})
	plan, err := r.Plan(ctx, res)
	if err != nil {
		return nil, err
	}
	return plan.Pick(ctx, func(s rewrite.SiteResult) rewrite.Choice {
		return rewrite.Choice{Take: s.Grade == request.Safe, Why: "what the model reads would change; see bedrockmigrate diff, and move it with bedrockmigrate apply -review"}
	})
}

// offer makes the suggested fixes of diagnostics. It makes none until it is told to: to
// work them out takes the go command seconds, and only -json prints them.
type offer struct{ fixer callfound.Fixer }

func (o *offer) fix(pass *analysis.Pass, s *callsite.Site) (*analysis.SuggestedFix, error) {
	if o.fixer == nil {
		return nil, nil
	}
	return o.fixer(pass, s)
}

// fixAll applies or prints the fixes of a program, and then says what was done and what
// was not.
func fixAll(ctx context.Context, o *options, res *load.Result, stdout, stderr io.Writer) int {
	plan, err := planFixes(ctx, res, o.source, ".", o.tagList())
	if err == nil && o.diff {
		err = plan.Diff(stdout, false)
	} else if err == nil {
		err = plan.Apply(ctx, rewrite.ApplyOptions{})
	}
	if err != nil {
		fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
		return exitFailed
	}
	done := 0
	for _, s := range plan.Sites {
		if s.Status == rewrite.Rewritten {
			done++
			continue
		}
		if s.Why != "" {
			fmt.Fprintf(stderr, "%s:%d:%d: skipped: %s\n", shortPath(s.Pos.Filename), s.Pos.Line, s.Pos.Column, s.Why)
		}
		for _, reason := range s.Reasons {
			fmt.Fprintf(stderr, "%s:%d:%d: left: %s\n", shortPath(s.Pos.Filename), s.Pos.Line, s.Pos.Column, reason.Message)
		}
	}
	fmt.Fprintf(stderr, "bedrocklint: %d of %d calls moved to Converse in %d files\n", done, len(plan.Sites), len(plan.Files))
	return exitClean
}

// unitChanges are the fixes of one unit of go fix. The rewriter needs the package as the
// go command loads it, tests included, so it is loaded again; of its files those that
// belong to the unit are taken, since a package and its external tests are two units.
func unitChanges(ctx context.Context, source *config.Source, dir string, files []string) ([]change, error) {
	res, err := load.Packages(ctx, load.Config{Dir: dir, Patterns: []string{"."}, Tests: true})
	if err != nil {
		return nil, err
	}
	plan, err := planFixes(ctx, res, source, dir, nil)
	if err != nil {
		return nil, err
	}
	var out []change
	for _, f := range plan.Files {
		if slices.Contains(files, f.Path) {
			out = append(out, change{f.Path, f.Before, f.After})
		}
	}
	return out, nil
}

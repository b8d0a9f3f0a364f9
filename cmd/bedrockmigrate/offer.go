package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
)

// planOrOffer works out what the flags ask for. writes says that the files are going to
// be written. Without a plan, status is the exit status.
func (f rewriteFlags) planOrOffer(ctx context.Context, name string, patterns []string, writes bool, stderr io.Writer) (p *rewrite.Plan, status int) {
	if *f.adapter {
		return f.offer(ctx, name, patterns, writes, stderr)
	}
	return f.plan(ctx, name, patterns, stderr)
}

// offer works out what -adapter asks for.
func (f rewriteFlags) offer(ctx context.Context, name string, patterns []string, writes bool, stderr io.Writer) (p *rewrite.Plan, status int) {
	o, problems, err := f.makeOffer(ctx, patterns)
	if err == nil && writes {
		err = f.writable(o)
	}
	if err != nil {
		return nil, fail(name, stderr, err)
	}
	for _, dir := range o.Requires {
		fmt.Fprintf(stderr, "bedrockmigrate %s: the module in %s does not require the adapter yet; run there: %s\n", name, dirName(dir), getAdapter)
	}
	for _, problem := range problems {
		fmt.Fprintf(stderr, "bedrockmigrate %s: %s\n", name, problem)
	}
	if o.Empty() && len(problems) > 0 {
		listLeft(o.Plan, stderr)
		return nil, exitFailed
	}
	return o.Plan, exitOK
}

const getAdapter = "go get " + rewrite.AdapterModule + "@latest"

func (f rewriteFlags) makeOffer(ctx context.Context, patterns []string) (*rewrite.Offer, []load.Problem, error) {
	if *f.split != "" {
		return nil, nil, errors.New("-adapter makes one patch; leave out -split")
	}
	cfg := load.Config{Patterns: patterns, Tests: true}
	if *f.tags != "" {
		cfg.Tags = strings.Split(*f.tags, ",")
	}
	res, err := load.Packages(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return nil, nil, err
	}
	source := config.NewSource(*f.config)
	conf, err := source.For(dir)
	if err != nil {
		return nil, nil, err
	}
	opts := rewrite.Options{Build: rewrite.Build{Dir: dir, Tags: cfg.Tags}, Config: source}
	if *f.only != "" {
		opts.Only = func(s *callsite.Site) bool { return selected(res, s, *f.only) }
	}
	o, err := rewrite.New(conf.Catalog(), opts).Offer(ctx, res)
	return o, res.Problems, err
}

// writable says why an offer is shown and not written: somebody has to look at it, and
// the code has to build.
func (f rewriteFlags) writable(o *rewrite.Offer) error {
	switch {
	case len(o.Requires) > 0:
		return fmt.Errorf("the module in %s does not require the adapter, and would not build; first run there: %s", dirName(o.Requires[0]), getAdapter)
	case !o.Empty() && !*f.review:
		return errors.New("-adapter changes the way of all calls of a client; look at what diff -adapter prints, then add -review")
	}
	return nil
}

// dirName is a directory as a person would name it from here.
func dirName(dir string) string {
	if short := shortPath(dir); short != "." {
		return short
	}
	return "this directory"
}

// hintAdapter says how the calls that stay can go over Converse all the same, unless that
// was asked for.
func hintAdapter(p *rewrite.Plan, stderr io.Writer, asked bool) {
	n := 0
	if asked {
		return
	}
	for _, s := range p.Sites {
		if s.Status == rewrite.Left && s.Site.Verdict != callsite.Keep && s.Site.SDK == "v2" {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(stderr, "%s can go over Converse at run time: see bedrockmigrate diff -adapter\n", calls(n))
	}
}

func calls(n int) string {
	if n == 1 {
		return "1 call that is left"
	}
	return fmt.Sprintf("%d calls that are left", n)
}

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

const diffText = `Usage: bedrockmigrate diff [flags] [packages]

Diff prints, as a patch that git apply takes, how the calls of InvokeModel and
InvokeModelWithResponseStream in the packages (default ./...) move to Converse. What it
prints type-checks, tests included. Calls that stay are listed on standard error with
the reason. Nothing is written, but for what -split and -report ask for.

With -adapter, diff prints instead how the clients of calls that only the program knows
(the verdict adapter) get the run-time adapter where they are made: see docs/adapter.md.

Exit status: 0 nothing to change, 1 the diff is not empty, 2 could not run.
`

// rewriteFlags are the flags that diff and apply share.
type rewriteFlags struct {
	only, tags, config     *string
	color, style           *string
	review, adapter        *bool
	split, splitBy, report *string
}

// addRewriteFlags adds the flags. review is what -review is without being set: diff
// shows what needs a review, apply does not write it.
func addRewriteFlags(fs *flag.FlagSet, review bool) rewriteFlags {
	return rewriteFlags{
		only:    fs.String("only", "", "rewrite only calls with this diagnostic `CODE`, of this model family, or in files below this path"),
		tags:    fs.String("tags", "", "comma-separated `list` of build tags"),
		config:  addConfig(fs),
		color:   fs.String("color", "auto", "colour the diff: `when` is auto (on a terminal, unless NO_COLOR is set), always or never"),
		style:   fs.String("style", "helper", "what reads an answer is `form`: helper, a small unexported function of the package, or inline, where the answer is read"),
		review:  fs.Bool("review", review, "take moves after which the model reads something else, too, as stated at the call"),
		adapter: fs.Bool("adapter", false, "put the run-time adapter where the clients of calls with the verdict adapter are made, and rewrite nothing"),
		split:   fs.String("split", "", "write numbered patches into this `directory` instead; applied in order, each compiles"),
		splitBy: fs.String("by", "site", "a patch of -split is for one `part`: site or package"),
		report:  fs.String("report", "", "write what was decided about every call to this `file`, as JSON"),
	}
}

func runDiff(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("diff", diffText)
	flags := addRewriteFlags(fs, true)
	if status, ok := parseFlags(fs, args, stdout, stderr); !ok {
		return status
	}
	p, status := flags.planOrOffer(ctx, "diff", fs.Args(), false, stderr)
	if p == nil {
		return status
	}
	return flags.show(ctx, "diff", p, stdout, stderr)
}

// show prints a plan, or writes its patches, and says what it leaves.
func (f rewriteFlags) show(ctx context.Context, name string, p *rewrite.Plan, stdout, stderr io.Writer) int {
	err := f.print(ctx, p, stdout)
	if err == nil {
		err = f.writeReport(p, offered)
	}
	if err != nil {
		return fail(name, stderr, err)
	}
	listLeft(p, stderr)
	hintAdapter(p, stderr, *f.adapter)
	if p.Empty() {
		return exitOK
	}
	return exitDiffers
}

func (f rewriteFlags) print(ctx context.Context, p *rewrite.Plan, stdout io.Writer) error {
	if *f.split != "" {
		return writePatches(ctx, p, *f.split, *f.splitBy, stdout)
	}
	color, err := wantColor(*f.color, stdout)
	if err != nil {
		return err
	}
	return p.Diff(stdout, color)
}

// plan loads the packages and works out their rewrite. Without a plan, status is the
// exit status.
func (f rewriteFlags) plan(ctx context.Context, name string, patterns []string, stderr io.Writer) (p *rewrite.Plan, status int) {
	cfg := load.Config{Patterns: patterns, Tests: true}
	if *f.tags != "" {
		cfg.Tags = strings.Split(*f.tags, ",")
	}
	style := rewrite.Style(*f.style)
	if style != rewrite.StyleHelper && style != rewrite.StyleInline {
		return nil, fail(name, stderr, fmt.Errorf("-style takes helper or inline, not %q", style))
	}
	p, res, err := planPackages(ctx, config.NewSource(*f.config), cfg, *f.only, style)
	if err == nil && !*f.review {
		p, err = p.Pick(ctx, safeOnly)
	}
	if err != nil {
		return nil, fail(name, stderr, err)
	}
	for _, problem := range res.Problems {
		fmt.Fprintf(stderr, "bedrockmigrate %s: %s\n", name, problem)
	}
	if p.Empty() && len(res.Problems) > 0 {
		if err := f.writeReport(p, offered); err != nil {
			return nil, fail(name, stderr, err)
		}
		listLeft(p, stderr)
		return nil, exitFailed
	}
	return p, exitOK
}

// safeOnly takes the moves after which the model reads what it read before.
func safeOnly(s rewrite.SiteResult) rewrite.Choice {
	if s.Grade == request.Safe {
		return rewrite.Choice{Take: true}
	}
	return rewrite.Choice{Why: "what the model reads changes as diff states; -review moves it, too"}
}

// planPackages loads packages and plans their rewrite.
func planPackages(ctx context.Context, source *config.Source, cfg load.Config, only string, style rewrite.Style) (*rewrite.Plan, *load.Result, error) {
	res, err := load.Packages(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, nil, err
	}
	conf, err := source.For(dir)
	if err != nil {
		return nil, nil, err
	}
	opts := rewrite.Options{Build: rewrite.Build{Dir: dir, Tags: cfg.Tags, Env: cfg.Env}, Content: cfg.Overlay, Config: source, Style: style}
	if only != "" {
		opts.Only = func(s *callsite.Site) bool { return selected(res, s, only) }
	}
	p, err := rewrite.New(conf.Catalog(), opts).Plan(ctx, res)
	return p, res, err
}

// selected reports whether -only picks a site: by the code of one of its reasons, by
// its family, or by its file.
func selected(res *load.Result, s *callsite.Site, only string) bool {
	for _, r := range s.Reasons {
		if string(r.Code) == only {
			return true
		}
	}
	if slices.ContainsFunc(s.Model.Families, func(f *catalog.Family) bool { return f.Name == only }) {
		return true
	}
	abs, err := filepath.Abs(only)
	if err != nil {
		return false
	}
	file := res.Fset.Position(s.Call.Pos()).Filename
	return file == abs || strings.HasPrefix(file, abs+string(filepath.Separator))
}

// listLeft lists the calls that a plan leaves, a line for each reason.
func listLeft(p *rewrite.Plan, stderr io.Writer) {
	for _, s := range p.Sites {
		at := fmt.Sprintf("%s:%d:%d", shortPath(s.Pos.Filename), s.Pos.Line, s.Pos.Column)
		switch s.Status {
		case rewrite.Left:
			for _, r := range s.Reasons {
				fmt.Fprintf(stderr, "%s: left: %s (%s)\n", at, r.Message, r.Code)
			}
		case rewrite.Skipped, rewrite.Carried:
			fmt.Fprintf(stderr, "%s: %s: %s\n", at, s.Status, s.Why)
		}
	}
}

// shortPath is a path as seen from the current directory.
func shortPath(path string) string {
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, path); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return path
}

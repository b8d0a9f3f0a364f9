package rewrite

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// Choice is what somebody wants done with a site that can move.
type Choice struct {
	Take bool   // move it
	Keep string // not "": leave it, with a directive that gives this reason
	Why  string // why it is not taken, for reports
}

// Take is the choice to move every site.
func Take(SiteResult) Choice { return Choice{Take: true} }

// Pick returns the part of the plan that choose takes; it is asked about every
// rewritten site. The part is worked out and type-checked as the whole was: a site
// that does not do without one that was not taken is left, with the reason.
func (p *Plan) Pick(ctx context.Context, choose func(SiteResult) Choice) (*Plan, error) {
	return p.pick(choose, func(k *job, pkg *packages.Package, sites []*callsite.Site) error {
		return k.settle(ctx, []*batch{{pkg, sites}})
	})
}

// Preview is Pick without the type-check, which takes seconds: to show, not to write.
func (p *Plan) Preview(choose func(SiteResult) Choice) (*Plan, error) {
	return p.pick(choose, (*job).record)
}

func (p *Plan) pick(choose func(SiteResult) Choice, settle func(*job, *packages.Package, []*callsite.Site) error) (*Plan, error) {
	choices := map[*callsite.Site]Choice{}
	all := true
	for _, s := range p.Sites {
		if s.Status == Rewritten {
			choices[s.Site] = choose(s)
			all = all && choices[s.Site].Take
		}
	}
	if all {
		return p, nil
	}
	if p.job == nil {
		return nil, errors.New("the plan was not made by a Rewriter: it cannot be taken apart")
	}
	k := p.job.part(choices)
	for _, pkg := range k.prog.Packages {
		if err := k.pickPackage(pkg, p.sitesOf(pkg), choices, settle); err != nil {
			return nil, err
		}
	}
	return p.assemble(k, choices)
}

// sitesOf are the sites of a package that the plan rewrites.
func (p *Plan) sitesOf(pkg *packages.Package) []*callsite.Site {
	var out []*callsite.Site
	for _, s := range p.Sites {
		if s.Status == Rewritten && s.Site.Pkg == pkg.Types {
			out = append(out, s.Site)
		}
	}
	return out
}

// part is a job for some of the sites of j, in the ways that j found.
func (j *job) part(choices map[*callsite.Site]Choice) *job {
	k := newJob(j.Rewriter, j.prog, j.engine)
	k.bench, k.known, k.ways = j.bench, j.known, maps.Clone(j.ways)
	for s, c := range choices {
		if m := j.moduleOf(s); c.Take && m != nil && j.floors[m.Path] != nil {
			k.floors[m.Path] = j.floors[m.Path]
		}
	}
	return k
}

func (j *job) moduleOf(s *callsite.Site) *load.Module {
	for _, p := range j.prog.Packages {
		if p.Types == s.Pkg {
			return j.prog.ModuleOf(p)
		}
	}
	return nil
}

// pickPackage rewrites the chosen sites of a package. All of them together have passed
// the type-check already.
func (k *job) pickPackage(pkg *packages.Package, sites []*callsite.Site, choices map[*callsite.Site]Choice, settle func(*job, *packages.Package, []*callsite.Site) error) error {
	chosen := slices.DeleteFunc(slices.Clone(sites), func(s *callsite.Site) bool { return !choices[s].Take })
	if len(chosen) == len(sites) {
		return k.record(pkg, chosen)
	}
	return settle(k, pkg, chosen)
}

// assemble makes a plan of what became of the chosen sites and of those left before.
func (p *Plan) assemble(k *job, choices map[*callsite.Site]Choice) (*Plan, error) {
	for _, old := range p.Sites {
		c, asked := choices[old.Site]
		switch {
		case asked && c.Take:
			continue
		case asked && c.Keep != "":
			old.Status, old.Why = Kept, c.Keep
			if err := k.keep(old.Site, c.Keep); err != nil {
				return nil, err
			}
		case asked:
			old.Status, old.Why = Skipped, c.Why
		}
		if old.Status != Left {
			old.Edits = nil
		}
		k.results[old.Site] = &old
	}
	var sites []*callsite.Site
	for _, s := range p.Sites {
		sites = append(sites, s.Site)
	}
	return k.plan(sites)
}

// keep adds a directive above the statement of a site.
func (k *job) keep(s *callsite.Site, reason string) error {
	src, err := openSource(k.prog.Fset, s.File, k.opts.Content)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(k.files, func(f FileChange) bool { return f.Path == src.path })
	if i < 0 {
		i = len(k.files)
		k.files = append(k.files, newFileChange(src.path, src.text, src.text))
	}
	src.buf.OwnedBy(func() string { return k.wantedBy(s) })
	src.insertBefore(statementAround(s), "//bedrocklint:keep "+strings.Join(strings.Fields(reason), " ")+"\n")
	added, err := src.buf.Edits()
	if err != nil {
		return err
	}
	f := &k.files[i]
	f.After, err = combine(src.text, edit.Between(src.text, f.After), added)
	if err != nil {
		return fmt.Errorf("%s: the directive does not fit beside the other changes: %w; take or skip them first", src.path, err)
	}
	return nil
}

// combine applies two lists of edits of one text.
func combine(text []byte, a, b []edit.Edit) ([]byte, error) {
	all, err := edit.Merge(slices.Concat(a, b))
	if err != nil {
		return nil, err
	}
	return edit.Apply(text, all)
}

// statementAround is the innermost statement or specification around a site's call:
// what a directive above it covers.
func statementAround(s *callsite.Site) ast.Node {
	path, _ := astutil.PathEnclosingInterval(s.File, s.Call.Pos(), s.Call.End())
	for _, n := range path {
		switch n.(type) {
		case ast.Stmt, *ast.ValueSpec:
			return n
		}
	}
	return s.Call
}

// Step is one part of a plan, on top of those before it.
type Step struct {
	Sites []SiteResult
	Files []FileChange // before and after this step, sorted by path
}

// Steps takes the plan apart: a step for each run of sites with the same key, in order
// of position. After each step the packages type-check. A step without changes is left
// out.
func (p *Plan) Steps(ctx context.Context, key func(SiteResult) string) ([]Step, error) {
	var out []Step
	state := map[string][]byte{}
	taken := map[*callsite.Site]bool{}
	for _, group := range groups(p.Sites, key) {
		for _, s := range group {
			taken[s.Site] = true
		}
		part, err := p.Pick(ctx, func(s SiteResult) Choice { return Choice{Take: taken[s.Site]} })
		if err != nil {
			return nil, err
		}
		if files := advance(state, part.Files); len(files) > 0 {
			out = append(out, Step{Sites: group, Files: files})
		}
	}
	return out, nil
}

// groups are runs of rewritten sites with equal keys.
func groups(sites []SiteResult, key func(SiteResult) string) [][]SiteResult {
	var out [][]SiteResult
	for _, s := range sites {
		if s.Status != Rewritten {
			continue
		}
		if n := len(out); n > 0 && key(out[n-1][0]) == key(s) {
			out[n-1] = append(out[n-1], s)
			continue
		}
		out = append(out, []SiteResult{s})
	}
	return out
}

// advance turns changes from the start into changes since state, which it updates.
func advance(state map[string][]byte, files []FileChange) []FileChange {
	var out []FileChange
	for _, f := range files {
		before, ok := state[f.Path]
		if !ok {
			before = f.Before
		}
		if string(before) != string(f.After) {
			out = append(out, newFileChange(f.Path, before, f.After))
		}
		state[f.Path] = f.After
	}
	return out
}

// Patch writes a step as Diff writes a plan.
func (p *Plan) Patch(s Step) []byte {
	var out []byte
	for _, f := range s.Files {
		out = append(out, edit.Unified(p.rel(f.Path), f.Before, f.After)...)
	}
	return out
}

// Amend returns the plan with a file that somebody edited by hand: edited is what they
// made of base, the file as some part of the plan would write it. The result is
// type-checked; the error says what is wrong with it.
func (p *Plan) Amend(ctx context.Context, path string, base, edited []byte) (*Plan, error) {
	i := slices.IndexFunc(p.Files, func(f FileChange) bool { return f.Path == path })
	if i < 0 || p.job == nil {
		return nil, fmt.Errorf("%s: the plan does not change the file", path)
	}
	out := *p
	out.Files = slices.Clone(p.Files)
	f := &out.Files[i]
	after, err := combine(base, edit.Between(base, f.After), edit.Between(base, edited))
	if err != nil {
		return nil, fmt.Errorf("%s: the edited lines are changed by another call's move as well: %w", path, err)
	}
	f.After = after
	return &out, p.job.check(ctx, path, out.Files)
}

// check type-checks the package of a file with changed files in place.
func (j *job) check(ctx context.Context, path string, files []FileChange) error {
	overlay := maps.Clone(j.opts.Content)
	if overlay == nil {
		overlay = map[string][]byte{}
	}
	for _, f := range files {
		overlay[f.Path] = f.After
	}
	for _, p := range j.prog.Packages {
		if !slices.Contains(p.GoFiles, path) {
			continue
		}
		problems, err := j.opts.Build.typeCheck(ctx, overlay, []string{askedAs(p)})
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			return fmt.Errorf("the edited code does not type-check: %s", mainLine(problems[0].msg))
		}
	}
	return nil
}

// Since is what the plan changes on top of an earlier part of it. It can be shown, and
// not be applied to the files as they are.
func (p *Plan) Since(earlier *Plan) *Plan {
	state := map[string][]byte{}
	for _, f := range earlier.Files {
		state[f.Path] = f.After
	}
	return &Plan{Root: p.Root, Files: advance(state, p.Files)}
}

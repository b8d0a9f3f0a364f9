package rewrite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
)

// A batch is the sites of a package that are rewritten together.
type batch struct {
	pkg   *packages.Package
	sites []*callsite.Site
}

// A checker says why the rewrite of some sites of a package cannot be offered: two of
// them contradict each other, or the result does not compile. The fault is nil when it can.
type checker func(ctx context.Context, p *packages.Package, sites []*callsite.Site) (*fault, error)

// A fault is what is wrong with a rewrite.
type fault struct {
	err error
	in  []*callsite.Site // in whose functions it is; none where that is not known
}

// settle records the rewrites of packages that type-check, and leaves out sites until they
// do.
//
// The go command has the last word, but asking it takes a second or more, and the usual
// rewrite is good. So what this process sees by itself is left out first (quick), and then
// the go command is asked about all packages at once. Only of a package in which it finds
// something is it asked alone, and about parts of it.
func (j *job) settle(ctx context.Context, todo []*batch) error {
	for _, b := range todo {
		if err := j.reduce(ctx, b, j.quick); err != nil {
			return err
		}
	}
	if err := j.confirm(ctx, todo); err != nil {
		return err
	}
	for _, b := range todo {
		if err := j.record(b.pkg, b.sites); err != nil {
			return err
		}
	}
	return nil
}

// reduce leaves sites out of a batch until a checker has nothing to say.
func (j *job) reduce(ctx context.Context, b *batch, check checker) (err error) {
	b.sites, err = j.extend(ctx, check, b.pkg, nil, b.sites)
	return err
}

// confirm leaves out sites until the go command compiles all packages together. There are
// no more rounds than packages and sites: each finds out what was wrong with a package
// before, which it does once, or leaves a site.
func (j *job) confirm(ctx context.Context, todo []*batch) error {
	for {
		faulty, err := j.faulty(ctx, todo)
		if err != nil || len(faulty) == 0 {
			return err
		}
		known, sites := len(j.known), size(todo)
		for _, b := range faulty {
			if err := j.reduce(ctx, b, j.broken); err != nil {
				return err
			}
		}
		if len(j.known) == known && size(todo) == sites {
			j.giveUp(faulty) // each compiles alone
		}
	}
}

func size(todo []*batch) int {
	n := 0
	for _, b := range todo {
		n += len(b.sites)
	}
	return n
}

// giveUp leaves the sites of batches.
func (j *job) giveUp(todo []*batch) {
	for _, b := range todo {
		for _, s := range b.sites {
			j.left(s, errors.New("the rewritten package does not compile together with others that change"))
		}
		b.sites = nil
	}
}

// faulty returns the batches whose packages do not compile when all of them are rewritten.
func (j *job) faulty(ctx context.Context, todo []*batch) ([]*batch, error) {
	work := &edition{overlay: j.overlay()}
	var asked []*batch
	for _, b := range todo {
		if len(b.sites) == 0 {
			continue
		}
		files, ops, err := j.work(b.pkg, b.sites)
		if err != nil {
			return []*batch{b}, nil
		}
		work.add(b.pkg, files, ops)
		asked = append(asked, b)
	}
	worse, err := j.worse(ctx, work)
	if err != nil || len(worse) == 0 {
		return nil, err
	}
	in := map[string]bool{}
	for _, p := range worse {
		in[p.pkg] = true
	}
	faulty := slices.DeleteFunc(slices.Clone(asked), func(b *batch) bool { return !in[askedAs(b.pkg)] })
	if work.api || len(faulty) == 0 {
		return asked, nil // what is wrong may show in another package than the guilty one
	}
	return faulty, nil
}

// broken is the checker that asks the go command.
func (j *job) broken(ctx context.Context, p *packages.Package, sites []*callsite.Site) (*fault, error) {
	files, ops, err := j.work(p, sites)
	if err != nil {
		return &fault{err: err}, nil
	}
	work := &edition{overlay: j.overlay()}
	work.add(p, files, ops)
	worse, err := j.worse(ctx, work)
	if err == nil && len(worse) > 0 && j.known[p] == nil {
		// Perhaps it was wrong before: a test of another package, say.
		if err := j.brokenBefore(ctx, p, slices.Concat(work.paths, work.seenBy)); err != nil {
			return nil, err
		}
		worse, err = j.worse(ctx, work)
	}
	if err != nil || len(worse) == 0 {
		return nil, err
	}
	var at []place
	for _, problem := range worse {
		at = append(at, problem.place())
	}
	return newFault(mainLine(worse[0].msg), culprits(files, ops, at)), nil
}

func newFault(msg string, in []*callsite.Site) *fault {
	return &fault{fmt.Errorf("the rewritten code does not type-check: %s", msg), in}
}

// An edition is packages as they are to be.
type edition struct {
	overlay map[string][]byte
	pkgs    []*packages.Package
	paths   []string // their import paths
	api     bool     // other packages see the change
	seenBy  []string // their import paths
}

func (e *edition) add(p *packages.Package, files map[string][]byte, ops []*operation) {
	maps.Copy(e.overlay, files)
	e.pkgs, e.paths = append(e.pkgs, p), append(e.paths, askedAs(p))
	e.api = e.api || ops[0].unit.api
}

// overlay is what the go command is to see beside the rewritten files.
func (j *job) overlay() map[string][]byte {
	overlay := maps.Clone(j.opts.Content)
	if overlay == nil {
		overlay = map[string][]byte{}
	}
	for _, f := range j.floors {
		for _, change := range f.files {
			overlay[change.Path] = change.After
		}
	}
	return overlay
}

// worse is what the go command finds wrong that was not before.
func (j *job) worse(ctx context.Context, e *edition) ([]problem, error) {
	if len(e.paths) == 0 {
		return nil, nil
	}
	if e.api && e.seenBy == nil {
		var err error
		if e.seenBy, err = j.opts.Build.reverseDependencies(ctx, e.paths); err != nil {
			return nil, err
		}
	}
	known, check := baseline{}, j.opts.Build.compile
	for _, p := range e.pkgs {
		if len(j.known[p]) > 0 {
			check = j.opts.Build.typeCheck // every problem has to be known, not the first
		}
		maps.Copy(known, j.known[p])
	}
	problems, err := check(ctx, e.overlay, slices.Concat(e.paths, e.seenBy))
	return known.beyond(problems), err
}

// extend adds sites to those that are known to be good: all at once if a checker has
// nothing to say, else those first that it does not point at, else half by half, so that a
// few bad sites among many take few checks. A single one may have other ways to be
// rewritten.
func (j *job) extend(ctx context.Context, check checker, p *packages.Package, good, sites []*callsite.Site) ([]*callsite.Site, error) {
	if len(sites) == 0 {
		return good, nil
	}
	if len(sites) == 1 {
		broken, err := j.otherwise(ctx, check, p, good, sites[0])
		if err != nil {
			return nil, err
		}
		if broken != nil {
			j.left(sites[0], broken)
			return good, nil
		}
		return append(good, sites[0]), nil
	}
	fault, err := check(ctx, p, slices.Concat(good, sites))
	if err != nil {
		return nil, err
	}
	if fault == nil {
		return append(good, sites...), nil
	}
	first, second := fault.split(sites)
	if good, err = j.extend(ctx, check, p, good, first); err != nil {
		return nil, err
	}
	return j.extend(ctx, check, p, good, second)
}

// split takes sites apart, those that are most likely good first. Neither part is empty.
func (f *fault) split(sites []*callsite.Site) (first, second []*callsite.Site) {
	for _, s := range sites {
		if slices.Contains(f.in, s) {
			second = append(second, s)
		} else {
			first = append(first, s)
		}
	}
	if len(first) > 0 && len(second) > 0 {
		return first, second
	}
	return sites[:len(sites)/2], sites[len(sites)/2:]
}

// otherwise adds a site to those that are good, in the first of the ways left to it in
// which a checker has nothing to say of all of them. It says why there is none. No way is
// tried twice: those that are left become fewer with each.
func (j *job) otherwise(ctx context.Context, check checker, p *packages.Package, good []*callsite.Site, s *callsite.Site) (broken, err error) {
	for rest := ways(s); ; {
		fault, err := check(ctx, p, append(slices.Clone(good), s))
		if err != nil || fault == nil {
			return nil, err
		}
		if broken == nil {
			broken = fault.err
		}
		rest = rest[slices.Index(rest, j.ways[s])+1:]
		if len(rest) == 0 || j.firstWay(p, s, rest) != nil {
			return broken, nil
		}
	}
}

// mainLine is the first line of a message of the go command that says what is wrong;
// one that only names the package does not.
func mainLine(msg string) string {
	for line := range strings.SplitSeq(msg, "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			return strings.TrimSpace(line)
		}
	}
	return msg
}

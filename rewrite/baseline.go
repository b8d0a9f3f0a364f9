package rewrite

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
)

// A baseline counts what is wrong with a package before anything is rewritten: a test that
// no longer compiles, say. After a rewrite the same may be wrong, and no more. Sites that
// stand in a file of which something is wrong are left: what the type checker says of the
// names there cannot be relied on.
type baseline map[string]int

// baselines are those of packages of which something is wrong.
type baselines map[*packages.Package]baseline

// worse is the first of the problems that were not there before; nil when there is none.
func (b baseline) worse(problems []problem) *problem {
	if beyond := b.beyond(problems); len(beyond) > 0 {
		return &beyond[0]
	}
	return nil
}

// beyond are the problems that were not there before.
func (b baseline) beyond(problems []problem) []problem {
	var out []problem
	seen := baseline{}
	for _, p := range problems {
		kind := p.kind()
		if seen[kind]++; seen[kind] > b[kind] {
			out = append(out, p)
		}
	}
	return out
}

// kind is a problem without its place: lines move, and a file with another text over it
// has another name.
func (p problem) kind() string {
	_, msg := p.inMessage()
	return p.pkg + ": " + msg
}

// inMessage takes the place apart from the message, of what the go command passes on from
// the compiler:
//
//	# example.com/app [example.com/app.test]
//	./app_test.go:9:2: undefined: x
func (p problem) inMessage() (file, msg string) {
	msg = mainLine(p.msg)
	file, rest, ok := strings.Cut(msg, ".go:")
	if !ok {
		return "", msg
	}
	if _, after, ok := strings.Cut(rest, ": "); ok {
		return file + ".go", after
	}
	return "", msg
}

// before finds out what is wrong with a package before its rewrite, and leaves the sites
// that stand in a file of which something is.
func (j *job) before(ctx context.Context, p *packages.Package, sites []*callsite.Site) error {
	if len(p.Errors) == 0 {
		return nil
	}
	problems, err := j.baselineOf(ctx, p, []string{askedAs(p)})
	if err != nil {
		return err
	}
	for _, e := range p.Errors {
		problems = append(problems, newProblem(askedAs(p), e))
	}
	for _, s := range sites {
		file := p.Fset.Position(s.Call.Pos()).Filename
		for _, problem := range problems {
			if in := j.fileOf(problem); in == file || in == "" { // "": nobody knows where
				j.left(s, fmt.Errorf("%s does not compile (%s); mend it and run the command again", filepath.Base(file), mainLine(problem.msg)))
				break
			}
		}
	}
	return nil
}

// baselineOf finds out what is wrong with a package, and with those that its rewrite
// touches, and remembers it.
func (j *job) baselineOf(ctx context.Context, p *packages.Package, paths []string) ([]problem, error) {
	problems, err := j.opts.Build.typeCheck(ctx, j.opts.Content, paths)
	if err != nil {
		return nil, err
	}
	known := baseline{}
	for _, problem := range problems {
		known[problem.kind()]++
	}
	j.known[p] = known
	return problems, nil
}

// brokenBefore finds out what is wrong with a package of which the type checker had no
// complaint when it was read. Where it has none now, a package may be in the way that this
// one imports and that cannot be had.
func (j *job) brokenBefore(ctx context.Context, p *packages.Package, paths []string) error {
	problems, err := j.baselineOf(ctx, p, paths)
	if err != nil || len(problems) > 0 {
		return err
	}
	problems, err = j.opts.Build.compile(ctx, j.opts.Content, paths)
	for _, problem := range problems {
		j.known[p][problem.kind()]++
	}
	return err
}

// fileOf is the file that a problem is in; "" where it names none.
func (j *job) fileOf(p problem) string {
	if p.file != "" {
		return p.file
	}
	file, _ := p.inMessage()
	if file == "" || filepath.IsAbs(file) {
		return file
	}
	abs, err := filepath.Abs(filepath.Join(j.opts.Build.Dir, file))
	if err != nil {
		return ""
	}
	return abs
}

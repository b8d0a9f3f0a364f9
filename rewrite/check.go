package rewrite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Build says how the go command loads the program.
type Build struct {
	Dir  string // where to run it
	Tags []string
	Env  []string // nil is the process's own
}

// problem is an error that the type checker or the go command found.
type problem struct {
	pkg  string // import path
	file string // "" when unknown
	pos  string // "file:line:column", as the go command prints it
	msg  string
}

func (p problem) String() string {
	if p.pos == "" {
		return p.pkg + ": " + p.msg
	}
	return p.pos + ": " + p.msg
}

// typeCheck loads the packages of those import paths, their tests included, with
// overlay in the place of files on disk, and returns what is wrong with them. It
// writes nothing.
func (b Build) typeCheck(ctx context.Context, overlay map[string][]byte, paths []string) ([]problem, error) {
	cfg := &packages.Config{
		Context: ctx, Dir: b.Dir, Env: b.Env, Tests: true, Overlay: overlay,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax | packages.NeedTypesInfo,
	}
	if len(b.Tags) > 0 {
		cfg.BuildFlags = []string{"-tags=" + strings.Join(b.Tags, ",")}
	}
	pkgs, err := packages.Load(cfg, paths...)
	if err != nil {
		return nil, fmt.Errorf("type-check the rewritten packages: %w", err)
	}
	var out []problem
	for _, p := range pkgs {
		for _, e := range p.Errors {
			out = append(out, newProblem(p.PkgPath, e))
		}
	}
	return slices.Compact(out), nil
}

func newProblem(pkg string, e packages.Error) problem {
	p := problem{pkg: strings.TrimSuffix(pkg, "_test"), msg: e.Msg}
	if e.Pos != "" && e.Pos != "-" {
		p.pos = e.Pos
		p.file, _, _ = strings.Cut(e.Pos, ":")
	}
	return p
}

// reverseDependencies returns the import paths of the main modules' packages that
// import one of paths, directly or not, tests included.
func (b Build) reverseDependencies(ctx context.Context, paths []string) ([]string, error) {
	cfg := &packages.Config{Context: ctx, Dir: b.Dir, Env: b.Env, Tests: true,
		Mode: packages.NeedName | packages.NeedImports | packages.NeedForTest}
	if len(b.Tags) > 0 {
		cfg.BuildFlags = []string{"-tags=" + strings.Join(b.Tags, ",")}
	}
	pkgs, err := packages.Load(cfg, "./...")
	if err != nil {
		return nil, fmt.Errorf("list the packages of the module: %w", err)
	}
	reached := map[string]bool{}
	for _, p := range paths {
		reached[p] = true
	}
	for changed := true; changed; {
		changed = false
		for _, p := range pkgs {
			name := strings.TrimSuffix(strings.TrimSuffix(p.PkgPath, ".test"), "_test")
			if !reached[name] && importsAny(p, reached) {
				reached[name], changed = true, true
			}
		}
	}
	var out []string
	for p := range reached {
		if !slices.Contains(paths, p) {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out, nil
}

func importsAny(p *packages.Package, paths map[string]bool) bool {
	for _, dep := range p.Imports {
		if paths[dep.PkgPath] {
			return true
		}
	}
	return false
}

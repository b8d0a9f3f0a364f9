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

// askedAs is the import path by which the go command knows a package: that of an external
// test is the path of the package it tests.
func askedAs(p *packages.Package) string {
	if p.ForTest != "" {
		return p.ForTest
	}
	return p.PkgPath
}

// typeCheck loads the packages of those import paths, their tests included, with
// overlay in the place of files on disk, and returns all that is wrong with them. It
// writes nothing. With an overlay every dependency is read from source, which takes
// seconds; see compile.
func (b Build) typeCheck(ctx context.Context, overlay map[string][]byte, paths []string) ([]problem, error) {
	return b.load(ctx, overlay, paths, packages.NeedCompiledGoFiles|packages.NeedImports|
		packages.NeedTypes|packages.NeedTypesSizes|packages.NeedSyntax|packages.NeedTypesInfo)
}

// compile does what typeCheck does, by compiling the packages and no more: dependencies
// come from the build cache. Of a package that does not compile it gives one problem.
func (b Build) compile(ctx context.Context, overlay map[string][]byte, paths []string) ([]problem, error) {
	return b.load(ctx, overlay, paths, packages.NeedExportFile)
}

func (b Build) load(ctx context.Context, overlay map[string][]byte, paths []string, mode packages.LoadMode) ([]problem, error) {
	cfg := &packages.Config{
		Context: ctx, Dir: b.Dir, Env: b.Env, Tests: true, Overlay: overlay,
		Mode: packages.NeedName | packages.NeedFiles | mode,
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
		if mode == packages.NeedExportFile && p.ExportFile == "" && len(p.Errors) == 0 && len(p.GoFiles) > 0 {
			out = append(out, problem{pkg: strings.TrimSuffix(p.PkgPath, "_test"), msg: "the package does not compile"})
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

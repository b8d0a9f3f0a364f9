package load

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// Dependencies can be had in two ways. Their export data is fastest, if a build has left
// it in the cache; if not, the go command compiles hundreds of packages to make it (half
// a minute for the SDK alone, on a fresh CI machine). Type-checking their declarations
// from source takes some seconds, always. So the cache is asked first.

// cold reports whether the export data of some dependency would have to be compiled.
func (l *loader) cold(g *graph, mods []*Module) bool {
	deps := map[string]bool{}
	for _, p := range g.byID {
		for path := range p.Imports {
			if isSDK(path) || strings.Contains(path, ".") && !inside(path, mods) {
				deps[path] = true
			}
		}
	}
	args := []string{"list", "-e", "-f", "{{if .Stale}}stale{{end}}"}
	if len(l.cfg.Tags) > 0 {
		args = append(args, "-tags="+strings.Join(l.cfg.Tags, ","))
	}
	args = append(args, slices.Sorted(maps.Keys(deps))...)
	cmd := exec.CommandContext(l.ctx, "go", args...)
	cmd.Dir, cmd.Env = l.cfg.Dir, l.cfg.Env
	out, err := cmd.Output()
	return err == nil && bytes.Contains(out, []byte("stale"))
}

// sourceMode is what the go command is asked for when dependencies come from source:
// the graph with all its files, and nothing compiled.
const sourceMode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
	packages.NeedForTest | packages.NeedModule | packages.NeedTypesSizes

// fromSource type-checks pkgs and all that they import. Of packages outside the main
// modules only the declarations matter: their function bodies are not checked, their
// errors are of no consequence, and their syntax is dropped at once, which is what keeps
// hundreds of dependencies in little memory. (packages.Load would keep all of it.)
func (l *loader) fromSource(fset *token.FileSet, pkgs []*packages.Package, mods []*Module) {
	s := &source{l: l, fset: fset, mods: mods, done: map[*packages.Package]chan struct{}{}, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	packages.Visit(pkgs, nil, func(p *packages.Package) { s.done[p] = make(chan struct{}) })
	for p := range s.done {
		go s.check(p)
	}
	for _, done := range s.done {
		<-done
	}
}

// source type-checks a graph of packages, dependencies first, each in a goroutine.
type source struct {
	l     *loader
	fset  *token.FileSet
	mods  []*Module
	done  map[*packages.Package]chan struct{} // closed when the package has its Types; not written once goroutines run
	slots chan struct{}
}

func (s *source) check(p *packages.Package) {
	defer close(s.done[p])
	for _, dep := range p.Imports {
		<-s.done[dep]
	}
	if p.PkgPath == "unsafe" {
		p.Types = types.Unsafe
		return
	}
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	if len(p.GoFiles) > 0 && insideDir(p.GoFiles[0], s.mods) {
		s.checkWhole(p)
	} else {
		s.checkDeclarations(p)
	}
}

// checkWhole checks a package of the program itself, with all that analysis wants.
func (s *source) checkWhole(p *packages.Package) {
	p.Fset, p.CompiledGoFiles = s.fset, p.GoFiles
	p.TypesInfo = &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Instances:    map[*ast.Ident]types.Instance{},
		Scopes:       map[ast.Node]*types.Scope{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		FileVersions: map[*ast.File]string{},
	}
	for _, name := range p.GoFiles {
		f, err := s.parse(name, wholeFile)
		p.Errors = append(p.Errors, parseErrors(name, err)...)
		if f != nil {
			p.Syntax = append(p.Syntax, f)
		}
	}
	conf := s.config(p)
	conf.Error = func(err error) {
		if e, ok := err.(types.Error); ok {
			p.TypeErrors = append(p.TypeErrors, e)
			p.Errors = append(p.Errors, packages.Error{Pos: e.Fset.Position(e.Pos).String(), Msg: e.Msg, Kind: packages.TypeError})
		}
	}
	p.Types, _ = conf.Check(p.PkgPath, s.fset, p.Syntax, p.TypesInfo)
	p.IllTyped = len(p.Errors) > 0
}

func (s *source) checkDeclarations(p *packages.Package) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		if f, _ := s.parse(name, parser.SkipObjectResolution); f != nil {
			files = append(files, f)
		}
	}
	conf := s.config(p)
	conf.IgnoreFuncBodies = true
	conf.Error = func(error) {}
	p.Types, _ = conf.Check(p.PkgPath, s.fset, files, nil)
}

func (s *source) config(p *packages.Package) *types.Config {
	conf := &types.Config{
		Sizes: p.TypesSizes,
		// What cgo would generate is not there; its types are then unknown, without an error.
		FakeImportC: true,
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if dep := p.Imports[path]; dep != nil && dep.Types != nil {
				return dep.Types, nil
			}
			return nil, fmt.Errorf("no package for import %q", path)
		}),
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	return conf
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return f(path)
}

func (s *source) parse(name string, mode parser.Mode) (*ast.File, error) {
	var src any
	if text, ok := s.l.cfg.Overlay[name]; ok {
		src = text
	}
	return parser.ParseFile(s.fset, name, src, mode)
}

// parseErrors gives the errors of a file the form that packages.Load gives them.
func parseErrors(name string, err error) []packages.Error {
	var list scanner.ErrorList
	switch {
	case err == nil:
		return nil
	case errors.As(err, &list):
		var out []packages.Error
		for _, e := range list {
			out = append(out, packages.Error{Pos: e.Pos.String(), Msg: e.Msg, Kind: packages.ParseError})
		}
		return out
	}
	return []packages.Error{{Pos: name + ":1", Msg: err.Error(), Kind: packages.ParseError}}
}

func insideDir(file string, mods []*Module) bool {
	for _, m := range mods {
		rel, err := filepath.Rel(m.Dir, file)
		if err == nil && !strings.HasPrefix(rel, "..") && !strings.HasPrefix(rel, "vendor"+string(os.PathSeparator)) {
			return true
		}
	}
	return false
}

package load

import (
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
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bedrocklint/bedrocklint/internal/sdkdecl"
	"golang.org/x/tools/go/packages"
)

// Dependencies can be had in two ways. Their export data is fastest, if a build has left
// it in the cache; if not, the go command compiles hundreds of packages to make it (half
// a minute for the SDK alone, on a fresh CI machine). Type-checking their declarations
// from source takes a second, always. So the cache is asked first.

// cold reports whether pkgs import something whose export data would have to be compiled,
// or an SDK that cannot be had.
func (l *loader) cold(pkgs []*packages.Package, mods []*Module) bool {
	loaded := map[string]bool{}
	for _, p := range pkgs {
		loaded[p.PkgPath] = true
	}
	deps := map[string]bool{}
	for _, p := range pkgs {
		for path := range p.Imports {
			if !loaded[path] && (strings.Contains(path, ".") || inside(path, mods)) {
				deps[path] = true
			}
		}
	}
	if len(deps) == 0 {
		return false
	}
	args := []string{"list", "-e", "-f", `{{if .Stale}}stale{{else if not .Dir}}{{.ImportPath}}{{end}}`}
	if len(l.cfg.Tags) > 0 {
		args = append(args, "-tags="+strings.Join(l.cfg.Tags, ","))
	}
	args = append(args, slices.Sorted(maps.Keys(deps))...)
	cmd := exec.CommandContext(l.ctx, "go", args...)
	cmd.Dir, cmd.Env = l.cfg.Dir, l.cfg.Env
	out, err := cmd.Output()
	return err == nil && slices.ContainsFunc(strings.Fields(string(out)), func(s string) bool {
		return s == "stale" || sdkdecl.Has(s)
	})
}

// fromSource type-checks pkgs, and of what they import as much as their types rest on.
// Of dependencies only the declarations matter: function bodies are not even parsed,
// packages that only these name are left out, errors are of no consequence, and syntax is
// dropped at once, which is what keeps hundreds of dependencies in little memory.
// (packages.Load would keep all of it.)
func (l *loader) fromSource(fset *token.FileSet, pkgs []*packages.Package) {
	l.newSource(fset, pkgs).need(pkgs)
}

func (l *loader) newSource(fset *token.FileSet, whole []*packages.Package) *source {
	s := &source{
		stand: standIns{fset: fset, roots: whole},
		fset:  fset, overlay: l.cfg.Overlay, sizes: l.env.sizes(),
		whole: map[*packages.Package]bool{},
		done:  map[*packages.Package]chan struct{}{},
		slots: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
	for _, p := range whole {
		s.whole[p] = true
	}
	return s
}

// source type-checks a graph of packages, dependencies first, each in a goroutine.
type source struct {
	fset    *token.FileSet
	overlay map[string][]byte
	sizes   types.Sizes
	whole   map[*packages.Package]bool // checked with all that analysis wants; not written once goroutines run
	slots   chan struct{}              // one for each goroutine that computes
	stand   standIns

	mu   sync.Mutex
	done map[*packages.Package]chan struct{} // closed when the package has its Types
}

// need returns when pkgs have their Types.
func (s *source) need(pkgs []*packages.Package) {
	var waits []chan struct{}
	s.mu.Lock()
	for _, p := range pkgs {
		if s.done[p] == nil {
			s.done[p] = make(chan struct{})
			go s.check(p, s.done[p])
		}
		waits = append(waits, s.done[p])
	}
	s.mu.Unlock()
	for _, done := range waits {
		<-done
	}
}

func (s *source) check(p *packages.Package, done chan struct{}) {
	defer close(done)
	switch {
	case p.PkgPath == "unsafe":
		p.Types = types.Unsafe
	case s.whole[p]:
		s.checkWhole(p)
	case standsIn(p):
		s.standIn(p)
	default:
		s.checkDeclarations(p)
	}
}

// compute runs f when a processor is free.
func (s *source) compute(f func()) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	f()
}

// checkWhole checks a package of the program itself, with all that analysis wants.
func (s *source) checkWhole(p *packages.Package) {
	p.Fset, p.CompiledGoFiles, p.TypesSizes = s.fset, p.GoFiles, s.sizes
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
	s.compute(func() {
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(s.fset, name, s.text(name), wholeFile)
			p.Errors = append(p.Errors, parseErrors(name, err)...)
			if f != nil {
				p.Syntax = append(p.Syntax, f)
			}
		}
	})
	s.need(slices.Collect(maps.Values(p.Imports)))
	p.Errors = append(p.Errors, missingSDK(p)...)
	conf := s.config(p)
	conf.Error = func(err error) {
		if e, ok := err.(types.Error); ok {
			p.TypeErrors = append(p.TypeErrors, e)
			p.Errors = append(p.Errors, packages.Error{Pos: e.Fset.Position(e.Pos).String(), Msg: e.Msg, Kind: packages.TypeError})
		}
	}
	s.compute(func() { p.Types, _ = conf.Check(p.PkgPath, s.fset, p.Syntax, p.TypesInfo) })
	p.IllTyped = len(p.Errors) > 0
}

func (s *source) checkDeclarations(p *packages.Package) {
	var files []*ast.File
	needed := map[*packages.Package]bool{}
	s.compute(func() {
		for _, name := range p.GoFiles {
			text := outline(s.text(name))
			if f, _ := parser.ParseFile(s.fset, name, text, parser.SkipObjectResolution); f != nil {
				files = append(files, f)
				dropImports(f, p.Imports, needed)
			}
		}
	})
	s.need(slices.Collect(maps.Keys(needed)))
	conf := s.config(p)
	conf.IgnoreFuncBodies = true
	conf.Error = func(error) {}
	s.compute(func() { p.Types, _ = conf.Check(p.PkgPath, s.fset, files, nil) })
}

// dropImports removes the imports from f that nothing in it names any more, and adds those
// that stay to needed.
func dropImports(f *ast.File, imports map[string]*packages.Package, needed map[*packages.Package]bool) {
	named := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				named[id.Name] = true
			}
		}
		return true
	})
	unnamed := func(s ast.Spec) bool {
		path, _ := strconv.Unquote(s.(*ast.ImportSpec).Path.Value)
		dep := imports[path]
		if dep == nil {
			return false // "C", or one that is missing
		}
		name := dep.Name
		if id := s.(*ast.ImportSpec).Name; id != nil {
			name = id.Name
		}
		if name != "." && name != "" && !named[name] {
			return true
		}
		needed[dep] = true
		return false
	}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			return false
		}
		g.Specs = slices.DeleteFunc(g.Specs, unnamed)
		return len(g.Specs) == 0
	})
}

func (s *source) config(p *packages.Package) *types.Config {
	conf := &types.Config{
		Sizes: s.sizes,
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

// text returns what a file holds, nothing when it cannot be read: the go command has said so.
func (s *source) text(name string) []byte {
	if text, ok := s.overlay[name]; ok {
		return text
	}
	text, _ := os.ReadFile(name)
	return text
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

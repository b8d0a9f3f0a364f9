package rewrite

import (
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// A unit is one package on its way through a rewrite: its files, what is edited in
// them, and what all its sites share.
type unit struct {
	pkg     *packages.Package
	sources []*source
	sweep   *sweep
	needed  map[types.Object]bool        // imports that new code uses
	taken   map[ast.Node]map[string]bool // names given out, by function
	helpers *helpers                     // to be added
	api     bool                         // a declaration that other packages see has changed
	inline  bool                         // what reads an answer stands where it is read

	twins    map[*ast.FuncDecl]string          // functions that have got a twin, and its name
	extended map[ast.Node]bool                 // interface methods that have got their twin
	decoders map[*ast.CallExpr]*catalog.Family // that have been moved in a function that takes outputs, and whose answers they read
	edited   map[ast.Node]bool                 // places that several sites ask to have edited in the same way
	owner    string                            // who wants the edits that are being made
}

// helpers are declarations to be added, in order.
type helpers struct{ list []helper }

// helper is a small unexported function or type that new code calls.
type helper struct {
	base   string // the name asked for
	name   string // the name it has
	source string // the declaration with its doc comment
	src    *source
}

// newUnit is a unit of a package without edits, over what is known of its syntax.
func newUnit(pkg *packages.Package, sources []*source, index *sweepIndex) *unit {
	u := &unit{
		pkg: pkg, sources: sources, sweep: newSweep(index), helpers: &helpers{}, needed: map[types.Object]bool{},
		taken: map[ast.Node]map[string]bool{}, extended: map[ast.Node]bool{}, twins: map[*ast.FuncDecl]string{}, edited: map[ast.Node]bool{},
		decoders: map[*ast.CallExpr]*catalog.Family{},
	}
	for _, src := range sources {
		src.buf.OwnedBy(func() string { return u.owner })
	}
	return u
}

// sourceOf is the file that n stands in.
func (u *unit) sourceOf(n ast.Node) *source {
	for _, s := range u.sources {
		if s.file.FileStart <= n.Pos() && n.Pos() < s.file.FileEnd {
			return s
		}
	}
	return nil
}

// namesAt returns the giver of names for new code at a node.
func (u *unit) namesAt(n ast.Node) *names {
	fn := u.topFunc(n)
	if u.taken[fn] == nil {
		u.taken[fn] = map[string]bool{}
	}
	return &names{
		src: u.sourceOf(n), pkg: u.pkg.Types, info: u.pkg.TypesInfo,
		scope: u.scopeAt(n.Pos()), at: n.Pos(), fn: fn, used: u.needed, taken: u.taken[fn],
	}
}

// scopeAt is the innermost scope at pos.
func (u *unit) scopeAt(pos token.Pos) *types.Scope {
	if s := u.pkg.Types.Scope().Innermost(pos); s != nil {
		return s
	}
	return u.pkg.Types.Scope()
}

// topFunc is the declaration that n stands in.
func (u *unit) topFunc(n ast.Node) ast.Node {
	top := n
	for ; n != nil; n = u.sweep.parent[n] {
		if _, file := n.(*ast.File); file {
			break
		}
		top = n
	}
	return top
}

// reads keeps every object that the identifiers of text name at a node: the variables
// that new code needs must outlive the old code.
func (u *unit) reads(text string, at ast.Node) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(text))
	s.Init(file, []byte(text), nil, 0)
	scope := u.scopeAt(at.Pos())
	selected := false
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.IDENT && !selected {
			if _, obj := scope.LookupParent(lit, at.Pos()); obj != nil {
				u.sweep.keep[obj] = true
				u.needed[obj] = true
			}
		}
		selected = tok == token.PERIOD
	}
}

// statementOf is the smallest statement around n that stands in a list of statements.
func (u *unit) statementOf(n ast.Node) ast.Stmt {
	for ; n != nil; n = u.sweep.parent[n] {
		if st, ok := n.(ast.Stmt); ok && u.sweep.inList(st) {
			return st
		}
	}
	return nil
}

// funcOf is the function declaration or literal that n stands in.
func (u *unit) funcOf(n ast.Node) ast.Node {
	for ; n != nil; n = u.sweep.parent[n] {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return n
		}
	}
	return nil
}

// bytes applies all edits and returns the changed files' new contents by path.
func (u *unit) bytes() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, src := range u.sources {
		for _, h := range u.helpers.list {
			if h.src.path == src.path {
				src.tail = append(src.tail, h.source)
			}
		}
		if len(src.tail) > 0 {
			src.appendTail()
		}
		if !src.buf.Changed() {
			continue
		}
		u.emitImports(src)
		text, err := src.buf.Bytes()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", src.path, err)
		}
		out[src.path] = text
	}
	return out, nil
}

// appendTail puts the new declarations at the end of the file.
func (s *source) appendTail() {
	text := ""
	if n := len(s.text); n > 0 && s.text[n-1] != '\n' {
		text = "\n"
	}
	for _, decl := range s.tail {
		text += "\n" + decl
	}
	s.buf.Insert(len(s.text), text)
}

// fileNames returns the giver of names for new declarations at the end of a file.
func (u *unit) fileNames(src *source) *names {
	scope := u.pkg.TypesInfo.Scopes[src.file]
	return &names{src: src, pkg: u.pkg.Types, info: u.pkg.TypesInfo, scope: scope,
		at: token.NoPos, fn: src.file, used: u.needed, taken: map[string]bool{}}
}

// helper makes sure that the package has a small function called base, or nearly so,
// and returns its name. It stands at the end of the file of the code that asks for it
// first. Render writes its declaration. A function of that name and signature that is
// there already, from an earlier rewrite, is used.
func (u *unit) helper(base, signature string, n *names, render func(name string, n *names) string) string {
	for _, h := range u.helpers.list {
		if h.base == base {
			return h.name
		}
	}
	if obj, ok := u.pkg.Types.Scope().Lookup(base).(*types.Func); ok && shortSignature(obj) == signature {
		u.sweep.keep[obj] = true
		return base
	}
	name := base
	for i := 2; n.declaredInFile(name) || n.visible(name); i++ {
		name = fmt.Sprintf("%s%d", base, i)
	}
	u.helpers.list = append(u.helpers.list, helper{base, name, render(name, u.fileNames(n.src)), n.src})
	return name
}

// ownHelper makes sure that the package has just the function that render writes, with
// FILLER for its name, and returns its name: base, or base with a number where another
// function has it. It is for functions that differ with what their callers need.
func (u *unit) ownHelper(base string, n *names, render func(n *names) string) string {
	return u.ownHelperNamed(numbered(base), n, render)
}

// ownHelperNamed is ownHelper with the first of some names that can be had.
func (u *unit) ownHelperNamed(candidates iter.Seq[string], n *names, render func(n *names) string) string {
	text := render(u.fileNames(n.src))
	for name := range candidates {
		source := strings.ReplaceAll(text, "FILLER", name)
		for _, h := range u.helpers.list {
			if h.name == name && h.source == source {
				return name
			}
		}
		if decl, ok := u.sweep.decls[u.pkg.Types.Scope().Lookup(name)].(*ast.FuncDecl); ok && u.declares(decl, source) {
			u.sweep.keep[u.pkg.Types.Scope().Lookup(name)] = true
			return name
		}
		taken := slices.ContainsFunc(u.helpers.list, func(h helper) bool { return h.name == name })
		if !taken && !n.declaredInFile(name) && !n.visible(name) {
			u.helpers.list = append(u.helpers.list, helper{name, name, source, n.src})
			return name
		}
	}
	return ""
}

// numbered yields base, base2, base3 and so on.
func numbered(base string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(base) {
			return
		}
		for i := 2; yield(fmt.Sprintf("%s%d", base, i)); i++ {
		}
	}
}

// declares reports whether a function reads like source: an earlier rewrite wrote it.
func (u *unit) declares(decl *ast.FuncDecl, source string) bool {
	text := strings.ReplaceAll(u.sourceOf(decl).slice(decl), "\r\n", "\n")
	return strings.HasSuffix(strings.TrimSpace(source), text)
}

// shortSignature is the type of a function without parameter names, packages by name.
func shortSignature(fn *types.Func) string {
	sig := fn.Signature()
	unnamed := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(token.NoPos, nil, "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	bare := types.NewSignatureType(nil, nil, nil, unnamed(sig.Params()), unnamed(sig.Results()), sig.Variadic())
	return types.TypeString(bare, func(p *types.Package) string { return p.Name() })
}

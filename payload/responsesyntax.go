package payload

import (
	"go/ast"
	"go/types"
)

// syntax is one function: who contains whom, and where each variable is mentioned.
type syntax struct {
	pkg         *Package
	fn          ast.Node
	parents     map[ast.Node]ast.Node
	idents      map[types.Object][]*ast.Ident
	bareReturns bool
}

type syntaxKey struct {
	pkg *Package
	fn  ast.Node
}

// mention is a place where a field or a package-level variable is named.
type mention struct {
	id   *ast.Ident
	pkg  *Package
	decl *ast.FuncDecl
}

// responseCache is what following answers has learned of the program.
type responseCache struct {
	syntax   map[syntaxKey]*syntax
	mentions map[*Package]map[types.Object][]mention
}

func (e *Engine) syntaxOf(pkg *Package, fn ast.Node) *syntax {
	key := syntaxKey{pkg, fn}
	if s, ok := e.prog.answers.syntax[key]; ok {
		return s
	}
	s := &syntax{pkg: pkg, fn: fn, parents: make(map[ast.Node]ast.Node), idents: make(map[types.Object][]*ast.Ident)}
	if e.prog.answers.syntax == nil {
		e.prog.answers.syntax = make(map[syntaxKey]*syntax)
	}
	e.prog.answers.syntax[key] = s
	var stack []ast.Node
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			s.parents[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		switch n := n.(type) {
		case *ast.Ident:
			if obj := pkg.Info.Uses[n]; obj != nil {
				s.idents[obj] = append(s.idents[obj], n)
			}
		case *ast.ReturnStmt:
			s.bareReturns = s.bareReturns || n.Results == nil
		}
		return true
	})
	return s
}

// mentionsOf are the places in functions that name a field or a package-level variable.
func (e *Engine) mentionsOf(obj types.Object) []mention {
	var out []mention
	for _, pkg := range e.prog.users(obj) {
		out = append(out, e.mentionsIn(pkg)[e.prog.key(obj)]...)
	}
	return out
}

func (e *Engine) mentionsIn(pkg *Package) map[types.Object][]mention {
	if m, ok := e.prog.answers.mentions[pkg]; ok {
		return m
	}
	if e.prog.answers.mentions == nil {
		e.prog.answers.mentions = make(map[*Package]map[types.Object][]mention)
	}
	m := make(map[types.Object][]mention)
	e.prog.answers.mentions[pkg] = m
	for _, file := range pkg.Files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || decl.Body == nil {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if v, ok := pkg.Info.Uses[id].(*types.Var); ok && shared(v) {
						key := e.prog.key(v)
						m[key] = append(m[key], mention{id, pkg, decl})
					}
				}
				return true
			})
		}
	}
	return m
}

// shared reports whether a variable is the same in every function: a field, of whatever
// instance, or a package-level variable.
func shared(v *types.Var) bool {
	return v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// namedResult is the index of the function's result that obj is, or -1.
func (s *syntax) namedResult(obj types.Object) int {
	results := funcType(s.fn).Results
	if results == nil {
		return -1
	}
	i := 0
	for _, field := range results.List {
		for _, name := range field.Names {
			if s.pkg.Info.Defs[name] == obj {
				return i
			}
			i++
		}
	}
	return -1
}

// param is the index of the function's parameter that obj is, or -1.
func (s *syntax) param(obj types.Object) int {
	i := 0
	for _, field := range funcType(s.fn).Params.List {
		for _, name := range field.Names {
			if s.pkg.Info.Defs[name] == obj {
				return i
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	return -1
}

// literal is the innermost function literal around n inside the function, or nil.
func (s *syntax) literal(n ast.Node) *ast.FuncLit {
	for n = s.parents[n]; n != nil && n != s.fn; n = s.parents[n] {
		if lit, ok := n.(*ast.FuncLit); ok {
			return lit
		}
	}
	return nil
}

// statement is the statement that n is part of.
func (s *syntax) statement(n ast.Node) ast.Stmt {
	for ; n != nil; n = s.parents[n] {
		if st, ok := n.(ast.Stmt); ok {
			return st
		}
	}
	return nil
}

func funcType(fn ast.Node) *ast.FuncType {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Type
	case *ast.FuncLit:
		return fn.Type
	}
	return &ast.FuncType{Params: &ast.FieldList{}}
}

// paramObj is parameter i of a function, or nil: of a variadic one, the slice.
func paramObj(pkg *Package, typ *ast.FuncType, i int) (obj types.Object, variadic bool) {
	n := 0
	for _, field := range typ.Params.List {
		_, dots := field.Type.(*ast.Ellipsis)
		for _, name := range field.Names {
			if n == i || dots {
				return pkg.Info.Defs[name], dots
			}
			n++
		}
		if len(field.Names) == 0 {
			n++
		}
	}
	return nil, false
}

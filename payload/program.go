package payload

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Package is one type-checked package with its syntax.
type Package struct {
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
}

// Program is the code that the engine can read: the package under analysis, and as
// many others as have syntax. Functions outside it are known by their model only.
type Program struct {
	pkgs   []*Package
	byType map[*types.Package]*Package
	whole  []*Package                    // without plain forms of which there is a test variant
	twins  map[types.Object]types.Object // objects of test variants → the same in the plain form

	answers responseCache
}

// NewProgram makes a program of packages that were type-checked together: an
// imported package's *types.Package must be the very one that is listed, or else it
// counts as a package without syntax. A package may be there both plain, as other
// packages import it, and as a test variant with more files, if the two share their
// syntax: they count as one.
func NewProgram(pkgs ...*Package) *Program {
	p := &Program{byType: make(map[*types.Package]*Package), twins: make(map[types.Object]types.Object)}
	for _, pkg := range pkgs {
		if pkg == nil || pkg.Types == nil || pkg.Info == nil || p.byType[pkg.Types] != nil {
			continue
		}
		p.byType[pkg.Types] = pkg
		p.pkgs = append(p.pkgs, pkg)
	}
	p.pair()
	return p
}

// Package returns the package whose types are p, or nil when there is no syntax for it.
func (prog *Program) Package(p *types.Package) *Package { return prog.byType[p] }

// Packages returns all packages in the order in which they were given.
func (prog *Program) Packages() []*Package { return prog.pkgs }

// originObject undoes the instantiation of generic types.
func originObject(obj types.Object) types.Object {
	switch o := obj.(type) {
	case *types.Var:
		return o.Origin()
	case *types.Func:
		return o.Origin()
	}
	return obj
}

// rootObject is the variable at the root of a chain of selectors, indexes and
// dereferences, or nil.
func rootObject(info *types.Info, e ast.Expr) types.Object {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return info.ObjectOf(x)
		case *ast.SelectorExpr:
			if id, ok := x.X.(*ast.Ident); ok {
				if _, ok := info.Uses[id].(*types.PkgName); ok {
					return info.Uses[x.Sel]
				}
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// staticCallee is the function or method that a call names, or nil for function
// values, conversions and builtins. Methods of interfaces are named as well.
func staticCallee(info *types.Info, call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	var id *ast.Ident
	switch f := ast.Unparen(fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return nil
	}
	fn, _ := info.Uses[id].(*types.Func)
	return fn
}

// structOf is the struct that t is, or that it points to.
func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

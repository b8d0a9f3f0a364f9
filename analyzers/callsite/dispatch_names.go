package callsite

import (
	"go/ast"
	"go/types"

	"github.com/bedrocklint/bedrocklint/payload"
)

// mentions are the identifiers of the package that stand for an object, in source order.
func (f *armFinder) mentions(obj types.Object) []*ast.Ident { return mentions(f.pkg, obj) }

// fileOf is the file that a node of the package stands in.
func (s *Site) fileOf(pkg *payload.Package, n ast.Node) *ast.File {
	for _, file := range pkg.Files {
		if file.FileStart <= n.Pos() && n.Pos() < file.FileEnd {
			return file
		}
	}
	return s.File
}

// ownFunc is the declaration of the function of the package that a call calls.
func (f *armFinder) ownFunc(call *ast.CallExpr) *ast.FuncDecl { return ownFunc(f.pkg, call) }

func declOf(pkg *payload.Package, fn *types.Func) *ast.FuncDecl {
	for _, file := range pkg.Files {
		for _, d := range file.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && decl.Body != nil && pkg.Info.Defs[decl.Name] == types.Object(fn) {
				return decl
			}
		}
	}
	return nil
}

// shared reports whether more is done with a function than some calls: the package
// mentions it elsewhere, an interface asks for it, or other packages can call it.
func shared(pkg *payload.Package, decl *ast.FuncDecl, calls int) bool {
	if decl.Name.IsExported() && pkg.Types.Name() != "main" || decl.Recv != nil && askedFor(pkg, decl.Name.Name) {
		return true
	}
	return len(mentions(pkg, pkg.Info.Defs[decl.Name])) != 1+calls // its own name is one
}

// askedFor reports whether an interface of the package has a method of that name.
func askedFor(pkg *payload.Package, name string) bool {
	found := false
	for _, file := range pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok {
				for _, m := range i.Methods.List {
					found = found || len(m.Names) == 1 && m.Names[0].Name == name
				}
			}
			return !found
		})
	}
	return found
}

// callee is what a call calls, by name.
func callee(info *types.Info, call *ast.CallExpr) types.Object {
	switch fn := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return info.Uses[fn]
	case *ast.SelectorExpr:
		return info.Uses[fn.Sel]
	}
	return nil
}

func mentions(pkg *payload.Package, obj types.Object) []*ast.Ident {
	var out []*ast.Ident
	for _, file := range pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && obj != nil && pkg.Info.ObjectOf(id) == obj {
				out = append(out, id)
			}
			return true
		})
	}
	return out
}

func ownFunc(pkg *payload.Package, call *ast.CallExpr) *ast.FuncDecl {
	fn, ok := callee(pkg.Info, call).(*types.Func)
	if !ok {
		return nil
	}
	return declOf(pkg, fn)
}

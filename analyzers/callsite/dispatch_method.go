package callsite

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// method is a method of an interface of the package, all implementations of which are
// known: no other module can have one. The functions of a table are one as well.
type method struct {
	field *ast.Field
	fn    *types.Func
	impls []*ast.FuncDecl
}

// methodOf is the method that a call calls through an interface, or what it takes out of a
// table; nil for another call, and for a method of which more is asked than that one call.
func methodOf(pkg *payload.Package, call *ast.CallExpr) *method {
	fn, ok := callee(pkg.Info, call).(*types.Func)
	if !ok {
		return tableOf(pkg, call)
	}
	if fn.Pkg() != pkg.Types || fn.Signature().Recv() == nil || !types.IsInterface(fn.Signature().Recv().Type()) {
		return nil
	}
	m := &method{fn: fn}
	if len(mentions(pkg, fn)) != 2 || !closed(pkg.Types, fn.Signature().Recv().Type()) {
		return nil
	}
	for _, file := range pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok {
				for _, f := range i.Methods.List {
					if len(f.Names) == 1 && pkg.Info.Defs[f.Names[0]] == types.Object(fn) {
						m.field = f
					}
				}
			}
			return m.field == nil
		})
		for _, d := range file.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && m.isImplementedBy(pkg, decl) {
				if len(mentions(pkg, pkg.Info.Defs[decl.Name])) != 1 {
					return nil
				}
				m.impls = append(m.impls, decl)
			}
		}
	}
	if m.field == nil || len(m.impls) == 0 {
		return nil
	}
	return m
}

// closed reports whether other modules cannot implement an interface of the package.
func closed(pkg *types.Package, iface types.Type) bool {
	named, ok := types.Unalias(iface).(*types.Named)
	return !ok || !named.Obj().Exported() || pkg.Name() == "main" || slices.Contains(strings.Split(pkg.Path(), "/"), "internal")
}

// isImplementedBy reports whether a declaration is an implementation of the method.
func (m *method) isImplementedBy(pkg *payload.Package, decl *ast.FuncDecl) bool {
	if decl.Recv == nil || decl.Body == nil || decl.Name.Name != m.fn.Name() {
		return false
	}
	fn, ok := pkg.Info.Defs[decl.Name].(*types.Func)
	iface, isIface := m.fn.Signature().Recv().Type().Underlying().(*types.Interface)
	return ok && isIface && types.Implements(fn.Signature().Recv().Type(), iface)
}

// calls reports whether a call calls a function of the package, by its name or through an
// interface.
func calls(pkg *payload.Package, call *ast.CallExpr, fn types.Object) bool {
	called, isFunc := callee(pkg.Info, call).(*types.Func)
	if isFunc && (called == fn || called.Name() != fn.Name()) {
		return called == fn
	}
	m := methodOf(pkg, call)
	return m != nil && slices.ContainsFunc(m.impls, func(d *ast.FuncDecl) bool { return pkg.Info.Defs[d.Name] == fn })
}

// implementations understands all that a call through an interface can call as functions
// that make the body.
func (f *armFinder) implementations(call *ast.CallExpr, m *method) bool {
	if len(f.way) > 0 {
		return false
	}
	for _, decl := range m.impls {
		if results := decl.Type.Results; results == nil || len(results.List[0].Names) > 0 {
			return false
		}
		if !f.entered(&Builder{Func: decl, Calls: []*ast.CallExpr{call}, Method: m.field}) {
			return f.fails(decl, "%s is not understood", decl.Name.Name)
		}
	}
	return true
}

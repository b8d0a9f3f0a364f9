// Package sdk tells the types of the AWS SDK for Bedrock Runtime apart.
package sdk

import (
	"go/ast"
	"go/types"
	"slices"
)

// The packages of the SDK.
const (
	Client    = "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	Types     = Client + "/types"
	Documents = Client + "/document"
)

// ImportedBy reports whether a package imports one of them.
func ImportedBy(pkg *types.Package) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool {
		return p.Path() == Client || p.Path() == Types || p.Path() == Documents
	})
}

// Is reports whether t, or what it points to, is the named type of a package of the SDK.
func Is(t types.Type, pkg, name string) bool {
	n := named(t)
	return n != nil && n.Obj().Name() == name && n.Obj().Pkg().Path() == pkg
}

// TypeName is the name of t, or of what it points to, when it is declared in the SDK's
// types package; else "".
func TypeName(t types.Type) string {
	if n := named(t); n != nil && n.Obj().Pkg().Path() == Types {
		return n.Obj().Name()
	}
	return ""
}

// named returns the named type that t is or points to, if a package declares it.
func named(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	return n
}

// IsPointer reports whether t is a pointer.
func IsPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// Method returns the name and the receiver expression of a method call; name is "" when
// the call is none.
func Method(info *types.Info, call *ast.CallExpr) (recv ast.Expr, name string) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, ""
	}
	if s := info.Selections[sel]; s == nil || s.Kind() != types.MethodVal {
		return nil, ""
	}
	return sel.X, sel.Sel.Name
}

// Func returns the declared function that a call names, or nil.
func Func(info *types.Info, call *ast.CallExpr) *types.Func {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
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

// IsFunc reports whether a call names the package-level function or method of that full
// name, such as "encoding/json.Marshal".
func IsFunc(info *types.Info, call *ast.CallExpr, names ...string) bool {
	fn := Func(info, call)
	return fn != nil && slices.Contains(names, fn.FullName())
}

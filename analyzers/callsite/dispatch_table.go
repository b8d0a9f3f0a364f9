package callsite

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/bedrocklint/bedrocklint/payload"
)

// tableOf is what a call can call that takes a function out of a table of the package:
//
//	var builders = map[string]func(prompt string) ([]byte, error){"meta": llamaBody, …}
//	…
//	body, err := builders[provider](prompt)
//
// It is a method without a name, whose implementations are the functions in the table. It
// is nil for another call, and where more is done with the table, or with a function in
// it.
func tableOf(pkg *payload.Package, call *ast.CallExpr) *method {
	table := tableVar(pkg, call)
	if table == nil || table.Exported() && pkg.Types.Name() != "main" || len(mentions(pkg, table)) != 2 {
		return nil
	}
	lit := valueOf(pkg, table)
	if lit == nil {
		return nil
	}
	typ, ok := lit.Type.(*ast.MapType)
	if !ok {
		return nil
	}
	sig := funcTypeOf(pkg, typ.Value)
	if sig == nil {
		return nil
	}
	m := &method{field: &ast.Field{Type: sig}}
	for _, e := range lit.Elts {
		decl := inTable(pkg, e)
		if decl == nil {
			return nil
		}
		m.impls = append(m.impls, decl)
	}
	return m
}

// tableVar is the package's variable that a call takes its function from: at once, or by a
// variable that is for nothing else.
func tableVar(pkg *payload.Package, call *ast.CallExpr) types.Object {
	fun := ast.Unparen(call.Fun)
	if id, ok := fun.(*ast.Ident); ok {
		fun = onlyValue(pkg, id)
	}
	index, ok := fun.(*ast.IndexExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(index.X).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := pkg.Info.Uses[id].(*types.Var)
	if !ok || v.Parent() != pkg.Types.Scope() {
		return nil
	}
	return v
}

// onlyValue is the value that a variable is declared with, which is read once; else nil.
func onlyValue(pkg *payload.Package, id *ast.Ident) ast.Expr {
	v, ok := pkg.Info.Uses[id].(*types.Var)
	if !ok {
		return nil
	}
	ids := mentions(pkg, v)
	if len(ids) != 2 {
		return nil
	}
	path, _ := astutil.PathEnclosingInterval((&Site{}).fileOf(pkg, ids[0]), ids[0].Pos(), ids[0].End())
	set, ok := path[1].(*ast.AssignStmt)
	if !ok || set.Tok != token.DEFINE || len(set.Rhs) != 1 || set.Lhs[0] != ast.Expr(ids[0]) {
		return nil
	}
	return ast.Unparen(set.Rhs[0])
}

// valueOf is the literal that a package's variable is declared with.
func valueOf(pkg *payload.Package, v types.Object) *ast.CompositeLit {
	var lit *ast.CompositeLit
	for _, file := range pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && len(spec.Names) == 1 && len(spec.Values) == 1 && pkg.Info.Defs[spec.Names[0]] == v {
				lit, _ = spec.Values[0].(*ast.CompositeLit)
			}
			return lit == nil
		})
	}
	return lit
}

// funcTypeOf is the syntax of a type of functions: itself, or the declaration of a type of
// the package that is named nowhere else.
func funcTypeOf(pkg *payload.Package, e ast.Expr) *ast.FuncType {
	if sig, ok := e.(*ast.FuncType); ok {
		return sig
	}
	id, ok := e.(*ast.Ident)
	if !ok || id.IsExported() && pkg.Types.Name() != "main" {
		return nil
	}
	obj := pkg.Info.Uses[id]
	if obj == nil || len(mentions(pkg, obj)) != 2 {
		return nil
	}
	var sig *ast.FuncType
	for _, file := range pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok && pkg.Info.Defs[spec.Name] == obj {
				sig, _ = spec.Type.(*ast.FuncType)
			}
			return sig == nil
		})
	}
	return sig
}

// inTable is the function that an element of a table names; nil where it has another use.
func inTable(pkg *payload.Package, e ast.Expr) *ast.FuncDecl {
	kv, ok := e.(*ast.KeyValueExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(kv.Value).(*ast.Ident)
	if !ok {
		return nil
	}
	fn, ok := pkg.Info.Uses[id].(*types.Func)
	if !ok || fn.Exported() && pkg.Types.Name() != "main" || len(mentions(pkg, fn)) != 2 {
		return nil
	}
	return declOf(pkg, fn)
}

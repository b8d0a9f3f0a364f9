package gocode

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"go/types"

	"github.com/bedrocklint/bedrocklint/payload"
)

// source is an expression as it is to be written at the call.
type source struct {
	text string
	expr ast.Expr // for its kind: whether it needs parentheses
}

// resolve brings an expression to the call: every name in it must mean there what it
// means where the expression was read. The error says which name does not.
func (p *printer) resolve(o payload.Origin) (source, error) {
	if o.Expr == nil {
		return source{}, fmt.Errorf("no single expression stands for the value")
	}
	e, err := p.bring(o.Expr, o.Frame)
	if err != nil {
		return source{}, err
	}
	p.code.Moved = append(p.code.Moved, o.Expr)
	if e == o.Expr {
		if s, ok := p.original(e); ok {
			return source{s, e}, nil
		}
	}
	return source{printed(e), e}, nil
}

// frozen is the variable that holds an expression which means another value at the call.
func (p *printer) frozen(o payload.Origin) (source, bool) {
	if p.site.Snapshot == nil || o.Expr == nil || o.Frame == nil || !p.encloses(o.Frame) {
		return source{}, false
	}
	name, ok := p.site.Snapshot(o.Expr)
	return source{name, ast.NewIdent(name)}, ok
}

// original is the expression's own text in its file.
func (p *printer) original(e ast.Expr) (string, bool) {
	if p.site.Source == nil || p.site.Fset == nil || !e.Pos().IsValid() {
		return "", false
	}
	file := p.site.Fset.File(e.Pos())
	if file == nil || !e.End().IsValid() {
		return "", false
	}
	src, err := p.site.Source(file.Name())
	if err != nil {
		return "", false
	}
	from, to := file.Offset(e.Pos()), file.Offset(e.End())
	if from >= to || to > len(src) {
		return "", false
	}
	return string(src[from:to]), true
}

// printed prints a syntax tree on one line: with an empty file set, no node has a
// position that would ask for a line break.
func printed(n any) string {
	var buf bytes.Buffer
	if err := format.Node(&buf, token.NewFileSet(), n); err != nil {
		return "" // a bytes.Buffer does not fail, and the tree comes from the type checker
	}
	return buf.String()
}

// bring returns the expression with every name replaced that has another one at the
// call. An expression in which nothing changes is returned itself, not a copy.
func (p *printer) bring(e ast.Expr, f *payload.Frame) (ast.Expr, error) {
	if name, ok := p.site.Held[e]; ok && e != nil {
		return ast.NewIdent(name), nil
	}
	switch e := e.(type) {
	case nil:
		return nil, nil
	case *ast.Ident:
		return p.bringIdent(e, f)
	case *ast.SelectorExpr:
		return p.bringSelector(e, f)
	case *ast.BasicLit:
		return e, nil
	case *ast.FuncLit:
		return nil, fmt.Errorf("contains a function literal")
	}
	return rebuild(e, func(child ast.Expr) (ast.Expr, error) { return p.bring(child, f) })
}

func (p *printer) bringSelector(e *ast.SelectorExpr, f *payload.Frame) (ast.Expr, error) {
	// A qualified name is resolved as a whole: p.Name.
	if id, ok := e.X.(*ast.Ident); ok {
		if path, ok := p.packageOf(id, f); ok {
			return p.qualify(e, id, path), nil
		}
	}
	x, err := p.bring(e.X, f)
	if err != nil || x == e.X {
		return e, err
	}
	if value := fieldValue(x, e.Sel.Name); value != nil {
		return value, nil
	}
	return &ast.SelectorExpr{X: x, Sel: e.Sel}, nil
}

// fieldValue gives the value of a field that a struct literal spells out: an argument
// that was one must not be written twice.
func fieldValue(x ast.Expr, field string) ast.Expr {
	x = ast.Unparen(x)
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	lit, ok := x.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return nil
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == field {
			return kv.Value
		}
	}
	return nil
}

// packageOf gives the import path if the identifier names a package.
func (p *printer) packageOf(id *ast.Ident, f *payload.Frame) (string, bool) {
	if path, ok := p.made[id]; ok {
		return path, true
	}
	if f == nil || f.Info == nil {
		return "", false
	}
	if name, ok := f.Info.Uses[id].(*types.PkgName); ok {
		return name.Imported().Path(), true
	}
	return "", false
}

func (p *printer) qualify(e *ast.SelectorExpr, id *ast.Ident, path string) ast.Expr {
	if local := p.names.Import(path, id.Name); local != id.Name {
		return &ast.SelectorExpr{X: ast.NewIdent(local), Sel: e.Sel}
	}
	return e
}

func (p *printer) bringIdent(id *ast.Ident, f *payload.Frame) (ast.Expr, error) {
	if name, ok := p.elems[id]; ok {
		return ast.NewIdent(name), nil
	}
	obj := objectOf(id, f)
	if obj == nil || id.Name == "_" {
		return id, nil // a name made by the engine or the mapping: true, nil, string
	}
	if field, ok := obj.(*types.Var); ok && field.IsField() {
		return id, nil // the key of a struct literal is in no scope
	}
	if name, ok := p.renamed[obj]; ok {
		if name == id.Name {
			return id, nil
		}
		return ast.NewIdent(name), nil
	}
	if !p.encloses(f) {
		if arg, ok := f.Args[obj]; ok {
			return p.bringArg(id, arg)
		}
	}
	return p.bringNamed(id, obj)
}

// bringArg replaces a parameter by the argument it is bound to.
func (p *printer) bringArg(id *ast.Ident, arg payload.Origin) (ast.Expr, error) {
	if arg.Expr == nil {
		return nil, fmt.Errorf("%s is a parameter whose argument is not one expression", id.Name)
	}
	return p.bring(arg.Expr, arg.Frame)
}

// bringNamed handles a name that stands for itself: it must be visible at the call.
func (p *printer) bringNamed(id *ast.Ident, obj types.Object) (ast.Expr, error) {
	_, found := p.scope().LookupParent(id.Name, p.site.At)
	switch {
	case found == obj:
		p.reads(obj)
		return id, nil
	case obj.Pkg() == nil:
		return nil, fmt.Errorf("%s is redeclared at the call", id.Name)
	case obj.Parent() != obj.Pkg().Scope():
		return nil, fmt.Errorf("%s is not in scope at the call", id.Name)
	case obj.Pkg() == p.site.Pkg:
		return nil, fmt.Errorf("%s is hidden by another declaration at the call", id.Name)
	case !obj.Exported():
		return nil, fmt.Errorf("%s is not exported by package %s", id.Name, obj.Pkg().Path())
	}
	pkg := ast.NewIdent(p.names.Import(obj.Pkg().Path(), obj.Pkg().Name()))
	return &ast.SelectorExpr{X: pkg, Sel: ast.NewIdent(id.Name)}, nil
}

// scope is the innermost scope at the call.
func (p *printer) scope() *types.Scope {
	if s := p.site.Pkg.Scope().Innermost(p.site.At); s != nil {
		return s
	}
	return p.site.Pkg.Scope()
}

// encloses reports whether the frame is the activation of a function around the call:
// its parameters and variables are then in scope, under their own names.
func (p *printer) encloses(f *payload.Frame) bool {
	if f.Fn == nil || f.Fn == p.site.Func {
		return true
	}
	return f.Fn.Pos() <= p.site.At && p.site.At < f.Fn.End()
}

func (p *printer) reads(obj types.Object) {
	switch obj.(type) {
	case *types.Var, *types.Const:
	default:
		return
	}
	if obj.Pkg() == nil || p.read[obj] {
		return
	}
	p.read[obj] = true
	p.code.Reads = append(p.code.Reads, obj)
}

func objectOf(id *ast.Ident, f *payload.Frame) types.Object {
	if f == nil || f.Info == nil {
		return nil
	}
	if obj := f.Info.Uses[id]; obj != nil {
		return obj
	}
	return f.Info.Defs[id]
}

package callsite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/bedrocklint/bedrocklint/payload"
)

// armFinder looks for what makes the body of a call, from the input backwards.
type armFinder struct {
	pkg  *payload.Package
	site *Site
	out  *Dispatch

	known map[*ast.Ident]bool // mentions of the variables that were understood
	why   string              // what was not
}

// fails notes why there is no dispatch.
func (f *armFinder) fails(at ast.Node, format string, args ...any) bool {
	if f.why == "" {
		f.why = fmt.Sprintf("in line %d, ", f.pkg.Fset.Position(at.Pos()).Line) + fmt.Sprintf(format, args...)
	}
	return false
}

// tangledUp says what is not understood of the dispatch, for a message.
func (j *judge) tangledUp() string {
	if j.tangled == "" {
		return ""
	}
	return ", and " + j.tangled
}

// find fills in the dispatch but for the sites of its arms. It is false where something
// else is done with the body as well.
func (f *armFinder) find() bool {
	f.known = map[*ast.Ident]bool{}
	body := f.bodyExpr()
	if body == nil || !f.made(body) {
		return false
	}
	for _, v := range f.out.Vars {
		for _, id := range f.mentions(v) {
			if !f.known[id] {
				return f.fails(id, "%s is used otherwise as well", id.Name)
			}
		}
	}
	return true
}

// bodyExpr is what the input is given as its body.
func (f *armFinder) bodyExpr() ast.Expr {
	switch set := f.site.Request.Sets["Body"].(type) {
	case *ast.KeyValueExpr:
		return set.Value
	case *ast.AssignStmt:
		if len(set.Lhs) == 1 && len(set.Rhs) == 1 {
			return set.Rhs[0]
		}
	}
	return nil
}

// made understands an expression for the body.
func (f *armFinder) made(e ast.Expr) bool {
	e = ast.Unparen(e)
	if id, ok := e.(*ast.Ident); ok {
		return f.variable(id)
	}
	if call, ok := e.(*ast.CallExpr); ok {
		return f.builder(call)
	}
	return false
}

// variable understands a local variable that holds the body, or what is encoded.
func (f *armFinder) variable(id *ast.Ident) bool {
	v, ok := f.pkg.Info.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Parent() == nil || v.Parent() == f.pkg.Types.Scope() {
		return false
	}
	f.known[id] = true
	if slices.Contains(f.out.Vars, types.Object(v)) {
		return true
	}
	f.out.Vars = append(f.out.Vars, v)
	sets := f.assignments(v)
	if len(sets) == 1 {
		return f.only(sets[0])
	}
	for _, set := range sets {
		f.out.Arms = append(f.out.Arms, &Arm{Value: set.Rhs[0], Stmt: set})
	}
	return len(sets) > 1
}

// only understands the one assignment to a variable: of a builder's result, or of another
// variable encoded.
func (f *armFinder) only(set *ast.AssignStmt) bool {
	call, ok := ast.Unparen(set.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return false
	}
	if arg, ok := f.encoded(call); ok {
		f.out.Encodes = append(f.out.Encodes, set)
		return f.variable(arg)
	}
	return f.builder(call)
}

// encoded is the variable that a call of an encoder encodes.
func (f *armFinder) encoded(call *ast.CallExpr) (*ast.Ident, bool) {
	fn, ok := callee(f.pkg.Info, call).(*types.Func)
	if !ok || !payload.Encodes(fn) || len(call.Args) == 0 {
		return nil, false
	}
	id, ok := ast.Unparen(call.Args[0]).(*ast.Ident)
	return id, ok
}

// builder understands a function of the package that makes the body.
func (f *armFinder) builder(call *ast.CallExpr) bool {
	decl := f.ownFunc(call)
	if decl == nil || f.out.Builder != nil {
		return false
	}
	f.out.Builder, f.out.BuilderCall, f.out.Shared = decl, call, shared(f.pkg, decl, 1)
	ok := true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			ok = ok && f.returned(n)
		}
		return ok
	})
	return ok && len(f.out.Arms) > 1
}

// returned understands one return statement of a builder.
func (f *armFinder) returned(ret *ast.ReturnStmt) bool {
	if len(ret.Results) == 0 {
		return false
	}
	e := ast.Unparen(ret.Results[0])
	if f.pkg.Info.Types[e].IsNil() {
		return true
	}
	if id, ok := e.(*ast.Ident); ok {
		f.out.Returns = append(f.out.Returns, ret)
		return f.variable(id)
	}
	if call, ok := e.(*ast.CallExpr); ok && len(ret.Results) == 1 {
		if id, ok := f.encoded(call); ok && len(f.assignments(f.pkg.Info.Uses[id])) > 1 {
			f.out.Returns = append(f.out.Returns, ret)
			return f.variable(id)
		}
	}
	f.out.Arms = append(f.out.Arms, &Arm{Value: ret.Results[0], Stmt: ret})
	return true
}

// assignments are the statements that give a variable a value, in source order.
func (f *armFinder) assignments(v types.Object) []*ast.AssignStmt {
	var out []*ast.AssignStmt
	for _, id := range f.mentions(v) {
		path, _ := astutil.PathEnclosingInterval(f.site.fileOf(f.pkg, id), id.Pos(), id.End())
		if len(path) < 2 {
			continue
		}
		set, ok := path[1].(*ast.AssignStmt)
		if ok && len(set.Rhs) == 1 && set.Lhs[0] == ast.Expr(id) {
			f.known[id] = true
			out = append(out, set)
		}
		if spec, ok := path[1].(*ast.ValueSpec); ok && len(spec.Values) == 0 && len(spec.Names) == 1 {
			f.known[id] = true
		}
	}
	return out
}

// mentions are the identifiers of the package that stand for an object, in source order.
func (f *armFinder) mentions(obj types.Object) []*ast.Ident { return mentions(f.pkg, obj) }

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

// fileOf is the file that a node of the package stands in.
func (s *Site) fileOf(pkg *payload.Package, n ast.Node) *ast.File {
	for _, file := range pkg.Files {
		if file.FileStart <= n.Pos() && n.Pos() < file.FileEnd {
			return file
		}
	}
	return s.File
}

// elsewhere is the code that makes the bodies of all other arms: the branches that they
// stand in, and the functions that they call.
func (f *armFinder) elsewhere(arm *Arm) []ast.Node {
	own := f.madeBy(arm)
	var out []ast.Node
	for _, other := range f.out.Arms {
		for _, n := range f.madeBy(other) {
			if other != arm && !slices.Contains(own, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// madeBy is the branch that an arm stands in, and the function of the package that it
// calls.
func (f *armFinder) madeBy(arm *Arm) []ast.Node {
	var out []ast.Node
	if call, ok := ast.Unparen(arm.Value).(*ast.CallExpr); ok {
		if decl := f.ownFunc(call); decl != nil {
			out = append(out, decl)
		}
	}
	path, _ := astutil.PathEnclosingInterval(f.site.fileOf(f.pkg, arm.Stmt), arm.Stmt.Pos(), arm.Stmt.End())
	for i, n := range path[1:] {
		switch n.(type) {
		case *ast.IfStmt:
			return append(out, path[i])
		case *ast.CaseClause:
			return append(out, n)
		}
	}
	return out
}

// ownFunc is the declaration of the function of the package that a call calls.
func (f *armFinder) ownFunc(call *ast.CallExpr) *ast.FuncDecl { return ownFunc(f.pkg, call) }

func ownFunc(pkg *payload.Package, call *ast.CallExpr) *ast.FuncDecl {
	fn, ok := callee(pkg.Info, call).(*types.Func)
	if !ok {
		return nil
	}
	return declOf(pkg, fn)
}

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

// place finds out how the bytes reach the decoder: as the body of the output in the
// call's own function, or by the one call of a function that has no other source.
func (r *Reader) place(j *judge) bool {
	if len(r.Decode.Args) == 0 {
		return false
	}
	s := j.site
	if s.Func != nil && s.Func.Pos() <= r.Decode.Pos() && r.Decode.End() <= s.Func.End() {
		sel, ok := ast.Unparen(r.Decode.Args[0]).(*ast.SelectorExpr)
		return ok && j.isBody(sel)
	}
	id, ok := ast.Unparen(r.Decode.Args[0]).(*ast.Ident)
	if !ok {
		return false
	}
	for _, file := range j.pkg.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= r.Decode.Pos() && r.Decode.End() <= fn.End() {
				r.Func = fn
			}
		}
	}
	return r.Func != nil && r.param(j, j.pkg.Info.Uses[id])
}

// param finds the parameter by which the reader's function is handed the body, and the
// calls that do.
func (r *Reader) param(j *judge, v types.Object) bool {
	i := 0
	for _, field := range r.Func.Type.Params.List {
		if len(field.Names) == 1 && j.pkg.Info.Defs[field.Names[0]] == v {
			r.Param = field
			break
		}
		i += max(1, len(field.Names))
	}
	if r.Param == nil {
		return false
	}
	fn := j.pkg.Info.Defs[r.Func.Name]
	ast.Inspect(j.site.Func, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || callee(j.pkg.Info, call) != fn || i >= len(call.Args) {
			return true
		}
		if sel, ok := ast.Unparen(call.Args[i]).(*ast.SelectorExpr); ok && j.isBody(sel) {
			r.Calls = append(r.Calls, call)
		}
		return true
	})
	r.Shared = shared(j.pkg, r.Func, len(r.Calls))
	return len(r.Calls) > 0
}

// isBody reports whether an expression is the body of the call's output.
func (j *judge) isBody(sel *ast.SelectorExpr) bool {
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	return ok && sel.Sel.Name == "Body" && j.site.Response.Output != nil && j.pkg.Info.ObjectOf(id) == j.site.Response.Output
}

// outputOnce reports whether the variable of the output has it of this call alone.
func (j *judge) outputOnce() bool {
	n := 0
	for _, id := range mentions(j.pkg, j.site.Response.Output) {
		path, _ := astutil.PathEnclosingInterval(j.site.fileOf(j.pkg, id), id.Pos(), id.End())
		if set, ok := path[1].(*ast.AssignStmt); ok && slices.Contains(set.Lhs, ast.Expr(id)) {
			n++
		}
	}
	return n <= 1
}

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
	flat  bool                // only the outermost function is a builder
	way   []*ast.CallExpr     // of builders that are being looked at, innermost first
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
	for _, b := range f.out.Builders {
		if b.Method == nil {
			b.Shared = shared(f.pkg, b.Func, len(b.Calls))
		}
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

// arm adds an arm, or a function that makes bodies.
func (f *armFinder) arm(value ast.Expr, stmt ast.Stmt) {
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if ok && !f.flat && !ignoresError(stmt) && f.builder(call) {
		return
	}
	if ok && !f.flat && f.encodedCall(call, stmt) {
		return
	}
	f.out.Arms = append(f.out.Arms, &Arm{Value: value, Stmt: stmt, way: f.way})
}

// encodedCall understands a call of an encoder that is given what a builder returns:
// json.Marshal(buildRequest(…)).
func (f *armFinder) encodedCall(call *ast.CallExpr, stmt ast.Stmt) bool {
	fn, ok := callee(f.pkg.Info, call).(*types.Func)
	if !ok || !payload.Encodes(fn) || len(call.Args) == 0 {
		return false
	}
	inner, ok := ast.Unparen(call.Args[0]).(*ast.CallExpr)
	if !ok {
		return false
	}
	if decl := f.ownFunc(inner); decl == nil || decl.Type.Results.NumFields() != 1 || methodOf(f.pkg, inner) != nil {
		return false
	}
	switch stmt.(type) {
	case *ast.AssignStmt, *ast.ReturnStmt:
		return f.builder(inner)
	}
	return false
}

// ignoresError reports whether a statement throws an error away. What comes with one is no
// request that could be sent, where a body was one that the service refused.
func ignoresError(stmt ast.Stmt) bool {
	set, ok := stmt.(*ast.AssignStmt)
	if !ok || len(set.Lhs) < 2 {
		return false
	}
	id, ok := set.Lhs[1].(*ast.Ident)
	return ok && id.Name == "_"
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
	if decl, field, i := f.parameter(v); field != nil {
		return f.wrapper(v, decl, field, i)
	}
	f.out.Vars = append(f.out.Vars, v)
	sets := f.assignments(v)
	if len(sets) == 1 {
		return f.only(sets[0])
	}
	for _, set := range sets {
		f.arm(set.Rhs[0], set)
	}
	return len(sets) > 1
}

// only understands the one assignment to a variable: of another variable encoded, of a
// builder's result, or of the body itself.
func (f *armFinder) only(set *ast.AssignStmt) bool {
	call, ok := ast.Unparen(set.Rhs[0]).(*ast.CallExpr)
	if !ok {
		return false
	}
	arg, encodes := f.encoded(call)
	if encodes && f.several(f.pkg.Info.Uses[arg]) {
		f.out.Encodes = append(f.out.Encodes, set)
		return f.variable(arg)
	}
	if !ignoresError(set) && f.builder(call) || f.encodedCall(call, set) {
		return true
	}
	if f.out.Wrapper != nil {
		f.out.Arms = append(f.out.Arms, &Arm{Value: set.Rhs[0], Stmt: set, way: f.way})
		return true
	}
	return false
}

// several reports whether a variable is not worth a look for one value: it has several,
// or those that callers give it.
func (f *armFinder) several(v types.Object) bool {
	if v == nil {
		return false
	}
	if _, field, _ := f.parameter(v); field != nil {
		return f.out.Wrapper == nil
	}
	return len(f.assignments(v)) > 1
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
	if len(arm.way) > 1 {
		out = append(out, f.ownFunc(arm.way[0]))
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

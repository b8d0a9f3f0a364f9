package callsite

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
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
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && !f.flat && !ignoresError(stmt) && f.builder(call) {
		return
	}
	f.out.Arms = append(f.out.Arms, &Arm{Value: value, Stmt: stmt, way: f.way})
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
	if !ignoresError(set) && f.builder(call) {
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

// builder understands a function of the package that makes the body. Where it cannot,
// nothing is left of the attempt.
func (f *armFinder) builder(call *ast.CallExpr) bool {
	decl := f.ownFunc(call)
	if m := methodOf(f.pkg, call); m != nil {
		return f.implementations(call, m)
	}
	if decl == nil || len(f.way) > 3 {
		return false
	}
	for _, b := range f.out.Builders {
		if b.Func == decl {
			b.Calls = append(b.Calls, call)
			return !slices.ContainsFunc(f.way, func(c *ast.CallExpr) bool { return f.ownFunc(c) == decl })
		}
	}
	if results := decl.Type.Results; results == nil || len(results.List[0].Names) > 0 {
		return false
	}
	return f.entered(&Builder{Func: decl, Calls: []*ast.CallExpr{call}})
}

// entered understands the body of a builder.
func (f *armFinder) entered(b *Builder) bool {
	decl, call := b.Func, b.Calls[0]
	before, known, way := f.out.clone(), maps.Clone(f.known), f.way
	f.out.Builders = append(f.out.Builders, b)
	f.way = append([]*ast.CallExpr{call}, way...)
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
	f.way = way
	if !ok || len(f.out.Arms) == len(before.Arms) {
		f.out, f.known = before, known
		return false
	}
	return true
}

// clone copies what an attempt to understand a builder changes.
func (d *Dispatch) clone() *Dispatch {
	out := *d
	out.Builders = nil
	for _, b := range d.Builders {
		same := *b
		out.Builders = append(out.Builders, &same)
	}
	return &out
}

// returned understands one return statement of a builder.
func (f *armFinder) returned(ret *ast.ReturnStmt) bool {
	if len(ret.Results) == 0 {
		return false
	}
	e := ast.Unparen(ret.Results[0])
	if f.pkg.Info.Types[e].IsNil() {
		return len(ret.Results) > 1 && !f.pkg.Info.Types[ret.Results[1]].IsNil()
	}
	if id, ok := e.(*ast.Ident); ok {
		f.out.Returns = append(f.out.Returns, ret)
		return f.variable(id)
	}
	if call, ok := e.(*ast.CallExpr); ok && len(ret.Results) == 1 {
		if id, ok := f.encoded(call); ok && f.several(f.pkg.Info.Uses[id]) {
			f.out.Returns = append(f.out.Returns, ret)
			return f.variable(id)
		}
	}
	f.arm(ret.Results[0], ret)
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
// call's own function, or as a parameter of functions that it hands them to.
func (r *Reader) place(j *judge, d *Dispatch) bool {
	return len(r.Decode.Args) > 0 && r.from(j, d, r.Decode.Args[0])
}

// from follows the body from a use of it back to the output.
func (r *Reader) from(j *judge, d *Dispatch, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return j.isBody(e)
	case *ast.Ident:
		if v := j.pkg.Info.Uses[e]; d.Wrapper != nil && d.Wrapper.gives(j, v) {
			r.Var = v
			return true
		}
		h := Handover{Func: j.funcAround(e)}
		if h.Func == nil || len(r.Way) > 3 || slices.ContainsFunc(r.Way, func(o Handover) bool { return o.Func == h.Func }) {
			return false
		}
		args := h.handed(j, j.pkg.Info.Uses[e])
		if len(args) == 0 {
			return false
		}
		r.Way = append(r.Way, h)
		// All of them come from one function: the next on the way, or the call's.
		for _, arg := range args[1:] {
			if j.funcAround(arg) != j.funcAround(args[0]) || !j.sameBody(args[0], arg) {
				return false
			}
		}
		return r.from(j, d, args[0])
	}
	return false
}

// sameBody reports whether two arguments are the same variable, or both the body.
func (j *judge) sameBody(a, b ast.Expr) bool {
	x, okX := ast.Unparen(a).(*ast.Ident)
	y, okY := ast.Unparen(b).(*ast.Ident)
	if okX && okY {
		return j.pkg.Info.Uses[x] == j.pkg.Info.Uses[y]
	}
	s, okS := ast.Unparen(a).(*ast.SelectorExpr)
	t, okT := ast.Unparen(b).(*ast.SelectorExpr)
	return okS && okT && j.isBody(s) && j.isBody(t)
}

// funcAround is the declaration of the function that n stands in.
func (j *judge) funcAround(n ast.Node) *ast.FuncDecl {
	for _, file := range j.pkg.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= n.Pos() && n.End() <= fn.End() {
				return fn
			}
		}
	}
	return nil
}

// handed finds the parameter by which a function is handed the body, and the calls that
// do: those that another function on the way, or the call's own, can make. It returns
// what they hand over.
func (h *Handover) handed(j *judge, v types.Object) []ast.Expr {
	i := 0
	for _, field := range h.Func.Type.Params.List {
		if len(field.Names) == 1 && j.pkg.Info.Defs[field.Names[0]] == v {
			h.Param = field
			break
		}
		i += max(1, len(field.Names))
	}
	if h.Param == nil {
		return nil
	}
	fn := j.pkg.Info.Defs[h.Func.Name]
	var args []ast.Expr
	for _, file := range j.pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && calls(j.pkg, call, fn) && i < len(call.Args) && j.follows(call) {
				h.Calls = append(h.Calls, call)
				args = append(args, call.Args[i])
			}
			return true
		})
	}
	h.Index = i
	if len(h.Calls) == 1 {
		if m := methodOf(j.pkg, h.Calls[0]); m != nil {
			h.Method = m.field
			return args
		}
	}
	h.Shared = shared(j.pkg, h.Func, len(h.Calls))
	return args
}

// follows reports whether the answer of the site's call was followed to a call of a
// function that it is handed to: one of the frames in which it is read was entered there.
func (j *judge) follows(call *ast.CallExpr) bool {
	entered := func(f *payload.Frame) bool {
		for ; f != nil; f = f.Caller {
			if f.Call == call {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(j.site.Response.Uses, func(u payload.Use) bool { return entered(u.Frame) })
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

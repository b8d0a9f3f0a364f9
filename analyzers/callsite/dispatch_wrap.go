package callsite

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// parameter is the field of a function's declaration that declares v, with the index of
// the parameter; nil when v is none.
func (f *armFinder) parameter(v types.Object) (*ast.FuncDecl, *ast.Field, int) {
	for _, file := range f.pkg.Files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || v.Pos() < decl.Pos() || decl.End() <= v.Pos() {
				continue
			}
			i := 0
			for _, field := range decl.Type.Params.List {
				if len(field.Names) == 1 && f.pkg.Info.Defs[field.Names[0]] == v {
					return decl, field, i
				}
				i += max(1, len(field.Names))
			}
		}
	}
	return nil, nil, 0
}

// wrapper understands a parameter of the site's own function as the body: every caller
// then makes one, and reads the answer that belongs to it.
func (f *armFinder) wrapper(v types.Object, decl *ast.FuncDecl, field *ast.Field, i int) bool {
	if f.out.Wrapper != nil || decl != f.site.Func || len(f.mentions(v)) != 2 {
		return false
	}
	w := &Wrapper{Func: decl, Param: field, Index: i}
	f.out.Wrapper = w
	f.known[field.Names[0]] = true
	for _, id := range f.mentions(f.pkg.Info.Defs[decl.Name]) {
		if id == decl.Name {
			continue
		}
		call, stmt := f.callOf(id)
		if call == nil || stmt == nil || i >= len(call.Args) {
			return f.fails(id, "%s is not called", decl.Name.Name)
		}
		w.Calls = append(w.Calls, call)
		if !f.argument(call.Args[i], stmt) {
			return f.fails(call, "what %s is given is not understood", decl.Name.Name)
		}
	}
	if shared(f.pkg, decl, len(w.Calls)) {
		return f.fails(decl.Name, "others may call %s", decl.Name.Name)
	}
	f.bodyReturns(w)
	return len(w.Calls) > 0
}

// callOf is the call of the function that id names, and the statement around it.
func (f *armFinder) callOf(id *ast.Ident) (*ast.CallExpr, ast.Stmt) {
	path, _ := astutil.PathEnclosingInterval(f.site.fileOf(f.pkg, id), id.Pos(), id.End())
	var call *ast.CallExpr
	for i, n := range path {
		if c, ok := n.(*ast.CallExpr); ok && call == nil && callee(f.pkg.Info, c) == f.pkg.Info.Uses[id] {
			call = c
		}
		if stmt, ok := n.(ast.Stmt); ok && call != nil && i+1 < len(path) {
			switch path[i+1].(type) {
			case *ast.BlockStmt, *ast.CaseClause:
				return call, stmt
			}
		}
	}
	return nil, nil
}

// argument understands what a caller gives the wrapper.
func (f *armFinder) argument(arg ast.Expr, stmt ast.Stmt) bool {
	if id, ok := ast.Unparen(arg).(*ast.Ident); ok {
		if v, ok := f.pkg.Info.Uses[id].(*types.Var); ok && v.Parent() != f.pkg.Types.Scope() {
			sets := f.assignments(v)
			made := len(sets) > 1
			if len(sets) == 1 {
				_, made = ast.Unparen(sets[0].Rhs[0]).(*ast.CallExpr)
			}
			if made {
				return f.variable(id)
			}
		}
	}
	f.out.Arms = append(f.out.Arms, &Arm{Value: arg, Stmt: stmt, Arg: true, way: f.way})
	return true
}

// bodyReturns notes where the wrapper returns the answer's body, or the output.
func (f *armFinder) bodyReturns(w *Wrapper) {
	results := w.Func.Type.Results
	w.Whole = results != nil && sdkType(f.pkg.Info.TypeOf(results.List[0].Type)) == "InvokeModelOutput"
	out := f.site.Response.Output
	ast.Inspect(w.Func.Body, func(n ast.Node) bool {
		ret, ok := n.(*ast.ReturnStmt)
		if !ok || len(ret.Results) == 0 {
			return true
		}
		e := ast.Unparen(ret.Results[0])
		if w.Whole && e == ast.Expr(f.site.Call) {
			w.Returns = append(w.Returns, ret)
		}
		if sel, ok := e.(*ast.SelectorExpr); ok && !w.Whole && sel.Sel.Name == "Body" {
			e = ast.Unparen(sel.X)
		} else if !w.Whole {
			return true
		}
		if id, ok := e.(*ast.Ident); ok && out != nil && f.pkg.Info.Uses[id] == out {
			w.Returns = append(w.Returns, ret)
		}
		return true
	})
}

// gives reports whether a variable holds what one call of the wrapper returns, and nothing
// but decoders and functions read it.
func (w *Wrapper) gives(j *judge, v types.Object) bool {
	if len(w.Returns) == 0 || v == nil {
		return false
	}
	sets := 0
	for _, id := range mentions(j.pkg, v) {
		path, _ := astutil.PathEnclosingInterval(j.site.fileOf(j.pkg, id), id.Pos(), id.End())
		read := ast.Expr(id)
		if sel, ok := path[1].(*ast.SelectorExpr); ok && w.Whole && sel.Sel.Name == "Body" {
			read, path = sel, path[1:]
		}
		switch up := path[1].(type) {
		case *ast.AssignStmt:
			call, ok := ast.Unparen(up.Rhs[0]).(*ast.CallExpr)
			if !ok || len(up.Rhs) != 1 || up.Lhs[0] != ast.Expr(id) || !slices.Contains(w.Calls, call) || j.pkg.Info.Defs[id] == nil {
				return false
			}
			sets++
		case *ast.CallExpr:
			if !slices.Contains(up.Args, read) || w.Whole == (read == ast.Expr(id)) || !slices.Contains(j.site.Response.Decodes, up) && ownFunc(j.pkg, up) == nil {
				return false
			}
		default:
			return false
		}
	}
	return sets == 1
}

// wrapped looks at a wrapper whose callers make the bodies and read the answers: it moves
// together with them. Of callers that are understood each on their own, more is known than
// of all of them together.
func (j *judge) wrapped(r *resolver) {
	s := j.site
	if s.Dispatch != nil || s.Kept != "" || j.verdict == Keep || s.SDK != "v2" || s.Operation != InvokeModel ||
		s.Request == nil || s.Response == nil || j.otherMembers() {
		return
	}
	d, verdict, reasons := j.dispatched(r, false)
	if d == nil || d.Wrapper == nil {
		return
	}
	s.Dispatch = d
	if rank[verdict] < rank[j.verdict] {
		j.verdict, j.reasons = verdict, reasons
	}
}

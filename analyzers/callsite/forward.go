package callsite

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
)

// Forward is a function that hands its callers' inputs to the SDK, and the SDK's outputs to
// them: each of its callers is as good as a call of the SDK.
//
//	func (c *client) invoke(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error)
type Forward struct {
	Func    *ast.FuncDecl
	Param   *ast.Field // the input
	Callers []*Site    // those that are understood; Call is the call of Func
	Shared  bool       // Func has other callers, or may have
}

// forwarded looks at a function that forwards inputs and outputs. Where nobody else calls
// it, the site is what the worst of its callers is.
func (j *judge) forwarded(r *resolver) {
	s := j.site
	if s.Dispatch != nil || s.Kept != "" || s.SDK != "v2" || s.Operation != InvokeModel || j.verdict == Keep || s.viaForward || len(s.Call.Args) < 2 {
		return
	}
	f := j.forward()
	if f == nil {
		return
	}
	verdict, reasons := Rewrite, []Reason{}
	for _, id := range mentions(j.pkg, j.pkg.Info.Defs[f.Func.Name]) {
		if id == f.Func.Name {
			continue
		}
		caller := j.callerAt(r, f, id)
		if caller == nil {
			f.Shared = true
			continue
		}
		f.Callers = append(f.Callers, caller)
		reasons = append(reasons, caller.Reasons...)
		if rank[caller.Verdict] > rank[verdict] {
			verdict = caller.Verdict
		}
	}
	if len(f.Callers) == 0 {
		return
	}
	f.Shared = f.Shared || shared(j.pkg, f.Func, len(f.Callers))
	s.Forward = f
	if !f.Shared {
		j.verdict, j.reasons = verdict, reasons
	}
}

// forward recognises the function around the site as one that forwards.
func (j *judge) forward() *Forward {
	s := j.site
	decl, ok := s.Func.(*ast.FuncDecl)
	id, isIdent := ast.Unparen(s.Call.Args[1]).(*ast.Ident)
	if !ok || !isIdent || decl.Type.Results == nil || len(decl.Type.Results.List) != 2 || len(decl.Type.Results.List[0].Names) > 0 {
		return nil
	}
	finder := &armFinder{pkg: j.pkg, site: s}
	v := j.pkg.Info.Uses[id]
	if v == nil || len(mentions(j.pkg, v)) != 2 {
		return nil
	}
	around, field, i := finder.parameter(v)
	if around != decl || field == nil || i != 1 || !j.onlyReturned() {
		return nil
	}
	if sdkType(j.pkg.Info.TypeOf(decl.Type.Results.List[0].Type)) != "InvokeModelOutput" || sdkType(v.Type()) != "InvokeModelInput" {
		return nil
	}
	return &Forward{Func: decl, Param: field}
}

// sdkType is the name of the SDK's type that t points to, or "".
func sdkType(t types.Type) string {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return ""
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != sdkV2 {
		return ""
	}
	return named.Obj().Name()
}

// onlyReturned reports whether the site's function does nothing with the output but return it.
func (j *judge) onlyReturned() bool {
	out := j.site.Response
	if out == nil || out.Output == nil || out.Output.Pos() < j.site.Func.Pos() || j.site.Func.End() <= out.Output.Pos() {
		// Returned in place, or held by a caller's variable only.
		path, _ := astutil.PathEnclosingInterval(j.site.File, j.site.Call.Pos(), j.site.Call.End())
		return len(path) > 1 && isReturn(path[1])
	}
	for _, id := range mentions(j.pkg, out.Output) {
		path, _ := astutil.PathEnclosingInterval(j.site.File, id.Pos(), id.End())
		switch up := path[1].(type) {
		case *ast.ReturnStmt:
		case *ast.AssignStmt:
			if !slices.Contains(up.Lhs, ast.Expr(id)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func isReturn(n ast.Node) bool { _, ok := n.(*ast.ReturnStmt); return ok }

// callerAt is the site of a caller of a forwarding function, where it is understood.
func (j *judge) callerAt(r *resolver, f *Forward, id *ast.Ident) *Site {
	finder := &armFinder{pkg: j.pkg, site: j.site}
	call, _ := finder.callOf(id)
	if call == nil || len(call.Args) < 2 {
		return nil
	}
	file := j.site.fileOf(j.pkg, id)
	s := &Site{Call: call, File: file, Pkg: j.site.Pkg, Operation: j.site.Operation, SDK: j.site.SDK, fset: j.site.fset, viaForward: true}
	path, _ := astutil.PathEnclosingInterval(file, call.Pos(), call.End())
	for _, n := range path {
		switch n := n.(type) {
		case *ast.FuncLit:
			if s.Func == nil {
				s.Func = n
			}
		case *ast.FuncDecl:
			if s.Func == nil {
				s.Func = n
			}
			s.FuncName = declName(n)
		}
	}
	if s.Func == nil {
		return nil
	}
	r.resolve(j.pkg, s, call.Args[1], directives{})
	if rank[s.Verdict] > rank[RewriteWithNotes] {
		return nil
	}
	return s
}

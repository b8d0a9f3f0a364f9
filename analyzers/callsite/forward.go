package callsite

import (
	"go/ast"
	"go/token"
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
	Index   int        // of the parameter
	Types   []ast.Expr // that name the type of the input or the output, in Func
	Callers []*Site    // those that are understood; Call is the call of Func
	Shared  bool       // Func has other callers, or may have
}

// Input is the argument that is the input of the operation.
func (s *Site) Input() ast.Expr {
	if s.input != nil {
		return s.input
	}
	return s.Call.Args[1]
}

// forwarded looks at a function that forwards inputs and outputs. Where nobody else calls
// it, the site is what the worst of its callers is.
func (j *judge) forwarded(r *resolver) {
	s := j.site
	if s.Dispatch != nil || s.Kept != "" || s.SDK != "v2" || j.verdict == Keep || s.viaForward || len(s.Call.Args) < 2 {
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

// forward recognises the function around the site as one that forwards. It may do so in a
// loop, look at the model's id, and log what it likes.
func (j *judge) forward() *Forward {
	s := j.site
	decl, ok := s.Func.(*ast.FuncDecl)
	id, isIdent := ast.Unparen(s.Call.Args[1]).(*ast.Ident)
	if !ok || !isIdent || decl.Type.Results == nil || len(decl.Type.Results.List) != 2 || len(decl.Type.Results.List[0].Names) > 0 {
		return nil
	}
	v := j.pkg.Info.Uses[id]
	finder := &armFinder{pkg: j.pkg, site: s}
	if v == nil || sdkType(v.Type()) != string(s.Operation)+"Input" {
		return nil
	}
	around, field, i := finder.parameter(v)
	result := decl.Type.Results.List[0].Type
	if around != decl || field == nil || sdkType(j.pkg.Info.TypeOf(result)) != string(s.Operation)+"Output" {
		return nil
	}
	f := &Forward{Func: decl, Param: field, Index: i, Types: []ast.Expr{field.Type, result}}
	if !j.onlySent(v, id, f) || !j.onlyReturned(f) {
		return nil
	}
	return f
}

// onlySent reports whether a function does nothing with its input but send it, and read
// what the input of Converse has as well.
func (j *judge) onlySent(v types.Object, sent *ast.Ident, f *Forward) bool {
	for _, id := range mentions(j.pkg, v) {
		if id == sent || id == f.Param.Names[0] {
			continue
		}
		if sel, ok := j.up(id).(*ast.SelectorExpr); !ok || sel.Sel.Name != "ModelId" || j.assigned(sel) {
			return false
		}
	}
	return true
}

// up is the node around an expression of the site's package.
func (j *judge) up(e ast.Expr) ast.Node {
	path, _ := astutil.PathEnclosingInterval(j.site.fileOf(j.pkg, e), e.Pos(), e.End())
	for i, n := range path {
		if n == ast.Node(e) && i+1 < len(path) {
			return path[i+1]
		}
	}
	return nil
}

// assigned reports whether an expression is given a value, or has its address taken.
func (j *judge) assigned(e ast.Expr) bool {
	switch up := j.up(e).(type) {
	case *ast.AssignStmt:
		return slices.Contains(up.Lhs, e)
	case *ast.UnaryExpr:
		return up.Op == token.AND
	}
	return false
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

// onlyReturned reports whether the site's function does nothing with the output but return
// it, compare it with nil, and read what every output has. It notes the types of the
// variables that hold it.
func (j *judge) onlyReturned(f *Forward) bool {
	out := j.site.Response
	if out == nil || out.Output == nil || out.Output.Pos() < j.site.Func.Pos() || j.site.Func.End() <= out.Output.Pos() {
		// Returned in place, or held by a caller's variable only.
		return isReturn(j.up(j.site.Call))
	}
	for _, id := range mentions(j.pkg, out.Output) {
		switch up := j.up(id).(type) {
		case *ast.ReturnStmt:
		case *ast.BinaryExpr: // of a pointer: with nil
		case *ast.SelectorExpr:
			if up.Sel.Name != "ResultMetadata" || j.assigned(up) {
				return false
			}
		case *ast.ValueSpec:
			if len(up.Names) != 1 || len(up.Values) > 0 {
				return false
			}
			f.Types = append(f.Types, up.Type)
		case *ast.AssignStmt:
			if !slices.Contains(up.Lhs, ast.Expr(id)) || ast.Unparen(up.Rhs[0]) != ast.Expr(j.site.Call) {
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
	if call == nil || f.Index >= len(call.Args) || len(call.Args) < 2 {
		return nil
	}
	file := j.site.fileOf(j.pkg, id)
	s := &Site{Call: call, File: file, Pkg: j.site.Pkg, Operation: j.site.Operation, SDK: j.site.SDK, fset: j.site.fset, viaForward: true, input: call.Args[f.Index]}
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
	r.resolve(j.pkg, s, s.input, directives{})
	if rank[s.Verdict] > rank[RewriteWithNotes] {
		return nil
	}
	return s
}

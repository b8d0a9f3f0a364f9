package callsite

import (
	"go/ast"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/bedrocklint/bedrocklint/payload"
)

// Returned is a function that makes the request itself and returns the SDK's output, which
// its callers read:
//
//	func (c *client) start(ctx context.Context, prompt string) (*bedrockruntime.InvokeModelOutput, error)
//
// Its callers are all known, and all of them are understood.
type Returned struct {
	Func    *ast.FuncDecl
	Types   []ast.Expr // that name the type of the output, in Func
	Callers []*Site    // with what each reads; Call is the call of Func
}

// returned looks at a function that returns the output. It is what its request is, and the
// worst of its callers.
func (j *judge) returned(r *resolver) {
	s := j.site
	if s.Dispatch != nil || s.Forward != nil || s.Kept != "" || s.SDK != "v2" || j.verdict == Keep || s.viaForward ||
		s.Request == nil || s.Response == nil || len(s.Model.Families) != 1 {
		return
	}
	ret := j.returnsOutput()
	if ret == nil || s.fromCaller(s.Request.Body.Origin()) { // a body from a caller: see Wrapper
		return
	}
	alone := *s
	alone.Response, alone.Reads = &payload.Response{}, nil
	k := &judge{cat: j.cat, pkg: j.pkg, site: &alone, verdict: Rewrite}
	if !k.understood() {
		return
	}
	k.members()
	k.body()
	k.fields()
	k.values()
	k.callers()
	k.prompt()
	k.defaults()
	k.opaquePrompts(r.engine)
	for _, id := range mentions(j.pkg, j.pkg.Info.Defs[ret.Func.Name]) {
		if id == ret.Func.Name {
			continue
		}
		caller := j.readerAt(r, id)
		if caller == nil {
			return
		}
		answer := &judge{cat: j.cat, pkg: j.pkg, site: caller, verdict: k.verdict, reasons: k.reasons}
		answer.response()
		k.verdict, k.reasons = answer.verdict, answer.reasons
		ret.Callers = append(ret.Callers, caller)
	}
	if len(ret.Callers) == 0 || rank[k.verdict] > rank[RewriteWithNotes] || shared(j.pkg, ret.Func, len(ret.Callers)) {
		return
	}
	s.Returned, s.Splits = ret, alone.Splits
	j.verdict, j.reasons = k.verdict, k.reasons
}

// returnsOutput recognises the function around the site as one that returns the output.
func (j *judge) returnsOutput() *Returned {
	decl, ok := j.site.Func.(*ast.FuncDecl)
	if !ok || decl.Type.Results == nil || len(decl.Type.Results.List) != 2 || len(decl.Type.Results.List[0].Names) > 0 {
		return nil
	}
	result := decl.Type.Results.List[0].Type
	f := &Forward{Types: []ast.Expr{result}}
	if sdkType(j.pkg.Info.TypeOf(result)) != string(j.site.Operation)+"Output" || !j.onlyReturned(f) {
		return nil
	}
	return &Returned{Func: decl, Types: f.Types}
}

// readerAt is the site of a caller that reads the output; nil where it is not called, or
// returns it as well.
func (j *judge) readerAt(r *resolver, id *ast.Ident) *Site {
	finder := &armFinder{pkg: j.pkg, site: j.site}
	call, _ := finder.callOf(id)
	if call == nil {
		return nil
	}
	s := *j.site
	s.Call, s.File, s.Func, s.viaForward = call, j.site.fileOf(j.pkg, id), nil, true
	path, _ := astutil.PathEnclosingInterval(s.File, call.Pos(), call.End())
	for _, n := range path {
		switch n.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			if s.Func == nil {
				s.Func = n
			}
		}
	}
	s.Response = r.engine.Response(j.pkg, call, s.Operation == InvokeStream)
	s.Reads = responseFields(&s)
	out := s.Response.Output
	if s.Func == nil || len(s.Response.Decodes) == 0 || out == nil || out.Pos() < s.Func.Pos() || s.Func.End() <= out.Pos() {
		return nil
	}
	return &s
}

package callsite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Dispatch is code that makes one body a model family, sends it by one call, and reads
// one answer a family:
//
//	switch {
//	case strings.HasPrefix(model, "meta."):
//		body, err = json.Marshal(llamaRequest{…}) // an arm
//	case strings.HasPrefix(model, "amazon."):
//		body, err = json.Marshal(titanRequest{…}) // another
//	}
//	…
//	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{Body: body, …})
//
// Converse has one request and one answer for all of them. A Site has a Dispatch when
// every arm and every reader is understood.
type Dispatch struct {
	Arms    []*Arm
	Readers []*Reader

	// Vars hold the body, or what it is made of: they are to hold the request. Nothing
	// mentions them but Arms, Encodes, Returns, the call of the builder and the input.
	Vars []types.Object
	// Encodes are the statements that encode one of Vars, and Returns those that return
	// one, as it is or encoded.
	Encodes []*ast.AssignStmt
	Returns []*ast.ReturnStmt
	// Builders are the functions that make bodies, each after the one that calls it.
	Builders []*Builder
	// Wrapper is the site's own function where its callers make the bodies and read the
	// answers; nil elsewhere.
	Wrapper *Wrapper
	// Flat is the same where no function is a builder but the outermost: arms are calls of
	// functions. It is nil where it is no other.
	Flat *Dispatch
}

// Wrapper is a function that is given a body, sends it, and returns the answer's, or the
// output.
type Wrapper struct {
	Func    *ast.FuncDecl
	Param   *ast.Field        // the body, or what is encoded
	Index   int               // of the argument
	Calls   []*ast.CallExpr   // all of them
	Returns []*ast.ReturnStmt // of the answer's body, or of the output
	Whole   bool              // they return the output
}

// Builder is a function that makes bodies, or what is encoded: its first result.
type Builder struct {
	Func   *ast.FuncDecl
	Calls  []*ast.CallExpr // in the call's own function, or in other builders; maybe inside an encoder's call
	Shared bool            // others may call it as well
	Method *ast.Field      // of the interface that it is called through; nil for none
}

// Arm is what makes the body for one family.
type Arm struct {
	Value ast.Expr // the body, or what is encoded later
	Stmt  ast.Stmt // *ast.AssignStmt to one of Dispatch.Vars, *ast.ReturnStmt, or the one around Value
	Arg   bool     // Value is an argument of the wrapper
	Site  *Site    // the call as if it had no other arm; Call is a place-holder for Value's place

	way []*ast.CallExpr // of builders, innermost first
}

// Reader is what decodes the answer of one family.
type Reader struct {
	Decode *ast.CallExpr
	Site   *Site // the call as if it had no other reader
	// Way are the functions that the body goes through to Decode, the one around it first.
	// None stands for the call's own function.
	Way []Handover
	// Var holds what the wrapper returns, in a caller of it; nil elsewhere.
	Var types.Object
	// Entries are the calls by which a stream, or its chunks, reach Decode. They have no Way:
	// the loop over the stream is what has to change.
	Entries []*ast.CallExpr
}

// Handover is a function that is handed the body of an answer.
type Handover struct {
	Func   *ast.FuncDecl
	Param  *ast.Field      // the body
	Calls  []*ast.CallExpr // that hand it over
	Shared bool            // others may call it as well
	Method *ast.Field      // of the interface that it is called through; nil for none
	Index  int             // of the parameter
}

// dispatch fills in the site's Dispatch, where every arm and every reader of it is
// understood, and judges the site by them. Else it notes what is not.
func (j *judge) dispatch(r *resolver) bool {
	s := j.site
	if s.SDK != "v2" || s.Request == nil || s.Response == nil || j.otherMembers() {
		return false
	}
	deep, verdict, reasons := j.dispatched(r, false)
	flat, flatVerdict, flatReasons := j.dispatched(r, true)
	switch {
	case deep == nil && flat == nil:
		return false
	case deep == nil:
		deep, verdict, reasons = flat, flatVerdict, flatReasons
	case flat != nil && len(deep.Builders) > len(flat.Builders):
		deep.Flat = flat
	}
	s.Dispatch, j.verdict = deep, verdict
	j.reasons = append(j.reasons, reasons...)
	return true
}

// dispatched looks for a dispatch of which every arm and every reader is understood. Flat
// says whether arms may be calls of functions that make bodies.
func (j *judge) dispatched(r *resolver, flat bool) (d *Dispatch, verdict Verdict, reasons []Reason) {
	f := &armFinder{pkg: j.pkg, site: j.site, out: &Dispatch{}, flat: flat}
	if !f.find() || len(f.out.Arms) < 2 && f.out.Wrapper == nil {
		if j.tangled == "" {
			j.tangled = f.why
		}
		return nil, "", nil
	}
	verdict = Rewrite
	worse := func(k *judge) {
		if rank[k.verdict] > rank[verdict] {
			verdict = k.verdict
		}
		reasons = append(reasons, k.reasons...)
	}
	for _, arm := range f.out.Arms {
		k := r.judgeArm(j, arm, f.elsewhere(arm))
		if k == nil {
			j.tangle(arm.Value, "the family of the body is not clear")
			return nil, "", nil
		}
		if rank[k.verdict] > rank[RewriteWithNotes] {
			j.tangle(arm.Value, "%s", k.gravest())
			return nil, "", nil
		}
		worse(k)
	}
	readers, ok := r.readers(j, f.out)
	if !ok {
		return nil, "", nil
	}
	for _, k := range readers {
		worse(k)
	}
	if rank[verdict] > rank[RewriteWithNotes] {
		j.tangle(j.site.Call, "the answer is not understood")
		return nil, "", nil
	}
	return f.out, verdict, reasons
}

// tangle notes what is not understood of a dispatch.
func (j *judge) tangle(at ast.Node, format string, args ...any) {
	if j.tangled == "" {
		j.tangled = fmt.Sprintf("in line %d, ", j.pkg.Fset.Position(at.Pos()).Line) + fmt.Sprintf(format, args...)
	}
}

// gravest is the message of the reason that the verdict has.
func (j *judge) gravest() string {
	for _, r := range j.reasons {
		if r.Code == rules.CallUnknown || r.Code == rules.CallPartial || r.Code == rules.ModelStays || r.Code == rules.FieldUnknown || r.Code == rules.TemplateOpaque {
			return r.Message
		}
	}
	return ""
}

// otherMembers reports whether the input sets what no branch can be given.
func (j *judge) otherMembers() bool {
	for name := range j.site.Request.Members {
		if !slices.Contains([]string{"ModelId", "ContentType", "Accept"}, name) {
			return true
		}
	}
	return false
}

// judgeArm works out what one arm sends, and judges it. It is nil for an arm of which the
// family is not known.
func (r *resolver) judgeArm(j *judge, arm *Arm, elsewhere []ast.Node) *judge {
	s := *j.site
	s.Request = r.engine.Encoding(j.pkg, arm.Value)
	s.Call = &ast.CallExpr{Fun: arm.Value, Lparen: arm.Value.End(), Rparen: arm.Value.End()}
	s.Func, s.Response, s.Reads, s.Reasons, s.Splits = s.Request.Site.Fn, &payload.Response{}, nil, nil, false
	family := r.armFamily(j, arm, s.Request.Body)
	if family == nil {
		return nil
	}
	s.Model = j.site.Model.of(family)
	s.Fields = requestFields(&s)
	arm.Site = &s
	k := &judge{cat: j.cat, pkg: j.pkg, site: &s, verdict: Rewrite, elsewhere: elsewhere}
	if !k.unserved() && k.understood() {
		k.body()
		k.fields()
		k.values()
		k.prompt()
		k.defaults()
		k.opaquePrompts(r.engine)
	}
	s.Verdict, s.Reasons = k.verdict, k.reasons
	return k
}

// of is what is known of a model where only one of the families reaches it.
func (m Model) of(f *catalog.Family) Model {
	out := Model{Families: []*catalog.Family{f}, IDs: nil}
	for _, model := range m.Models {
		if model.Family == f || slices.Contains(model.Also, f) {
			out.Models = append(out.Models, model)
			out.IDs = append(out.IDs, model.ID)
		}
	}
	out.settle(m.Evidence)
	return out
}

// armFamily is the one family of which the body of an arm can be: by its keys, its
// template, and what the branch around it asks of the model.
func (r *resolver) armFamily(j *judge, arm *Arm, body payload.Value) *catalog.Family {
	var out []*catalog.Family
	for i, o := range alternatives(body) {
		fits := r.bestFits(o)
		if told := r.byTemplate(o); len(told) > 0 && len(intersect(fits, told)) == 0 {
			fits = told
		}
		if i > 0 {
			fits = intersect(out, fits)
		}
		out = fits
	}
	if len(out) > 1 {
		out = j.narrow(out, arm.Value)
	}
	for _, call := range arm.way {
		if len(out) > 1 {
			out = j.narrow(out, call)
		}
	}
	// A body that also fits a model of another kind: the site's own families tell.
	if some := intersect(out, j.site.Model.Families); len(out) > 1 && len(some) > 0 {
		out = some
	}
	if len(out) != 1 {
		return nil
	}
	return out[0]
}

// narrow leaves of some families those that the conditions around a node name.
func (j *judge) narrow(fs []*catalog.Family, at ast.Node) []*catalog.Family {
	h := &hinter{pkg: j.pkg, cat: j.cat}
	hints := h.around(at)
	if some := slices.DeleteFunc(slices.Clone(fs), func(f *catalog.Family) bool { return !hints(f) }); len(some) > 0 {
		return some
	}
	return fs
}

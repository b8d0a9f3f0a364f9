package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// An operation is the rewrite of one call site.
type operation struct {
	*unit
	cat   *catalog.Catalog
	site  *callsite.Site
	src   *source
	names *names
	stmt  ast.Stmt // the statement with the call, in its list
	code  *request.Code
	notes []request.Note
	grade request.Grade
	way   way

	engine   *engine
	bindings []binding
	dispatch *dispatch    // nil unless several families reach the call
	callers  []*operation // of a function that forwards
	forwards bool         // the call is of such a function, and keeps its name
}

// A way is how a site is rewritten where there is more than one.
type way struct {
	chunks bool // the loop over the stream gets native chunks; see nativeChunks
	hold   hold // how much of the code that makes the native request stays
	split  bool // a prompt is taken apart when the program runs

	dispatch bool // by its Dispatch
	forward  bool // by its Forward
	flat     bool // what makes the bodies of a dispatch is moved to its branches
}

// leave is the error of an operation that a site cannot be rewritten: its reasons.
type leave struct{ reasons []callsite.Reason }

func (l *leave) Error() string {
	var text []string
	for _, r := range l.reasons {
		text = append(text, r.Message)
	}
	return strings.Join(text, "; ")
}

// because returns the error that leaves a site for one reason.
func because(code rules.Code, n ast.Node, format string, args ...any) error {
	return &leave{[]callsite.Reason{{Code: code, Message: fmt.Sprintf(format, args...), Node: n}}}
}

// run collects the edits of one site in the unit's buffers. An error means that the
// unit is of no more use: the edits of a half-done site are in it.
func (o *operation) run() error {
	if err := o.movable(); err != nil && !o.way.forward {
		return err
	}
	o.src = o.sourceOf(o.site.Call)
	o.stmt = o.statementOf(o.site.Call)
	if o.src == nil || o.stmt == nil {
		return because(rules.CallUnknown, o.site.Call, "the call stands outside a function")
	}
	o.names = o.namesAt(o.site.Call)
	if o.way.dispatch {
		return o.runDispatch()
	} else if o.way.forward {
		return o.runForward()
	}
	if err := o.request(); err != nil {
		return err
	}
	if o.site.Returned != nil {
		return o.returned()
	}
	return o.answer()
}

// answer moves what reads the answer.
func (o *operation) answer() error {
	if o.site.Operation == callsite.InvokeStream {
		return o.stream()
	}
	return o.response()
}

var generated = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// movable refuses sites that are not to be touched.
func (o *operation) movable() error {
	s := o.site
	switch {
	case s.Verdict == callsite.Keep || (s.Verdict == callsite.Adapter || s.Splits) && !o.holdable():
		return o.asJudged()
	case o.way.split && s.Turns == nil:
		return because(rules.TemplateOpaque, s.Call, "by which template to take the prompt apart is not known")
	case s.SDK != "v2":
		return because(rules.CallUnknown, s.Call, "the call is of version 1 of the SDK, which has no Converse; move to version 2 first")
	case ast.IsGenerated(s.File):
		return because(rules.CallUnknown, s.Call, "the file is generated; change what generates it")
	}
	if _, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); !ok && !o.forwards {
		return because(rules.CallUnknown, s.Call, "the method is called through a variable; call it on the client")
	}
	return nil
}

// holdable reports whether a site has the verdict adapter for no other reason than that
// parts of its request are not known before the program runs, and these are to be read
// then.
func (o *operation) holdable() bool {
	if o.way == (way{chunks: o.way.chunks}) || o.site.Model.Family == nil || len(o.site.Model.Families) != 1 || o.site.Response == nil {
		return false
	}
	may := append([]rules.Code{rules.CallPartial, rules.ResponseLost, rules.ResponseMoves}, remarks...)
	if o.way.split {
		may = append(may, rules.TemplateDoubled, rules.TemplateOpaque)
	}
	return !slices.ContainsFunc(o.site.Reasons, func(r callsite.Reason) bool {
		return !slices.Contains(may, r.Code)
	})
}

// remarks are codes that never keep a site from being moved.
var remarks = []rules.Code{rules.FieldMoves, rules.DefaultDiffers, rules.PromptBare, rules.ModelEOL, rules.StopReason}

// asJudged leaves a site for the reasons that its verdict already has, without those
// that alone would not have kept it.
func (o *operation) asJudged() error {
	if o.site.Kept != "" {
		return because(rules.ModelStays, o.site.Call, "kept: %s", o.site.Kept)
	}
	grave := slices.DeleteFunc(slices.Clone(o.site.Reasons), func(r callsite.Reason) bool { return slices.Contains(remarks, r.Code) })
	switch {
	case len(grave) > 0:
		return &leave{grave}
	case len(o.site.Reasons) > 0:
		return &leave{o.site.Reasons}
	}
	return because(rules.CallUnknown, o.site.Call, "the call cannot be moved to Converse (verdict %s)", o.site.Verdict)
}

// request replaces the method and its input.
func (o *operation) request() error {
	site, opts := o.site, request.Options{Catalog: o.cat, Snapshot: o.freeze, Split: o.way.split, OnError: o.onError}
	if o.way.hold != holdNothing {
		var err error
		if site, opts.Held, err = o.holding(); err != nil {
			return err
		}
	}
	if site.MadeByCaller() {
		return because(rules.CallPartial, o.site.Call, "the body is made by a function that calls this one; move both by hand, or use the adapter")
	}
	code, err := request.Build(site, o.names, opts)
	if err != nil {
		return leaving(err)
	}
	o.code, o.notes, o.grade = code, code.Notes, code.Grade
	o.reasoning()
	o.sinceRead()
	if sel, ok := ast.Unparen(o.site.Call.Fun).(*ast.SelectorExpr); ok && !o.forwards {
		if err := o.client(sel); err != nil {
			return err
		}
		o.replaceMethod(sel)
	}
	o.replaceInput()
	o.moveBindings()
	for _, h := range code.Helpers {
		o.helper(h.Name, "", o.names, func(string, *names) string { return h.Source })
	}
	return nil
}

// leaving turns the request layer's refusal into the reasons of a site.
func leaving(err error) error {
	if cannot, ok := err.(*request.CannotMove); ok {
		return &leave{cannot.Reasons}
	}
	return err
}

// replaceMethod writes the new method's name.
func (o *operation) replaceMethod(sel *ast.SelectorExpr) {
	method := "Converse"
	if o.site.Operation == callsite.InvokeStream {
		method = "ConverseStream"
	}
	o.src.replace(sel.Sel, method)
}

// replaceInput marks the old input as gone. The new
// input is written by finish, when it is known which comments lose their place.
func (o *operation) replaceInput() {
	o.sweep.gone[o.site.Input()] = true
	for _, text := range append(slices.Clone(o.code.Prelude), o.code.Input) {
		o.reads(text, o.site.Call)
	}
	for _, obj := range o.code.Reads {
		o.sweep.keep[obj] = true
	}
}

// finish writes the new input and what has to come before the statement: comments that
// the old input had and that found no place in the new one, the stated differences,
// and the statements that build parts of it.
func (o *operation) finish() {
	if o.way.forward {
		o.finishForward()
		return
	} else if o.dispatch != nil {
		o.finishDispatch()
		return
	}
	o.writeBindings()
	lines := strings.Split(strings.Join(append(slices.Clone(o.code.Prelude), o.code.Input), "\n"), "\n")
	inputAt := len(lines) - strings.Count(o.code.Input, "\n") - 1
	head := append(o.carry(lines), stateNotes(o.notes)...)
	head = append(head, lines[:inputAt]...)
	o.src.replace(o.site.Input(), reindent(strings.Join(lines[inputAt:], "\n"), o.src.indentOf(o.site.Input())))
	if len(head) > 0 {
		o.src.insertBefore(o.stmt, strings.Join(head, "\n")+"\n")
	}
}

// stateNotes are the comments that tell the reader of the new code what reaches the
// model otherwise than before.
func stateNotes(notes []request.Note) []string {
	var out []string
	for _, n := range notes {
		if n.Code == rules.FieldMoves {
			continue // the code itself shows it, and nothing changes for the model
		}
		out = append(out, "// Converse: "+n.Message)
	}
	return out
}

// reindent gives every line of an expression but the first the indent of the
// statement that it stands in.
func reindent(expr, indent string) string {
	return edit.IndentRest(expr, indent)
}

// client refuses a receiver that has no Converse method and cannot be given one.
func (o *operation) client(sel *ast.SelectorExpr) error {
	t := o.pkg.TypesInfo.TypeOf(sel.X)
	method := "Converse"
	if o.site.Operation == callsite.InvokeStream {
		method = "ConverseStream"
	}
	if obj, _, _ := types.LookupFieldOrMethod(t, true, o.pkg.Types, method); obj != nil || ofSDK(o.pkg.TypesInfo, sel) {
		return nil
	}
	return o.extendInterface(t, method)
}

// ofSDK reports whether the method called is that of the SDK's own client. An SDK too
// old to have Converse is raised in go.mod; the type-check says whether that was enough.
func ofSDK(info *types.Info, sel *ast.SelectorExpr) bool {
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == load.SDKv2 && !types.IsInterface(fn.Signature().Recv().Type())
}

// resultVar is the variable that receives the call's output, and the assignment; nil
// when the output goes elsewhere.
func (o *operation) resultVar() (*ast.Ident, *ast.AssignStmt) {
	assign, ok := o.sweep.parent[o.site.Call].(*ast.AssignStmt)
	if !ok || len(assign.Rhs) != 1 || len(assign.Lhs) != 2 {
		return nil, nil
	}
	id, ok := assign.Lhs[0].(*ast.Ident)
	if !ok {
		return nil, nil
	}
	return id, assign
}

// retype changes the declared type of the output variable where the call does not
// declare it itself.
func (o *operation) retype(id *ast.Ident, assign *ast.AssignStmt) error {
	obj := objectOf(o.pkg.TypesInfo, id)
	if id.Name == "_" || assign.Tok == token.DEFINE && o.pkg.TypesInfo.Defs[id] != nil {
		return nil
	}
	def := o.sweep.locals[obj]
	if def == nil {
		return because(rules.CallPartial, id, "the answer is stored in %s, which is declared outside the function", id.Name)
	}
	spec, ok := o.sweep.parent[def].(*ast.ValueSpec)
	if !ok || spec.Type == nil || len(spec.Names) != 1 {
		return because(rules.CallPartial, id, "the answer is stored in %s, whose type cannot be changed", id.Name)
	}
	star, ok := spec.Type.(*ast.StarExpr)
	if !ok {
		return because(rules.CallPartial, id, "the answer is stored in %s, whose type cannot be changed", id.Name)
	}
	sel, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return because(rules.CallPartial, id, "the answer is stored in %s, whose type cannot be changed", id.Name)
	}
	name := "ConverseOutput"
	if o.site.Operation == callsite.InvokeStream {
		name = "ConverseStreamOutput"
	}
	o.src.replace(sel.Sel, name)
	return nil
}

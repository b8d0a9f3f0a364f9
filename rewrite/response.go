package rewrite

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// The Converse paths that new code knows how to read.
const (
	pathText = "output.message.content[].text"
	pathStop = "stopReason"
)

// response moves what the code does with the answer of a unary call.
func (o *operation) response() error {
	id, assign := o.resultVar()
	r := o.site.Response
	if id == nil {
		return because(rules.CallPartial, o.site.Call, "the answer leaves the function as it is; name it and decode it there")
	}
	if err := o.retype(id, assign); err != nil {
		return err
	}
	if r == nil || r.Decode == nil && len(r.Uses)+len(r.Escapes) == 0 {
		return nil
	}
	a := &answer{operation: o, out: id.Name, r: r}
	a.textAfterReasoning()
	a.dropDrains()
	if h := o.handedTo(r); h != nil {
		return a.handOut(h)
	}
	if rest := a.withoutFailure(); rest != nil {
		rest.textAfterTool()
		return rest.rewriteDirect()
	}
	if o.raw(r) || o.queried(r) || a.decodedTwice() {
		return a.nativeBody()
	}
	if err := o.contained(r); err != nil {
		return err
	}
	if a.direct() {
		a.textAfterTool()
		return a.rewriteDirect()
	}
	return a.fill()
}

// sinceRead raises the version that the code needs to one of which the answer has what is
// read: counts of cached tokens are younger than Converse.
func (o *operation) sinceRead() {
	for _, read := range o.site.Reads {
		if read.Shape == nil || read.Shape.Field == nil {
			continue
		}
		if v := o.cat.Since(read.Shape.Field.Converse); semver.Compare(v, o.code.Since) > 0 {
			o.code.Since = v
		}
	}
}

// raw reports whether the body itself is what the code passes on: to be printed, or to
// a function that decodes it.
func (o *operation) raw(r *payload.Response) bool {
	for _, e := range r.Escapes {
		if e.What == "output" && !callsite.Shown(e) {
			return false
		}
		if e.What == "body" {
			return true
		}
	}
	return r.Decode != nil && o.funcOf(r.Decode) != o.funcOf(o.site.Call)
}

// queried reports whether the body is not decoded, but asked for its values by path: the
// queries can be left as they are.
func (o *operation) queried(r *payload.Response) bool {
	return r.Into == nil && len(r.Escapes) == 0 && len(o.site.Reads) > 0
}

// contained refuses answers that reach code that cannot be moved along.
func (o *operation) contained(r *payload.Response) error {
	for _, e := range r.Escapes {
		if e.What != "decoded" && !o.shows(e) {
			return because(rules.CallPartial, e.Expr, "the %s of the answer is %s, and has the native format there", e.What, e.Reason)
		}
	}
	switch {
	case r.Decode == nil || r.Into == nil:
		return because(rules.CallPartial, o.site.Call, "how the answer is decoded is not known")
	case o.funcOf(r.Decode) == nil || o.funcOf(r.Decode) != o.funcOf(o.site.Call):
		return because(rules.CallPartial, r.Decode, "the answer is decoded in another function")
	}
	return nil
}

// answer is how one call's answer is read.
type answer struct {
	*operation
	out string // name of the output variable
	r   *payload.Response

	texts, stops, usages []callsite.ResponseField
	guards               []*ast.BinaryExpr // len(resp.Content) == 0 and the like
	decode               decoding
	usageName            string // of the variable with the token counts, once there is one
}

// decoding is the statements that decode the answer and check for an error.
type decoding struct {
	stmt  ast.Stmt    // the statement with the call, in its list
	check *ast.IfStmt // of the error; stmt itself when it declares the error; nil when it is ignored
	err   string      // the error's name

	// guard is a test for content beside that of the error, in an if that decodes:
	//
	//	if err := json.Unmarshal(out.Body, &resp); err != nil || len(resp.Content) == 0 {
	guard *ast.BinaryExpr
}

// direct sorts the reads, and reports whether each can be replaced where it stands.
func (a *answer) direct() bool {
	if len(a.r.Escapes) > 0 || !a.findDecoding() {
		return false
	}
	for _, read := range a.site.Reads {
		if a.funcOf(read.Use.Expr) != a.funcOf(a.r.Decode) {
			return false
		}
		if !a.sort(read) {
			return false
		}
	}
	if g := a.decode.guard; g != nil {
		rest := slices.DeleteFunc(a.guards, func(b *ast.BinaryExpr) bool { return b == g })
		if len(rest) == len(a.guards) || len(a.texts) == 0 {
			return false
		}
		a.guards = rest
	}
	return len(a.guards) <= 1 && a.everyRead()
}

// sort files one read under what it reads; false when it has to be read otherwise.
func (a *answer) sort(read callsite.ResponseField) bool {
	use := read.Use
	if a.passesOn(use) {
		return true // it gets what the read that set it is replaced by
	}
	if use.Kind == payload.Length {
		guard := a.guard(use)
		if guard == nil {
			return false
		}
		a.guards = append(a.guards, guard)
		return true
	}
	if read.Shape == nil || read.Shape.Field == nil || use.Kind == payload.Assigned || use.Kind == payload.Ranged {
		return false
	}
	switch path := read.Shape.Field.Converse; {
	case path == pathText:
		if !onlyFirst(use.Index) || !a.isString(use.Expr) {
			return false
		}
		a.texts = append(a.texts, read)
	case path == pathStop:
		if !a.isString(use.Expr) {
			return false
		}
		a.stops = append(a.stops, read)
	case usageField[path] != "":
		if !a.isInteger(use.Expr) {
			return false
		}
		a.usages = append(a.usages, read)
	default:
		return false
	}
	return true
}

// passesOn reports whether a use is a variable that an earlier read of a part of the
// answer has set: text := resp.Content[0].Text; return text.
func (a *answer) passesOn(use payload.Use) bool {
	id, ok := use.Expr.(*ast.Ident)
	return ok && (use.Kind == payload.Returned || use.Kind == payload.Compared) && objectOf(a.pkg.TypesInfo, id) != a.r.Into
}

// usageField gives the field of types.TokenUsage of a Converse path.
var usageField = map[string]string{
	"usage.inputTokens":           "InputTokens",
	"usage.outputTokens":          "OutputTokens",
	"usage.totalTokens":           "TotalTokens",
	"usage.cacheReadInputTokens":  "CacheReadInputTokens",
	"usage.cacheWriteInputTokens": "CacheWriteInputTokens",
}

func onlyFirst(index []int) bool {
	return !slices.ContainsFunc(index, func(i int) bool { return i != 0 })
}

func (a *answer) isString(e ast.Expr) bool {
	b, ok := a.basic(e)
	return ok && b.Info()&types.IsString != 0
}

func (a *answer) isInteger(e ast.Expr) bool {
	b, ok := a.basic(e)
	return ok && b.Info()&types.IsInteger != 0
}

// basic is the type of e when it is a basic type itself, not a named one.
func (a *answer) basic(e ast.Expr) (*types.Basic, bool) {
	t := a.pkg.TypesInfo.TypeOf(e)
	if t == nil {
		return nil, false
	}
	b, ok := types.Unalias(t).(*types.Basic)
	return b, ok
}

// guard is the comparison around len(resp.Content) that asks whether there is any
// content: len(x) == 0, < 1, != 0, > 0.
func (a *answer) guard(use payload.Use) *ast.BinaryExpr {
	n := a.sweep.parent[use.Expr]
	call, ok := n.(*ast.CallExpr)
	if !ok {
		call, ok = use.Expr.(*ast.CallExpr)
	}
	if !ok {
		return nil
	}
	cmp, ok := a.sweep.parent[call].(*ast.BinaryExpr)
	if !ok || cmp.X != ast.Expr(call) || emptiness(cmp) == 0 {
		return nil
	}
	if _, ok := a.statementOf(cmp).(*ast.IfStmt); !ok {
		return nil
	}
	return cmp
}

// emptiness is -1 when a comparison of a length asks for nothing, +1 when it asks for
// something, 0 when it asks for anything else.
func emptiness(cmp *ast.BinaryExpr) int {
	lit, ok := cmp.Y.(*ast.BasicLit)
	if !ok {
		return 0
	}
	switch cmp.Op.String() + lit.Value {
	case "==0", "<1", "<=0":
		return -1
	case "!=0", ">0", ">=1":
		return +1
	}
	return 0
}

// everyRead reports whether all references to the decoded variable are known reads:
// one that the engine did not list must not lose its variable.
func (a *answer) everyRead() bool {
	known := func(id *ast.Ident) bool {
		for _, read := range a.site.Reads {
			if e := read.Use.Expr; e != nil && e.Pos() <= id.Pos() && id.End() <= e.End() {
				return true
			}
		}
		return a.r.Decode.Pos() <= id.Pos() && id.End() <= a.r.Decode.End()
	}
	return !slices.ContainsFunc(a.sweep.refs[a.r.Into], func(id *ast.Ident) bool { return !known(id) })
}

// findDecoding recognises the statement that decodes, and the check of its error.
func (a *answer) findDecoding() bool {
	st := a.statementOf(a.r.Decode)
	if st == nil {
		return false
	}
	a.decode = decoding{stmt: st}
	switch st := st.(type) {
	case *ast.ExprStmt:
		return ast.Unparen(st.X) == ast.Expr(a.r.Decode)
	case *ast.IfStmt:
		assign, ok := st.Init.(*ast.AssignStmt)
		return ok && st.Else == nil && a.errorOf(assign, st, a.withoutGuard(st.Cond))
	case *ast.AssignStmt:
		if id, ok := st.Lhs[0].(*ast.Ident); ok && len(st.Lhs) == 1 && id.Name == "_" {
			return true
		}
		check, ok := a.sweep.following(st).(*ast.IfStmt)
		return ok && check.Init == nil && check.Else == nil && a.errorOf(st, check, check.Cond)
	}
	return false
}

// withoutGuard is the condition of an if that decodes, less the test for content behind it.
func (a *answer) withoutGuard(cond ast.Expr) ast.Expr {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.LOR {
		return cond
	}
	guard, ok := ast.Unparen(b.Y).(*ast.BinaryExpr)
	if !ok || emptiness(guard) >= 0 {
		return cond
	}
	a.decode.guard = guard
	return b.X
}

// errorOf notes the error that assign sets, and that cond, of check, looks at.
func (a *answer) errorOf(assign *ast.AssignStmt, check *ast.IfStmt, cond ast.Expr) bool {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != ast.Expr(a.r.Decode) {
		return false
	}
	id, ok := assign.Lhs[0].(*ast.Ident)
	if !ok || !isErrCheck(a.pkg.TypesInfo, cond, objectOf(a.pkg.TypesInfo, id)) {
		return false
	}
	a.decode.check, a.decode.err = check, id.Name
	return true
}

// rewriteDirect replaces every read where it stands.
func (a *answer) rewriteDirect() error {
	for _, read := range a.stops {
		if err := a.stop(read); err != nil {
			return err
		}
	}
	for _, read := range a.usages {
		a.usage(read)
	}
	a.statesEmpty()
	a.text()
	return nil
}

// replaceGone puts text in the place of all that stands from one node to another.
func (a *answer) replaceGone(from, to ast.Node, text string) {
	a.sweep.gone[from], a.sweep.gone[to] = true, true
	a.src.buf.Replace(a.src.offset(from.Pos()), a.src.offset(to.End()), text)
}

// dropDecoding removes the statements that decode.
func (a *answer) dropDecoding() {
	a.sweep.remove(a.decode.stmt)
	if a.decode.check != nil && ast.Stmt(a.decode.check) != a.decode.stmt {
		a.sweep.remove(a.decode.check)
	}
}

// keepOutput keeps the output variable, which new code reads.
func (a *answer) keepOutput() {
	if id, _ := a.resultVar(); id != nil {
		a.sweep.keep[objectOf(a.pkg.TypesInfo, id)] = true
	}
}

// usage replaces one read of a token count.
func (a *answer) usage(read callsite.ResponseField) {
	e := read.Use.Expr
	b, _ := a.basic(e)
	value := fmt.Sprintf("%s.ToInt32(%s.%s)", a.names.Import(awsPath, "aws"), a.tokenUsage(e), usageField[read.Shape.Field.Converse])
	if b.Kind() != types.Int32 {
		value = b.Name() + "(" + value + ")"
	}
	a.replaceGone(e, e, value)
	a.keepOutput()
}

// constantString is the value of a constant string expression, "" when it has none.
func constantString(info *types.Info, e ast.Expr) string {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(v)
}

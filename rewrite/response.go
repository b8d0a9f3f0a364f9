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
		return ok && st.Else == nil && a.errorOf(assign, st)
	case *ast.AssignStmt:
		if id, ok := st.Lhs[0].(*ast.Ident); ok && len(st.Lhs) == 1 && id.Name == "_" {
			return true
		}
		check, ok := a.sweep.following(st).(*ast.IfStmt)
		return ok && check.Init == nil && check.Else == nil && a.errorOf(st, check)
	}
	return false
}

// errorOf notes the error that assign sets and check looks at.
func (a *answer) errorOf(assign *ast.AssignStmt, check *ast.IfStmt) bool {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != ast.Expr(a.r.Decode) {
		return false
	}
	id, ok := assign.Lhs[0].(*ast.Ident)
	if !ok || !isErrCheck(a.pkg.TypesInfo, check.Cond, objectOf(a.pkg.TypesInfo, id)) {
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
	a.text()
	return nil
}

// text reads the text once, where the guard or the decoding stood, and uses it where
// the old code selected it.
func (a *answer) text() {
	if ret := a.returned(); ret != nil {
		a.keepOutput()
		a.dropDecoding()
		a.replaceReturn(ret)
		return
	}
	switch {
	case len(a.texts) == 0 && len(a.guards) == 0:
		a.dropDecoding()
		return
	case len(a.guards) == 1:
		a.textAtGuard()
		return
	}
	name := a.names.Fresh("text")
	a.textAtDecoding(name)
	a.useText(name)
}

// returned is the statement return resp.Content[0].Text, nil when that is all that the
// text is used for, and no guard has to say something of its own.
func (a *answer) returned() *ast.ReturnStmt {
	if len(a.texts) != 1 || len(a.guards) > 0 {
		return nil
	}
	ret, ok := a.sweep.parent[a.texts[0].Use.Expr].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 2 {
		return nil
	}
	if id, ok := ret.Results[1].(*ast.Ident); !ok || id.Name != "nil" || !a.returnsError(ret) {
		return nil
	}
	return ret
}

// returnsError reports whether the function around ret returns a string and an error.
func (a *answer) returnsError(ret *ast.ReturnStmt) bool {
	var sig *types.Signature
	switch fn := a.funcOf(ret).(type) {
	case *ast.FuncDecl:
		sig = a.pkg.TypesInfo.Defs[fn.Name].(*types.Func).Signature()
	case *ast.FuncLit:
		sig, _ = a.pkg.TypesInfo.TypeOf(fn).(*types.Signature)
	}
	return sig != nil && sig.Results().Len() == 2 && isErrorType(sig.Results().At(1).Type())
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

// textAtDecoding puts the reading of the text in the place of the decoding and keeps
// what the code does when that fails:
//
//	if err := json.Unmarshal(out.Body, &resp); err != nil {
//	|------------------- replaced -----------|
func (a *answer) textAtDecoding(name string) {
	st := a.decode.stmt
	read := func(err string) string { return reindent(a.readText(name, err), a.src.indentOf(st)) }
	switch check := a.decode.check; {
	case check == nil:
		a.replaceGone(st, st, read("_"))
	case ast.Stmt(check) == st:
		a.replaceGone(check.Init, check.Cond, "")
		a.src.buf.Delete(a.src.offset(check.Pos()), a.src.offset(check.Init.Pos()))
		a.src.buf.Insert(a.src.offset(check.Pos()), fmt.Sprintf("%s\n%sif %s != nil", read(a.decode.err), a.src.indentOf(check), a.decode.err))
	default:
		a.replaceGone(st, st, read(a.decode.err))
	}
	a.keepOutput()
}

// textAtGuard puts the reading of the text before the statement that asked whether
// there is any content, which asks for an error instead.
func (a *answer) textAtGuard() {
	guard := a.guards[0]
	name, err := a.names.Fresh("text"), "err"
	if len(a.texts) == 0 {
		name = "_"
	}
	if !a.errIsFree(guard) || name == "_" && a.hasErr(guard) {
		err = a.names.Fresh("textErr")
	}
	a.src.insertBefore(a.statementOf(guard), a.readText(name, err)+"\n")
	op := " != nil"
	if emptiness(guard) > 0 {
		op = " == nil"
	}
	a.replaceGone(guard, guard, err+op)
	a.useText(name)
	a.dropDecoding()
	a.keepOutput()
}

// errIsFree reports whether the guard's statement may set err: it means nothing there,
// or it is an error whose last value has been looked at, being local to the function.
func (a *answer) errIsFree(guard ast.Node) bool {
	_, obj := a.scopeAt(guard.Pos()).LookupParent("err", guard.Pos())
	return obj == nil || isErrorType(obj.Type())
}

// hasErr reports whether err is declared where the guard's statement stands, so that := must
// declare something else.
func (a *answer) hasErr(guard ast.Node) bool {
	return a.scopeAt(a.statementOf(guard).Pos()-1).Lookup("err") != nil
}

// useText puts the variable in the place of every selection of the text.
func (a *answer) useText(name string) {
	for _, read := range a.texts {
		a.replaceGone(read.Use.Expr, read.Use.Expr, name)
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

// stop replaces one read of the stop reason: beside constants by Converse's constants,
// elsewhere by the family's own word.
func (a *answer) stop(read callsite.ResponseField) error {
	a.keepOutput()
	e := read.Use.Expr
	words, tag := a.comparedWith(e)
	converted := map[ast.Expr]string{}
	for _, w := range words {
		value, ok := a.converseStop(w)
		if !ok {
			return because(rules.StopReason, w, "the stop reason is compared with %s, which Converse does not know", a.src.slice(w))
		}
		converted[w] = value
		tag = tag && !a.severalStops(w)
	}
	if !tag {
		a.replaceGone(e, e, a.nativeStop())
		return nil
	}
	a.replaceGone(e, e, a.out+".StopReason")
	for w, text := range converted {
		a.replaceGone(w, w, text)
	}
	return nil
}

// comparedWith lists the constants that e is compared with; ok says that e is used in
// a comparison only.
func (a *answer) comparedWith(e ast.Expr) (words []ast.Expr, ok bool) {
	switch p := a.sweep.parent[e].(type) {
	case *ast.BinaryExpr:
		other := p.Y
		if p.Y == e {
			other = p.X
		}
		if p.Op != token.EQL && p.Op != token.NEQ || a.pkg.TypesInfo.Types[other].Value == nil {
			return nil, false
		}
		return []ast.Expr{other}, true
	case *ast.SwitchStmt:
		for _, st := range p.Body.List {
			for _, w := range st.(*ast.CaseClause).List {
				if a.pkg.TypesInfo.Types[w].Value == nil {
					return nil, false
				}
				words = append(words, w)
			}
		}
		return words, true
	}
	return nil, false
}

// converseStop is the SDK's constant for a native stop reason.
func (a *answer) converseStop(word ast.Expr) (string, bool) {
	value := constantString(a.pkg.TypesInfo, word)
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Native == value && s.Converse != "" {
			return a.names.Import(sdkTypesPath, "types") + "." + stopReasonConst(s.Converse), true
		}
	}
	return `""`, value == ""
}

// severalStops reports whether a native stop reason stands for several of Converse's: the
// code goes on comparing native ones then.
func (a *answer) severalStops(word ast.Expr) bool {
	native, several := constantString(a.pkg.TypesInfo, word), map[string]bool{}
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Native == native && s.Converse != "" {
			several[s.Converse] = true
		}
	}
	return len(several) > 1
}

// nativeStop is an expression for the stop reason in the family's own words.
func (a *answer) nativeStop() string {
	pairs, same := a.stopWords()
	if same {
		return "string(" + a.out + ".StopReason)"
	}
	name := a.stopHelper(a.names, "nativeStopReason", a.site.Model.Family.Provider, pairs)
	return name + "(" + a.out + ".StopReason)"
}

// stopWords are the pairs of Converse's and the family's stop reasons that differ in
// spelling; same says that none does.
func (a *answer) stopWords() (pairs [][2]string, same bool) {
	seen := map[string]bool{}
	for _, s := range a.site.Model.Family.StopReasons {
		if s.Converse == "" || seen[s.Converse] {
			continue
		}
		seen[s.Converse] = true
		if s.Native != s.Converse {
			pairs = append(pairs, [2]string{s.Converse, s.Native})
		}
	}
	return pairs, len(pairs) == 0
}

// constantString is the value of a constant string expression, "" when it has none.
func constantString(info *types.Info, e ast.Expr) string {
	v := info.Types[e].Value
	if v == nil || v.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(v)
}

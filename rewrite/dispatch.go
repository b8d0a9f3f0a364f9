package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rewrite/request/gocode"
	"github.com/bedrocklint/bedrocklint/rules"
)

// A dispatch is the rewrite of a call around which one body is made for each of several
// model families. Its branches stay; what they make is one kind of request now, and what
// reads the answers reads one kind of answer:
//
//	var body []byte                               var input *bedrockruntime.ConverseInput
//	if isLlama {                                  if isLlama {
//		body, err = json.Marshal(llama{…})            input = &bedrockruntime.ConverseInput{…}
//	} else {                                      } else {
//		body, err = json.Marshal(titan{…})            input = &bedrockruntime.ConverseInput{…}
//	}                                             }
//	if err != nil { … }
//	                                              input.ModelId = aws.String(model)
//	out, err := c.InvokeModel(ctx, …)             out, err := c.Converse(ctx, input)
type dispatch struct {
	*callsite.Dispatch
	owners  map[*ast.FuncDecl]*operation // on the functions that make bodies, or their twins
	arms    []*operation                 // one for each of Arms, at its place
	vars    map[ast.Node]string          // the request's variable, by top-level function
	done    map[*ast.CommentGroup]bool   // comments that have got their place
	renamed map[*ast.FuncDecl]string     // functions that have a twin, or another name
	fork    *fork                        // nil where no function has a twin
}

// dispatchWays are the ways to rewrite a dispatch.
func dispatchWays(d *callsite.Dispatch) []way {
	if d.Flat == nil {
		return []way{{dispatch: true}}
	}
	return []way{{dispatch: true}, {dispatch: true, flat: true}}
}

// runDispatch collects the edits of a site with a dispatch.
func (o *operation) runDispatch() error {
	d := &dispatch{
		Dispatch: o.site.Dispatch, owners: map[*ast.FuncDecl]*operation{}, vars: map[ast.Node]string{}, done: map[*ast.CommentGroup]bool{},
		renamed: map[*ast.FuncDecl]string{},
	}
	if o.way.flat && d.Flat != nil {
		d.Dispatch = d.Flat
	}
	o.dispatch = d
	sel := ast.Unparen(o.site.Call.Fun).(*ast.SelectorExpr)
	if err := o.client(sel); err != nil {
		return err
	}
	for _, b := range d.Builders {
		if b.Method != nil {
			d.owners[b.Func] = o // the name is the interface's
			continue
		}
		d.owners[b.Func] = o.in(b.Func, b.Shared, bodyNames, "ConverseInput")
	}
	for _, step := range []func() error{o.retypeWrapper, o.requestVars, o.requestArms, o.requestCall, o.readers} {
		if err := step(); err != nil {
			return err
		}
	}
	o.dropEncoding()
	return nil
}

// owner is the operation that edits the function that n stands in.
func (o *operation) owner(n ast.Node) *operation {
	for fn, owner := range o.dispatch.owners {
		if fn.Pos() <= n.Pos() && n.End() <= fn.End() {
			return owner
		}
	}
	return o
}

// requestVars gives the variables that held the body, or what it was made of, the name and
// type of the request.
func (o *operation) requestVars() error {
	for _, v := range o.dispatch.Vars {
		def := o.sweep.locals[v]
		if def == nil {
			return because(rules.CallPartial, o.site.Call, "%s is declared outside the function that makes it", v.Name())
		}
		o.sweep.keep[v] = true
		name := o.requestVar(def)
		if spec, ok := o.sweep.parent[def].(*ast.ValueSpec); ok {
			o.owner(spec).declareRequest(spec, name, v)
		}
	}
	return nil
}

// declareRequest gives the declaration of a variable, which has no value, the type of the
// request. Where no branch may be taken, there was an empty body, which the service
// refused; now there is an empty request.
func (o *operation) declareRequest(spec *ast.ValueSpec, name string, v types.Object) {
	input := o.namesAt(spec).Import(sdkPath, "bedrockruntime") + ".ConverseInput"
	text := name + " *" + input
	if !o.alwaysSet(v) {
		text = name + " = &" + input + "{}"
	}
	o.sourceOf(spec).replace(spec, text)
	o.sweep.gone[spec] = true
}

// alwaysSet reports whether every way through the branches gives a variable its value, or
// leaves the function.
func (o *operation) alwaysSet(v types.Object) bool {
	def := o.sweep.locals[v]
	for _, id := range o.sweep.refs[v] {
		set, ok := o.sweep.parent[id].(*ast.AssignStmt)
		if !ok || set.Lhs[0] != ast.Expr(id) {
			continue
		}
		for st := ast.Stmt(set); st != nil; st = o.statementOf(o.sweep.parent[st]) {
			list := o.sweep.list(st)
			if len(list) > 0 && list[0].Pos() <= def.Pos() && def.End() <= list[len(list)-1].End() {
				return o.sets(st, v)
			}
		}
	}
	return false
}

// sets reports whether a statement gives a variable a value, or leaves the function,
// whatever branch it takes.
func (o *operation) sets(st ast.Stmt, v types.Object) bool {
	switch st := st.(type) {
	case *ast.AssignStmt:
		id, ok := st.Lhs[0].(*ast.Ident)
		return ok && objectOf(o.pkg.TypesInfo, id) == v
	case *ast.ReturnStmt:
		return true
	case *ast.BlockStmt:
		return slices.ContainsFunc(st.List, func(st ast.Stmt) bool { return o.sets(st, v) })
	case *ast.IfStmt:
		return st.Else != nil && o.sets(st.Body, v) && o.sets(st.Else, v)
	case *ast.SwitchStmt:
		other := false
		for _, c := range st.Body.List {
			clause := c.(*ast.CaseClause)
			other = other || clause.List == nil
			if !slices.ContainsFunc(clause.Body, func(st ast.Stmt) bool { return o.sets(st, v) }) {
				return false
			}
		}
		return other
	}
	return false
}

// requestVar is the name of the request in the function around n.
func (o *operation) requestVar(n ast.Node) string {
	fn := o.topFunc(n)
	if o.dispatch.vars[fn] == "" {
		names := o.namesAt(n)
		for _, base := range []string{"input", "request", "converseInput"} {
			if name := base; !names.known(name) {
				o.dispatch.vars[fn] = names.Fresh(name)
				return name
			}
		}
		o.dispatch.vars[fn] = names.Fresh("converseInput")
	}
	return o.dispatch.vars[fn]
}

// requestArms makes the request of every arm.
func (o *operation) requestArms() error {
	o.code = &request.Code{}
	for _, arm := range o.dispatch.Arms {
		op, err := o.owner(arm.Stmt).requestArm(arm)
		if err != nil {
			return err
		}
		o.dispatch.arms = append(o.dispatch.arms, op)
		o.absorb(op)
	}
	return nil
}

// requestArm makes the request of one arm: out of the expressions that the body is made
// of, or by reading the value that was encoded.
func (o *operation) requestArm(arm *callsite.Arm) (*operation, error) {
	var first error
	for _, hold := range []hold{holdNothing, holdValue} {
		op := o.at(arm.Site, arm.Stmt)
		if op.src == nil {
			return nil, because(rules.CallPartial, arm.Value, "the request is made in another package")
		}
		op.way.hold = hold
		err := op.buildArm(arm)
		if err == nil {
			return op, op.replaceArm(arm)
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// buildArm works out the code of an arm's request.
func (o *operation) buildArm(arm *callsite.Arm) error {
	site, opts := arm.Site, request.Options{Catalog: o.cat, Snapshot: o.freeze, Split: arm.Site.Splits, Part: true}
	if o.way.hold != holdNothing {
		var err error
		if site, opts.Held, err = o.holding(); err != nil {
			return err
		}
	}
	code, err := request.Build(site, o.names, opts)
	if err != nil {
		return leaving(err)
	}
	o.code, o.notes, o.grade = code, code.Notes, code.Grade
	o.moveBindings()
	for _, h := range code.Helpers {
		o.helper(h.Name, "", o.names, func(string, *names) string { return h.Source })
	}
	return nil
}

// requestHolding reads the request of the site, or of an arm, with some expressions held.
func (o *operation) requestHolding(pkg *payload.Package, held map[ast.Expr]bool) *payload.Request {
	if o.dispatch == nil {
		return o.engine.RequestHolding(pkg, o.site.Call, o.site.Call.Args[1], held)
	}
	return o.engine.EncodingHolding(pkg, o.site.Call.Fun, held) // an arm; see callsite.Arm
}

// at is the operation on a part of the dispatch, which stands at a statement. Branches
// have scopes of their own, and can use the same names.
func (o *operation) at(site *callsite.Site, stmt ast.Stmt) *operation {
	op := *o
	op.site, op.stmt, op.src, op.notes, op.bindings = site, stmt, o.sourceOf(stmt), nil, nil
	if op.src != nil {
		op.names = o.namesAt(stmt)
		op.names.taken = maps.Clone(op.names.taken)
	}
	return &op
}

// absorb adds to the operation what a part of it has found.
func (o *operation) absorb(part *operation) {
	for _, n := range part.notes {
		if !slices.Contains(o.notes, n) {
			o.notes = append(o.notes, n)
		}
	}
	if o.grade == "" || part.grade == request.NeedsReview {
		o.grade = part.grade
	}
	if part.code != nil && semver.Compare(part.code.Since, o.code.Since) > 0 {
		o.code.Since = part.code.Since
	}
}

// replaceArm marks what an arm's statement says as gone; finishArm writes the new one.
func (o *operation) replaceArm(arm *callsite.Arm) error {
	var parts []ast.Expr
	switch st := arm.Stmt.(type) {
	case *ast.AssignStmt:
		parts = append(slices.Clone(st.Lhs), st.Rhs...)
	case *ast.ReturnStmt:
		parts = st.Results
	}
	if arm.Arg {
		parts = []ast.Expr{arm.Value}
	}
	if !o.sweep.inList(arm.Stmt) {
		return because(rules.CallPartial, arm.Value, "the body is made in the head of a statement")
	}
	for _, e := range parts {
		o.sweep.gone[e] = true
	}
	for _, text := range append(slices.Clone(o.code.Prelude), o.code.Input) {
		o.reads(text, arm.Stmt)
	}
	for _, obj := range o.code.Reads {
		o.sweep.keep[obj] = true
	}
	return nil
}

// requestCall makes the call send the request.
func (o *operation) requestCall() error {
	id, err := o.modelID()
	if err != nil {
		return err
	}
	name := o.dispatch.vars[o.topFunc(o.site.Call)]
	if name == "" { // Body: buildBody(…)
		return because(rules.CallPartial, o.site.Call, "the body is made inside of the input; give it a variable")
	}
	for _, b := range o.dispatch.Builders {
		if err := o.retypeBuilder(b); err != nil {
			return err
		}
	}
	o.code.Prelude, o.code.Input = []string{name + ".ModelId = " + id}, name
	o.replaceMethod(ast.Unparen(o.site.Call.Fun).(*ast.SelectorExpr))
	o.replaceInput()
	return nil
}

// modelID is the expression for the model's id at the call.
func (o *operation) modelID() (string, error) {
	set, ok := o.site.Request.Sets["ModelId"].(*ast.KeyValueExpr)
	if !ok || o.sourceOf(set) != o.src {
		return "", because(rules.CallPartial, o.site.Call, "where the model's id is set cannot be told")
	}
	inCall := o.site.Call.Pos() <= set.Pos() && set.End() <= o.site.Call.End()
	if !inCall && !gocode.Untouched(o.site.Func, o.pkg.TypesInfo, set.Value, set.End(), o.site.Call.Pos()) {
		return "", because(rules.CallPartial, set, "the model's id may change before the call")
	}
	o.keepUsed(set.Value, func(types.Object) bool { return true })
	return o.src.slice(set.Value), nil
}

// retypeBuilder makes a function that made the body return the request.
func (o *operation) retypeBuilder(b *callsite.Builder) error {
	owner, result := o.dispatch.owners[b.Func], b.Func.Type.Results.List[0].Type
	names := owner.namesAt(b.Func.Body)
	owner.sourceOf(b.Func).replace(result, "*"+names.Import(sdkPath, "bedrockruntime")+".ConverseInput")
	owner.sweep.gone[result] = true
	if b.Method != nil {
		o.retypeMethod(b.Method)
	}
	for _, call := range b.Calls {
		owner := o.owner(call)
		owner.callRenamed(b.Func, call)
		switch st := owner.sweep.parent[call].(type) {
		case *ast.ReturnStmt:
		case *ast.AssignStmt:
			owner.sourceOf(st).replace(st.Lhs[0], o.requestVar(st))
			owner.sweep.gone[st.Lhs[0]] = true
		default:
			return because(rules.CallPartial, call, "what %s returns is not assigned to a variable", b.Func.Name.Name)
		}
	}
	return nil
}

// retypeMethod makes a method of an interface, which made the body, return the request.
func (o *operation) retypeMethod(m *ast.Field) {
	result := m.Type.(*ast.FuncType).Results.List[0].Type
	if !o.sweep.gone[result] {
		o.sourceOf(m).replace(result, "*"+o.namesAt(m).Import(sdkPath, "bedrockruntime")+".ConverseInput")
		o.sweep.gone[result], o.api = true, true
	}
}

// dropEncoding removes what encoded the body, with the checks of errors that only it, or
// the arms, could set.
func (o *operation) dropEncoding() {
	var drops []ast.Stmt
	for _, set := range o.dispatch.Encodes {
		drops = append(drops, set)
		check, ok := o.sweep.following(set).(*ast.IfStmt)
		if ok && len(set.Lhs) > 1 && o.checksOnly(check, set.Lhs[1]) {
			drops = append(drops, check)
		}
	}
	for _, arm := range o.dispatch.Arms {
		if set, ok := arm.Stmt.(*ast.AssignStmt); ok && len(set.Lhs) > 1 && !arm.Arg {
			drops = append(drops, o.owner(set).deadChecks(set)...)
		}
	}
	for _, st := range drops {
		o.owner(st).sweep.remove(st)
	}
	for _, ret := range o.dispatch.Returns {
		o.owner(ret).replaceReturn(ret)
	}
}

// replaceReturn makes a statement that returned the body return the request.
func (o *operation) replaceReturn(ret *ast.ReturnStmt) {
	src, text := o.sourceOf(ret), o.requestVar(ret)
	if len(ret.Results) == 1 && o.signatureAt(ret).Results().Len() == 2 {
		text += ", nil"
	}
	src.replace(ret.Results[0], text)
	o.sweep.gone[ret.Results[0]] = true
}

// deadChecks are the check of the error that an arm's statement set, and the declaration
// of that error, where nothing can set it any more.
func (o *operation) deadChecks(set *ast.AssignStmt) []ast.Stmt {
	var st ast.Stmt = set
	for st != nil && o.funcOf(st) == o.funcOf(set) {
		if clause, ok := st.(*ast.CaseClause); ok {
			st = o.statementOf(o.sweep.parent[o.sweep.parent[clause]])
			continue
		}
		if check, ok := o.sweep.following(st).(*ast.IfStmt); ok && o.checksOnly(check, set.Lhs[1]) {
			if o.errorSetBefore(check, set.Lhs[1]) {
				return nil
			}
			return append([]ast.Stmt{check}, o.deadDeclaration(check, set.Lhs[1])...)
		}
		if o.sweep.following(st) != nil {
			return nil
		}
		st = o.statementOf(o.sweep.parent[st])
	}
	return nil
}

// checksOnly reports whether a statement is the plain check of the error e.
func (o *operation) checksOnly(check *ast.IfStmt, e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && check.Init == nil && check.Else == nil && isErrCheck(o.pkg.TypesInfo, check.Cond, objectOf(o.pkg.TypesInfo, id))
}

// errorSetBefore reports whether something that stays sets an error before its check.
func (o *operation) errorSetBefore(check *ast.IfStmt, e ast.Expr) bool {
	obj := objectOf(o.pkg.TypesInfo, e.(*ast.Ident))
	return slices.ContainsFunc(o.sweep.live(obj), func(id *ast.Ident) bool { return id.Pos() < check.Pos() })
}

// deadDeclaration is the statement var err error, where the next statement that sets the
// error can declare it.
func (o *operation) deadDeclaration(check *ast.IfStmt, e ast.Expr) []ast.Stmt {
	def := o.sweep.locals[objectOf(o.pkg.TypesInfo, e.(*ast.Ident))]
	if def == nil {
		return nil
	}
	spec, ok := o.sweep.parent[def].(*ast.ValueSpec)
	if !ok || len(spec.Names) != 1 || len(spec.Values) > 0 {
		return nil
	}
	decl, ok := o.sweep.parent[o.sweep.parent[spec]].(*ast.DeclStmt)
	if !ok || len(decl.Decl.(*ast.GenDecl).Specs) != 1 || !slices.Contains(o.sweep.list(decl), ast.Stmt(check)) {
		return nil
	}
	return []ast.Stmt{decl}
}

// finishDispatch writes the requests of the arms, and the call.
func (o *operation) finishDispatch() {
	if f := o.dispatch.fork; f != nil {
		f.unit.sweep.run()
		f.unit.redeclare()
	}
	for i, op := range o.dispatch.arms {
		op.finishArm(o.dispatch.Arms[i])
	}
	o.finishTwins()
	lines := append(slices.Clone(o.code.Prelude), o.code.Input)
	head := append(o.dispatch.carry(o, []ast.Node{o.site.Call.Args[1]}, lines), stateNotes(o.dispatch.callNotes(o.notes))...)
	head = append(head, o.code.Prelude...)
	o.src.replace(o.site.Call.Args[1], o.code.Input)
	o.src.insertBefore(o.stmt, strings.Join(head, "\n")+"\n")
}

// callNotes are the notes that no arm states.
func (d *dispatch) callNotes(all []request.Note) []request.Note {
	return slices.DeleteFunc(slices.Clone(all), func(n request.Note) bool {
		return slices.ContainsFunc(d.arms, func(op *operation) bool { return slices.Contains(op.notes, n) })
	})
}

// finishArm writes the statement that makes the request of one arm.
func (o *operation) finishArm(arm *callsite.Arm) {
	o.writeBindings()
	lines := strings.Split(strings.Join(append(slices.Clone(o.code.Prelude), o.code.Input), "\n"), "\n")
	inputAt := len(lines) - strings.Count(o.code.Input, "\n") - 1
	head := append(o.dispatch.carry(o, o.removedForArm(arm), lines), stateNotes(o.notes)...)
	head = append(head, lines[:inputAt]...)
	input := reindent(strings.Join(lines[inputAt:], "\n"), o.src.indentOf(arm.Stmt))
	if arm.Arg {
		o.src.replace(arm.Value, input)
	} else {
		o.src.replace(arm.Stmt, o.armText(arm, input))
	}
	if len(head) > 0 {
		o.src.insertBefore(arm.Stmt, strings.Join(head, "\n")+"\n")
	}
}

// armText is the statement of an arm with the request in the place of the body.
func (o *operation) armText(arm *callsite.Arm, input string) string {
	if set, ok := arm.Stmt.(*ast.AssignStmt); ok {
		o.redeclareArm(set)
		return fmt.Sprintf("%s %s %s", o.requestVar(set), set.Tok, input)
	}
	if o.signatureAt(arm.Stmt).Results().Len() > 1 {
		return "return " + input + ", nil"
	}
	return "return " + input
}

// removedForArm are the nodes that made the body of an arm: its statement, and those that
// are removed beside it.
func (o *operation) removedForArm(arm *callsite.Arm) []ast.Node {
	nodes := []ast.Node{arm.Stmt}
	if arm.Arg {
		nodes[0] = arm.Value
	}
	for _, st := range o.sweep.statements {
		if slices.Contains(o.sweep.list(arm.Stmt), st) && st.End() <= arm.Stmt.Pos() {
			nodes = append(nodes, st)
		}
	}
	return nodes
}

// carry saves the comments inside some removed nodes, each once; see operation.carry.
func (d *dispatch) carry(o *operation, nodes []ast.Node, lines []string) (above []string) {
	for _, n := range nodes {
		for _, g := range o.src.comments(n.Pos(), n.End()) {
			if d.done[g] {
				continue
			}
			d.done[g] = true
			if i := o.lineFor(n, g, lines); i >= 0 && len(g.List) == 1 {
				lines[i] += " " + g.List[0].Text
				continue
			}
			for _, c := range g.List {
				above = append(above, c.Text)
			}
		}
	}
	return above
}

// redeclareArm repairs what the statement of an arm declared beside the body: usually err.
func (o *operation) redeclareArm(set *ast.AssignStmt) {
	for _, id := range definedBy(set, o.pkg.TypesInfo) {
		obj := o.pkg.TypesInfo.Defs[id]
		live := o.sweep.live(obj)
		if ast.Expr(id) == set.Lhs[0] || len(live) == 0 {
			continue
		}
		slices.SortFunc(live, func(a, b *ast.Ident) int { return int(a.Pos() - b.Pos()) })
		o.redeclareAt(obj, live[0], set)
	}
}

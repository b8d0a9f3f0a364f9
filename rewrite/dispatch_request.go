package rewrite

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rewrite/request/gocode"
	"github.com/bedrocklint/bedrocklint/rules"
)

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
	input := o.namesAt(spec).Import(sdkPath, "bedrockruntime") + "." + o.dispatch.inputType()
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
	site, opts := o.armSite(arm.Site), request.Options{Catalog: o.cat, Snapshot: o.freeze, Split: arm.Site.Splits, Part: true}
	if o.way.hold != holdNothing {
		var err error
		if site, opts.Held, err = o.holding(); err != nil {
			return err
		}
		site = o.armSite(site)
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

// inputType is the SDK's type of what the arms make. Functions that make requests serve
// both operations, and make them for Converse.
func (d *dispatch) inputType() string {
	if d.streams && len(d.Builders) == 0 {
		return "ConverseStreamInput"
	}
	return "ConverseInput"
}

// armSite is the site of an arm, of the operation that its request is made for.
func (o *operation) armSite(s *callsite.Site) *callsite.Site {
	if o.dispatch.inputType() != "ConverseInput" || s.Operation == callsite.InvokeModel {
		return s
	}
	same := *s
	same.Operation = callsite.InvokeModel
	return &same
}

// requestHolding reads the request of the site, or of an arm, with some expressions held.
func (o *operation) requestHolding(pkg *payload.Package, held map[ast.Expr]bool) *payload.Request {
	if o.dispatch == nil {
		return o.engine.RequestHolding(pkg, o.site.Call, o.site.Input(), held)
	}
	return o.engine.EncodingHolding(pkg, o.site.Call.Fun, held) // an arm; see callsite.Arm
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
	if o.dispatch.streams && o.dispatch.inputType() == "ConverseInput" {
		o.code.Prelude, o.code.Input = nil, o.streamInput(name, id)
	}
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

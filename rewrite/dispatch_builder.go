package rewrite

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// retypeBuilder makes a function that made the body return the request.
func (o *operation) retypeBuilder(b *callsite.Builder) error {
	owner, result := o.dispatch.owners[b.Func], b.Func.Type.Results.List[0].Type
	names := owner.namesAt(b.Func.Body)
	owner.sourceOf(b.Func).replace(result, "*"+names.Import(sdkPath, "bedrockruntime")+"."+o.dispatch.inputType())
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
		case *ast.CallExpr:
			owner.dropEncoder(st, call)
		default:
			return because(rules.CallPartial, call, "what %s returns is not assigned to a variable", b.Func.Name.Name)
		}
	}
	return nil
}

// dropEncoder takes the encoder off the call of a function that makes requests now:
//
//	body, err = json.Marshal(buildRequest(prompt))
//	|-------|   |-----------|                    |
//	  input
//
// The error that it returned is checked no more.
func (o *operation) dropEncoder(encoder, call *ast.CallExpr) {
	src := o.sourceOf(encoder)
	cut := func(from, to token.Pos, text string) { src.buf.Replace(src.offset(from), src.offset(to), text) }
	cut(encoder.Pos(), call.Pos(), "")
	o.sweep.gone[encoder.Fun] = true
	switch st := o.sweep.parent[encoder].(type) {
	case *ast.AssignStmt:
		cut(st.Lhs[0].Pos(), st.Lhs[len(st.Lhs)-1].End(), o.requestVar(st))
		for _, e := range st.Lhs {
			o.sweep.gone[e] = true
		}
		cut(call.End(), encoder.End(), "")
		o.dispatch.encoders = append(o.dispatch.encoders, st)
	case *ast.ReturnStmt:
		text := ""
		if len(st.Results) == 1 && o.signatureAt(st).Results().Len() == 2 {
			text = ", nil"
		}
		cut(call.End(), encoder.End(), text)
	}
}

// retypeMethod makes a method of an interface, which made the body, return the request.
func (o *operation) retypeMethod(m *ast.Field) {
	result := m.Type.(*ast.FuncType).Results.List[0].Type
	if !o.sweep.gone[result] {
		o.sourceOf(m).replace(result, "*"+o.namesAt(m).Import(sdkPath, "bedrockruntime")+"."+o.dispatch.inputType())
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
	for _, set := range o.dispatch.encoders {
		if len(set.Lhs) > 1 {
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
		next := o.sweep.following(st)
		for next != nil && !o.mentionsObject(next, set.Lhs[1]) {
			next = o.sweep.following(next) // between the branches and the check
		}
		if check, ok := next.(*ast.IfStmt); ok && o.checksOnly(check, set.Lhs[1]) {
			if o.errorSetBefore(check, set.Lhs[1]) {
				return nil
			}
			return append([]ast.Stmt{check}, o.deadDeclaration(check, set.Lhs[1])...)
		}
		if next != nil {
			return nil
		}
		st = o.statementOf(o.sweep.parent[st])
	}
	return nil
}

// mentionsObject reports whether a statement mentions the variable that e names.
func (o *operation) mentionsObject(st ast.Stmt, e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	if !ok {
		return true
	}
	return o.mentions(st, objectOf(o.pkg.TypesInfo, id))
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

package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
)

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
	if len(a.texts) != 1 || len(a.guards) > 0 || a.decode.guard != nil {
		return nil
	}
	ret, ok := a.sweep.parent[a.texts[0].Use.Expr].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 2 || !isNil(a.pkg.TypesInfo, ret.Results[1]) || !a.returnsError(ret) {
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
	name, err := "_", "err"
	if len(a.texts) > 0 {
		name = a.names.Fresh("text")
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

package payload

import "go/ast"

// RequestHolding is Request, except that the expressions in held are taken as they
// stand: of their values nothing is known but the type, as of a parameter's. What is sent
// is then spelt out by that type, and every leaf names the expression that was held:
//
//	body, err := json.Marshal(req)   // with req held: {"max_tokens": req.MaxTokens, …}
//
// It is for readers who keep the code that makes such a value, and read the value.
// Callers are not looked at. A held expression that is no variable counts as one that
// was bound to a variable where it stands.
func (e *Engine) RequestHolding(pkg *Package, call *ast.CallExpr, input ast.Expr, held map[ast.Expr]bool) *Request {
	return e.local(pkg, call, input, held)
}

// hold is the value of a held expression, after its effects.
func (a *activation) hold(e ast.Expr, st *state) goValue {
	a.r.holding[e] = true // evaluated once more, for its effects only
	a.eval(e, st)
	delete(a.r.holding, e)
	s := a.src(e)
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok {
		s.expr = u.X // of &req, what is read is req.Field
	}
	return a.r.newOpaque(a.typeOf(e), a.r.freshKey(), s)
}

// isHeld reports whether n is an expression that was bound to a variable of its own.
func (r *run) isHeld(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	if !ok || !r.held[e] {
		return false
	}
	_, variable := e.(*ast.Ident)
	return !variable
}

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
)

// origins is a condition over what its variables held when it was evaluated, for variables
// that are written later on: by the very branch that it guards, for one.
//
//	schema := tool.Schema
//	if len(schema) == 0 { // origins: len(tool.Schema) == 0
//		schema = anything
//	}
type origins struct {
	expr  ast.Expr
	clock int // when the first of them was evaluated
}

// origins writes a condition over the origins of its variables; nil when one has none, or
// when it would be the same.
func (a *activation) origins(e ast.Expr, st *state) *origins {
	o := &origins{clock: a.r.clock}
	o.expr = o.rewrite(a, e, st)
	if o.expr == nil || exprText(o.expr) == exprText(e) {
		return nil
	}
	return o
}

func (o *origins) rewrite(a *activation, e ast.Expr, st *state) ast.Expr {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e
	case *ast.ParenExpr:
		return o.rewrite(a, e.X, st)
	case *ast.UnaryExpr:
		if x := o.rewrite(a, e.X, st); x != nil && e.Op == token.NOT {
			return &ast.UnaryExpr{OpPos: e.OpPos, Op: e.Op, X: x}
		}
	case *ast.BinaryExpr:
		x, y := o.rewrite(a, e.X, st), o.rewrite(a, e.Y, st)
		if x != nil && y != nil {
			return &ast.BinaryExpr{X: x, OpPos: e.OpPos, Op: e.Op, Y: y}
		}
	case *ast.CallExpr:
		if !isLen(a.pkg.Info, e) {
			return nil
		}
		if x := o.rewrite(a, e.Args[0], st); x != nil {
			return &ast.CallExpr{Fun: e.Fun, Lparen: e.Lparen, Args: []ast.Expr{x}, Rparen: e.Rparen}
		}
	case *ast.Ident, *ast.SelectorExpr:
		return o.operand(a, e, st)
	}
	return nil
}

// operand is what a variable, or a field of one, was given; a constant is itself.
func (o *origins) operand(a *activation, e ast.Expr, st *state) ast.Expr {
	tv := a.pkg.Info.Types[e]
	if tv.Value != nil || tv.IsNil() {
		return e
	}
	if rootObject(a.pkg.Info, e) == nil {
		return nil
	}
	v, ok := a.stored(e, st).(*opaque)
	if !ok || v.src.expr == nil || v.src.fr != a.fr || hasCall(v.src.expr) {
		return nil
	}
	o.clock = min(o.clock, v.src.clock)
	return v.src.expr
}

// stored is what a variable or field holds, with the source that it was given.
func (a *activation) stored(e ast.Expr, st *state) goValue {
	if sel, ok := e.(*ast.SelectorExpr); ok {
		if field := a.pkg.Info.Selections[sel]; field != nil && field.Kind() == types.FieldVal {
			return a.fieldPath(a.eval(sel.X, st), field.Index(), st, e)
		}
	}
	return a.eval(e, st)
}

func isLen(info *types.Info, call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || len(call.Args) != 1 {
		return false
	}
	b, ok := info.Uses[id].(*types.Builtin)
	return ok && b.Name() == "len"
}

// useOrigins gives a condition that cannot be evaluated again the form that can.
func (s *sealer) useOrigins(c *Cond) {
	o := c.Orig
	o.Expr = c.origins.expr
	if stable := s.check(o, c.origins.clock, ""); stable.OK {
		c.Orig, c.Stable = o, stable
	}
}

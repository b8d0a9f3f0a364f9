package mapping

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/payload"
)

// both is the presence of a member inside of another one. A presence has room for one
// omitempty test; a second one becomes a condition.
func (m *mapper) both(outer, inner payload.Presence) payload.Presence {
	out := payload.Presence{OmitEmpty: inner.OmitEmpty, OmitZero: inner.OmitZero}
	if cond, ok := nilTest(outer.OmitEmpty); ok && len(inner.When) > 0 {
		outer.When, outer.OmitEmpty = append(outer.When[:len(outer.When):len(outer.When)], cond), nil
	}
	out.When = append(append(out.When, outer.When...), inner.When...)
	switch {
	case outer.OmitEmpty == nil || outer.OmitEmpty == inner.OmitEmpty:
	case inner.OmitEmpty == nil:
		out.OmitEmpty, out.OmitZero = outer.OmitEmpty, outer.OmitZero
	default:
		if cond, ok := nonEmptyCond(outer.OmitEmpty); ok {
			out.When = append(out.When, cond)
		} else if !neverEmpty(outer.OmitEmpty) {
			m.fail(outer.OmitEmpty, "two omitempty tests, one inside the other, of which one cannot be written as a condition")
		}
	}
	return out
}

// nilTest is the test that a pointer is not nil, which has to stand before the conditions
// that look at what it points to.
func nilTest(v payload.Value) (payload.Cond, bool) {
	e, ok := v.(*payload.Expr)
	if !ok {
		return payload.Cond{}, false
	}
	if _, ok := types.Unalias(e.Type).Underlying().(*types.Pointer); !ok {
		return payload.Cond{}, false
	}
	return nonEmptyCond(e)
}

// sameExpr reports whether two values are the same run-time expression, read in the same
// place.
func sameExpr(a, b payload.Value) bool {
	x, okX := a.(*payload.Expr)
	y, okY := b.(*payload.Expr)
	if !okX || !okY || x.Orig.Expr == nil || y.Orig.Expr == nil || x.Orig.Frame != y.Orig.Frame {
		return a == b
	}
	return x.Orig.Expr == y.Orig.Expr || types.ExprString(x.Orig.Expr) == types.ExprString(y.Orig.Expr)
}

// sameAlt reports whether what an omitempty test looks at are the alternatives of the value
// itself: each of them is then tested in its own branch.
func sameAlt(tested, v payload.Value) bool {
	x, okX := tested.(*payload.Alt)
	y, okY := v.(*payload.Alt)
	return okX && okY && x.Orig == y.Orig && len(x.Cases) == len(y.Cases)
}

// samePresence reports whether two presences are the same conditions.
func samePresence(a, b payload.Presence) bool {
	if len(a.When) != len(b.When) || a.OmitZero != b.OmitZero || (a.OmitEmpty == nil) != (b.OmitEmpty == nil) {
		return false
	}
	for i := range a.When {
		x, y := a.When[i], b.When[i]
		if x.Orig.Expr != y.Orig.Expr || x.Orig.Frame != y.Orig.Frame || x.Negate != y.Negate {
			return false
		}
	}
	return a.OmitEmpty == nil || sameExpr(a.OmitEmpty, b.OmitEmpty)
}

// neverEmpty reports whether encoding/json never finds a value empty.
func neverEmpty(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		return !isZero(v)
	case *payload.String:
		for _, p := range v.Parts {
			if p.Lit != "" {
				return true
			}
		}
	case *payload.Object:
		return true
	case *payload.Alt:
		for _, c := range v.Cases {
			if !neverEmpty(c.Value) {
				return false
			}
		}
		return len(v.Cases) > 0
	case *payload.Array:
		for _, e := range v.Elems {
			if e.Loop == nil && e.Presence.Always() {
				return true
			}
		}
	}
	return false
}

func isZero(c *payload.Const) bool {
	switch {
	case c.Val == nil:
		return true
	case c.Val.Kind() == constant.String:
		return constant.StringVal(c.Val) == ""
	case c.Val.Kind() == constant.Bool:
		return !constant.BoolVal(c.Val)
	}
	return constant.Sign(c.Val) == 0
}

// nonEmptyCond writes the test that a value is not empty as a condition.
func nonEmptyCond(v payload.Value) (payload.Cond, bool) {
	e, ok := v.(*payload.Expr)
	if list, isList := v.(*payload.Array); isList {
		e, ok = ranged(list)
	}
	if !ok || e.Orig.Expr == nil {
		return payload.Cond{}, false
	}
	cond := payload.Cond{Orig: e.Orig, Stable: e.Stable}
	test := nonZero(e)
	cond.Orig.Expr = test
	return cond, test != nil
}

// ranged is the list of which an array has an element each.
func ranged(a *payload.Array) (*payload.Expr, bool) {
	if len(a.Elems) != 1 || a.Rest != nil || a.Elems[0].Loop == nil || !a.Elems[0].Presence.Always() {
		return nil, false
	}
	e, ok := a.Elems[0].Loop.Over.(*payload.Expr)
	return e, ok
}

// nonZero is the Go test that encoding/json finds a value not empty; nil when its type
// has none.
func nonZero(e *payload.Expr) ast.Expr {
	not := func(zero ast.Expr) ast.Expr { return &ast.BinaryExpr{X: e.Orig.Expr, Op: token.NEQ, Y: zero} }
	switch u := types.Unalias(e.Type).Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return not(ast.NewIdent("nil"))
	case *types.Slice, *types.Map:
		length := &ast.CallExpr{Fun: ast.NewIdent("len"), Args: []ast.Expr{e.Orig.Expr}}
		return &ast.BinaryExpr{X: length, Op: token.GTR, Y: &ast.BasicLit{Kind: token.INT, Value: "0"}}
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return not(&ast.BasicLit{Kind: token.STRING, Value: `""`})
		case u.Info()&types.IsNumeric != 0:
			return not(&ast.BasicLit{Kind: token.INT, Value: "0"})
		case u.Info()&types.IsBoolean != 0:
			return e.Orig.Expr
		}
	}
	return nil
}

// branch is one of the values that an expression can have, and when.
type branch struct {
	when  []payload.Cond
	value payload.Value
}

// branches takes alternatives apart. Each branch says in full when it is taken, so that
// its parts can go to different places of the Converse request.
func (m *mapper) branches(v payload.Value) []branch {
	alt, ok := v.(*payload.Alt)
	if !ok {
		return []branch{{value: v}}
	}
	var out []branch
	var before []payload.Cond // the negations of the cases so far
	for i, c := range alt.Cases {
		when := append(unlessExcluded(before, c.When), c.When...)
		if i == 1 && len(c.When) > 0 && len(alt.Cases) == 2 && opposite(alt.Cases[0].When, c.When) {
			when = c.When
		}
		for _, b := range m.branches(c.Value) {
			out = append(out, branch{append(append([]payload.Cond{}, when...), b.when...), b.value})
		}
		if i == len(alt.Cases)-1 {
			break
		}
		not, ok := negation(c.When)
		if !ok {
			m.fail(v, "the alternatives depend on conditions of several functions at once")
			return nil
		}
		before = append(before, not)
	}
	return out
}

// unlessExcluded leaves out those negations that the conditions imply: a string that has
// one value has no other.
func unlessExcluded(before, when []payload.Cond) []payload.Cond {
	out := []payload.Cond{}
	for _, b := range before {
		if !slices.ContainsFunc(when, func(c payload.Cond) bool { return b.Negate && excludes(b, c) }) {
			out = append(out, b)
		}
	}
	return out
}

// excludes reports whether two comparisons of one thing with different literals cannot
// both hold.
func excludes(a, b payload.Cond) bool {
	x, okX := a.Orig.Expr.(*ast.BinaryExpr)
	y, okY := b.Orig.Expr.(*ast.BinaryExpr)
	if !okX || !okY || b.Negate || x.Op != token.EQL || y.Op != token.EQL || a.Orig.Frame != b.Orig.Frame {
		return false
	}
	p, okP := x.Y.(*ast.BasicLit)
	q, okQ := y.Y.(*ast.BasicLit)
	return okP && okQ && p.Value != q.Value && types.ExprString(x.X) == types.ExprString(y.X)
}

// negation is the condition that not all of the conditions hold.
func negation(when []payload.Cond) (payload.Cond, bool) {
	if len(when) == 0 {
		return payload.Cond{}, false
	}
	all := when[0]
	for _, c := range when[1:] {
		if c.Orig.Frame != all.Orig.Frame || !c.Stable.OK {
			return payload.Cond{}, false
		}
		x, y := operand(all), operand(c)
		all.Orig.Expr, all.Negate = &ast.BinaryExpr{X: x, Op: token.LAND, Y: y}, false
	}
	all.Negate = !all.Negate
	return all, true
}

// operand is a condition as an operand of &&.
func operand(c payload.Cond) ast.Expr {
	switch {
	case c.Negate:
		return &ast.UnaryExpr{Op: token.NOT, X: &ast.ParenExpr{X: c.Orig.Expr}}
	case isOr(c.Orig.Expr):
		return &ast.ParenExpr{X: c.Orig.Expr}
	}
	return c.Orig.Expr
}

func isOr(e ast.Expr) bool {
	b, ok := e.(*ast.BinaryExpr)
	return ok && b.Op == token.LOR
}

// Whole gives an alternative of scalars as the one expression that holds it, a variable
// that branches set, where that can be evaluated at the call. The branches then stay
// where they are in the code, and need not be repeated.
func Whole(v payload.Value) payload.Value {
	alt, ok := v.(*payload.Alt)
	if !ok || !alt.Stable.OK || alt.Orig.Expr == nil || alt.Orig.Frame == nil || alt.Orig.Frame.Info == nil {
		return v
	}
	t := alt.Orig.Frame.Info.TypeOf(alt.Orig.Expr)
	if t == nil {
		return v
	}
	if _, basic := types.Unalias(t).Underlying().(*types.Basic); !basic || !scalars(alt) {
		return v
	}
	return &payload.Expr{Orig: alt.Orig, Type: t, Stable: alt.Stable}
}

// scalars reports whether every alternative is one, and sent.
func scalars(alt *payload.Alt) bool {
	for _, c := range alt.Cases {
		switch v := c.Value.(type) {
		case *payload.Const:
			if v.Val == nil {
				return false
			}
		case *payload.String, *payload.Expr:
		case *payload.Unknown:
		case *payload.Alt:
			if !scalars(v) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func opposite(a, b []payload.Cond) bool {
	return len(a) == 1 && len(b) == 1 && a[0].Orig.Expr == b[0].Orig.Expr && a[0].Negate != b[0].Negate
}

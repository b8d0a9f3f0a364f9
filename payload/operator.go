package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

func boolConst(b bool, s src) *constVal {
	return &constVal{src: s, typ: types.Typ[types.Bool], val: constant.MakeBool(b)}
}

func intConst(n int64, t types.Type, s src) *constVal {
	if t == nil {
		t = types.Typ[types.Int]
	}
	return &constVal{src: s, typ: t, val: constant.MakeInt64(n)}
}

func stringConst(v string, t types.Type, s src) *constVal {
	return &constVal{src: s, typ: t, val: constant.MakeString(v)}
}

func (a *activation) unary(e *ast.UnaryExpr, st *state) goValue {
	switch e.Op {
	case token.AND:
		return a.address(e, st)
	case token.ARROW:
		a.eval(e.X, st)
		a.r.effects++
		return a.r.widened(a.typeOf(e), a.src(e), "received from a channel")
	}
	v := a.eval(e.X, st)
	return a.mapValue(v, func(v goValue) goValue {
		if c, ok := v.(*constVal); ok && c.val != nil && c.val.Kind() != constant.Unknown {
			if val, ok := foldUnary(e.Op, c.val, a.typeOf(e)); ok {
				return &constVal{src: a.src(e), typ: a.typeOf(e), val: val}
			}
		}
		return a.r.newOpaque(a.typeOf(e), a.r.freshKey(), a.src(e))
	})
}

// foldUnary computes a unary operator on a constant.
func foldUnary(op token.Token, v constant.Value, t types.Type) (constant.Value, bool) {
	switch {
	case op == token.NOT && v.Kind() == constant.Bool:
		return constant.UnaryOp(op, v, 0), true
	case (op == token.SUB || op == token.ADD) && !isUnsigned(t) && (v.Kind() == constant.Int || v.Kind() == constant.Float):
		return constant.UnaryOp(op, v, 0), true
	}
	return nil, false
}

func isUnsigned(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsUnsigned != 0
}

func (a *activation) binary(e *ast.BinaryExpr, st *state) goValue {
	x := a.eval(e.X, st)
	if e.Op == token.LAND || e.Op == token.LOR {
		if b, ok := boolOf(x); ok && b == (e.Op == token.LOR) {
			return x
		}
		if hasCall(e.Y) {
			c := a.cond(e.X, nil)
			c.Negate = e.Op == token.LOR
			var y goValue
			y0 := st.branch(c)
			y = a.eval(e.Y, y0)
			m, _ := a.r.join([]Cond{c}, y0, nil, st.clone(), nil)
			m.path = st.path
			*st = *m
			return a.binaryValues(e, e.Op, x, y)
		}
	}
	return a.binaryValues(e, e.Op, x, a.eval(e.Y, st))
}

func hasCall(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.UnaryExpr:
			found = true
		}
		return !found
	})
	return found
}

// binaryValues computes x op y for the expression e.
func (a *activation) binaryValues(e ast.Expr, op token.Token, x, y goValue) goValue {
	if c, ok := x.(*choice); ok {
		if _, both := y.(*choice); !both {
			return named(a.r.mapChoice(c, func(k goValue) goValue { return a.binaryValues(e, op, k, y) }), a.src(e))
		}
	}
	if c, ok := y.(*choice); ok {
		if _, both := x.(*choice); !both {
			return named(a.r.mapChoice(c, func(k goValue) goValue { return a.binaryValues(e, op, x, k) }), a.src(e))
		}
	}
	t := a.typeOf(e)
	switch op {
	case token.EQL, token.NEQ:
		if eq, ok := equal(x, y); ok {
			return boolConst(eq == (op == token.EQL), a.src(e))
		}
	case token.LAND, token.LOR:
		if b, ok := boolOf(x); ok {
			if b == (op == token.LOR) {
				return x
			}
			return y
		}
		if b, ok := boolOf(y); ok && b != (op == token.LOR) {
			return x
		}
	case token.ADD:
		if isString(typeOf(x)) || isString(typeOf(y)) {
			return a.concat(x, y, t, e)
		}
	}
	if o, ok := x.(*opaque); ok && a.r.positive[o.key] {
		if n, ok := intOf(y); ok && n == 0 && (op == token.GTR || op == token.EQL || op == token.NEQ) {
			return boolConst(op != token.EQL, a.src(e))
		}
	}
	if v, ok := foldBinary(op, x, y); ok {
		if v.Kind() == constant.Bool {
			return boolConst(constant.BoolVal(v), a.src(e))
		}
		if isBasic(t) && representable(v, t) {
			return &constVal{src: a.src(e), typ: t, val: v}
		}
	}
	return a.r.newOpaque(t, a.r.freshKey(), a.src(e))
}

// representable reports whether the constant v is exactly a value of type t: an
// operation that overflows or rounds is left to run time.
func representable(v constant.Value, t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return false
	}
	switch {
	case b.Info()&types.IsInteger != 0:
		n, exact := constant.Int64Val(constant.ToInt(v))
		return exact && n >= -1<<31 && n < 1<<31 && (b.Info()&types.IsUnsigned == 0 || n >= 0) && b.Kind() != types.Int8 && b.Kind() != types.Int16 && b.Kind() != types.Uint8 && b.Kind() != types.Uint16
	case b.Kind() == types.Float64:
		_, exact := constant.Float64Val(v)
		return exact
	}
	return false
}

// foldBinary computes arithmetic and comparisons of constants.
func foldBinary(op token.Token, x, y goValue) (constant.Value, bool) {
	c, okX := x.(*constVal)
	d, okY := y.(*constVal)
	if !okX || !okY || c.val == nil || d.val == nil || c.val.Kind() != d.val.Kind() && !(isNumber(c.val) && isNumber(d.val)) {
		return nil, false
	}
	switch op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
		if c.val.Kind() == constant.Bool {
			return nil, false
		}
		return constant.MakeBool(constant.Compare(c.val, op, d.val)), true
	case token.ADD, token.SUB, token.MUL:
		if isNumber(c.val) && isNumber(d.val) {
			return constant.BinaryOp(c.val, op, d.val), true
		}
	}
	return nil, false
}

func isNumber(v constant.Value) bool {
	return v.Kind() == constant.Int || v.Kind() == constant.Float
}

// equal compares two values where that can be decided.
func equal(x, y goValue) (eq, ok bool) {
	if isNil(x) && isNil(y) {
		return true, true
	}
	if isNil(y) {
		x, y = y, x
	}
	if isNil(x) {
		switch y.(type) {
		case *someError:
			return false, true
		}
		return false, nonNil(y)
	}
	c, okX := x.(*constVal)
	d, okY := y.(*constVal)
	if okX && okY && c.val != nil && d.val != nil {
		if c.typ != nil && d.typ != nil && !types.Identical(c.typ, d.typ) && !untyped(c.typ) && !untyped(d.typ) {
			return false, false
		}
		if c.val.Kind() == d.val.Kind() || isNumber(c.val) && isNumber(d.val) {
			return constant.Compare(c.val, token.EQL, d.val), true
		}
	}
	return false, false
}

func untyped(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Info()&types.IsUntyped != 0
}

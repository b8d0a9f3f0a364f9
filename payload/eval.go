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

// eval evaluates e in st, with its effects.
func (a *activation) eval(e ast.Expr, st *state) goValue {
	if a.r.exhausted() {
		return a.unknown(e, "the function takes too many steps to follow")
	}
	if tv, ok := a.pkg.Info.Types[e]; ok && tv.Value != nil {
		return &constVal{src: a.src(e), typ: a.subst(tv.Type), val: tv.Value}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return a.eval(e.X, st)
	case *ast.Ident:
		return a.ident(e, st)
	case *ast.SelectorExpr:
		return a.selector(e, st)
	case *ast.StarExpr:
		return a.read(a.deref(a.eval(e.X, st), st, e), e)
	case *ast.UnaryExpr:
		return a.unary(e, st)
	case *ast.BinaryExpr:
		return a.binary(e, st)
	case *ast.CompositeLit:
		return a.composite(e, a.typeOf(e), st)
	case *ast.CallExpr:
		v := a.call(e, st)
		if t, ok := v.(*tuple); ok && len(t.vals) > 0 {
			return t.vals[0]
		}
		return v
	case *ast.IndexExpr:
		return a.indexExpr(e, st)
	case *ast.SliceExpr:
		return a.sliceExpr(e, st)
	case *ast.TypeAssertExpr:
		return a.asserted(a.eval(e.X, st), a.typeOf(e), e)
	case *ast.FuncLit:
		return a.funcLit(e, st)
	}
	return a.unknown(e, "expression is not followed")
}

// multi evaluates an expression that yields n values: a call, or a comma-ok form.
func (a *activation) multi(e ast.Expr, n int, st *state) []goValue {
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if t, ok := a.call(x, st).(*tuple); ok && len(t.vals) == n {
			return t.vals
		}
	case *ast.TypeAssertExpr:
		v := a.eval(x.X, st)
		t := a.subst(a.pkg.Info.TypeOf(x.Type))
		val := a.mapValue(v, func(k goValue) goValue { return a.orZero(k, t, e, st) })
		return []goValue{val, a.hasType(v, t, e)}
	case *ast.IndexExpr:
		return a.mapCommaOK(x, st)
	case *ast.UnaryExpr:
		a.eval(x.X, st)
	}
	out := make([]goValue, n)
	tup, _ := a.pkg.Info.TypeOf(e).(*types.Tuple)
	for i := range out {
		var t types.Type
		if tup != nil && i < tup.Len() {
			t = a.subst(tup.At(i).Type())
		}
		s := src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}
		out[i] = a.r.widened(t, s, "is one of several results of a call")
	}
	return out
}

// orZero is v.(t) in a comma-ok form: the zero value when v has another type.
func (a *activation) orZero(v goValue, t types.Type, e ast.Expr, st *state) goValue {
	if has, known := boolOf(a.hasType(v, t, e)); known {
		if has {
			return a.asserted(v, t, e)
		}
		return zero(t, a.src(e))
	}
	a.escape(v, st, e.Pos(), "reached through a type assertion", false)
	return a.r.widened(t, src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}, "depends on the dynamic type")
}

func (a *activation) ident(id *ast.Ident, st *state) goValue {
	obj := a.pkg.Info.ObjectOf(id)
	switch obj := obj.(type) {
	case *types.Nil:
		return &constVal{src: a.src(id), typ: types.Typ[types.UntypedNil]}
	case *types.Func:
		return &funcVal{src: a.src(id), fn: obj}
	case *types.Var:
		if addr, ok := a.lookup(obj); ok {
			return a.read(a.r.load(st, addr, nil, a.src(id)), id)
		}
		return a.packageVar(id, obj, st)
	}
	return a.unknown(id, "%s is not followed", id.Name)
}

// read is v as read through the expression e. Values that only exist at run time are
// henceforth known as e, if e can be written at the call site, so that the result of
// a call is named by the variable that holds it.
func (a *activation) read(v goValue, e ast.Expr) goValue {
	switch v := v.(type) {
	case *opaque, *choice, *unknown, *text, *bufVal:
		s := v.from()
		if s.expr == nil || a.r.siteFns[a.fr.Fn] && a.inScope(e) {
			return v.at(a.src(e))
		}
	case *constVal:
		if v.expr == nil {
			return v.at(a.src(e))
		}
	}
	return v
}

// inScope reports whether the variables of e are declared where the target is.
func (a *activation) inScope(e ast.Expr) bool {
	obj := rootObject(a.pkg.Info, e)
	if obj == nil {
		return false
	}
	return obj.Parent() != nil && obj.Parent().Contains(a.r.target.Pos()) && obj.Pos() < a.r.target.Pos()
}

// packageVar is the value of a package-level variable: its initial one if nothing
// ever changes it.
func (a *activation) packageVar(e ast.Expr, obj *types.Var, st *state) goValue {
	dynamic := &opaque{src: a.src(e), typ: obj.Type(), key: "var " + obj.Id() + a.r.memKey(st)}
	if obj.Pkg() == nil {
		return dynamic
	}
	pkg := a.r.e.prog.Package(obj.Pkg())
	if pkg == nil || !a.r.e.constantVar(pkg, obj) {
		return dynamic
	}
	pv := a.r.e.index(pkg).vars[obj]
	if pv == nil {
		return dynamic
	}
	if pv.init == nil {
		return zero(obj.Type(), a.src(e))
	}
	if a.r.depth >= maxDepth {
		return dynamic
	}
	a.r.depth++
	defer func() { a.r.depth-- }()
	b := a.r.activate(pkg, nil, &ast.FuncType{}, nil, nil)
	before := a.r.effects
	v := b.eval(pv.init, st)
	if a.r.effects != before {
		return dynamic
	}
	switch v.(type) {
	case *opaque, *unknown, *text:
		return v.at(a.src(e))
	}
	return b.convert(v, obj.Type(), pv.init)
}

// constantVar reports whether a package-level variable keeps its initial value. What
// its elements are is followed as well when nothing but reads is done with it.
func (e *Engine) constantVar(pkg *Package, obj *types.Var) bool {
	ix := e.index(pkg)
	if ix.aliased[obj] {
		return false
	}
	writes := 0
	for _, p := range e.prog.pkgs {
		if p == pkg || obj.Exported() {
			writes += len(e.index(p).writes[obj])
		}
	}
	if ix.vars[obj] == nil || ix.vars[obj].init == nil {
		return writes == 0 && isBasic(obj.Type())
	}
	if writes > 1 { // its own declaration is one
		return false
	}
	switch obj.Type().Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	case *types.Struct:
		return true
	case *types.Map, *types.Slice, *types.Pointer:
		return !obj.Exported() || e.index(pkg) != nil
	}
	return false
}

func (r *run) memKey(st *state) string {
	return "@" + string(rune('0'+st.mem.clock%10)) + itoa(st.mem.clock)
}

func (a *activation) selector(e *ast.SelectorExpr, st *state) goValue {
	sel, ok := a.pkg.Info.Selections[e]
	if !ok { // qualified identifier
		switch obj := a.pkg.Info.Uses[e.Sel].(type) {
		case *types.Var:
			return a.packageVar(e, obj, st)
		case *types.Func:
			return &funcVal{src: a.src(e), fn: obj}
		}
		return a.unknown(e, "%s is not followed", e.Sel.Name)
	}
	if sel.Kind() == types.FieldVal {
		v := a.eval(e.X, st)
		return a.read(a.fieldPath(v, sel.Index(), st, e), e)
	}
	fn, _ := sel.Obj().(*types.Func)
	if sel.Kind() == types.MethodExpr {
		return &funcVal{src: a.src(e), fn: fn}
	}
	return &funcVal{src: a.src(e), fn: fn, recv: a.eval(e.X, st)}
}

// fieldPath follows field indexes from v, through embedded pointers.
func (a *activation) fieldPath(v goValue, index []int, st *state, e ast.Expr) goValue {
	for _, i := range index {
		v = a.field(v, i, st, e)
	}
	return v
}

func (a *activation) field(v goValue, i int, st *state, e ast.Expr) goValue {
	if c, ok := v.(*choice); ok {
		return a.r.mapChoice(c, func(k goValue) goValue { return a.field(k, i, st, e) })
	}
	if isPointer(typeOf(v)) {
		v = a.deref(v, st, e)
		if c, ok := v.(*choice); ok {
			return a.field(c, i, st, e)
		}
	}
	return a.r.step(st, v, i, a.src(e))
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// deref is what v points to.
func (a *activation) deref(v goValue, st *state, e ast.Expr) goValue {
	switch v := v.(type) {
	case *pointer:
		return a.r.load(st, v.addr, v.path, a.src(e))
	case *opaque:
		if addr, ok := a.r.behind(v, st); ok {
			return a.r.load(st, addr, nil, a.src(e))
		}
	case *choice:
		return a.r.mapChoice(v, func(k goValue) goValue { return a.deref(k, st, e) })
	case *constVal:
		if v.val == nil {
			return &unknown{src: a.src(e), reason: "nil is dereferenced"}
		}
	case *unknown:
		return &unknown{src: v.src, reason: v.reason, typ: pointee(v.typ)}
	}
	return &unknown{src: a.src(e), reason: "what it points to is not known"}
}

func pointee(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return nil
}

// behind is the cell that an opaque pointer leads to. It is made when first asked
// for, so that what is written through the pointer is read again.
func (r *run) behind(v *opaque, st *state) (int, bool) {
	elem := pointee(v.typ)
	if elem == nil {
		return 0, false
	}
	key := v.key + "*"
	if addr, ok := st.lazy[key]; ok {
		return addr, true
	}
	s := v.src
	if v.expr != nil {
		s.expr = &ast.StarExpr{X: v.expr, Star: v.expr.Pos()}
	}
	addr := r.alloc(st, r.newOpaque(elem, key, s), elem)
	r.lazyCell[addr] = true
	st.lazy[key] = addr
	st.changed[addr] = mark{clock: st.mem.clock, pos: st.mem.pos}
	return addr, true
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

// mapValue applies f to v, or to every case of it.
func (a *activation) mapValue(v goValue, f func(goValue) goValue) goValue {
	if c, ok := v.(*choice); ok {
		return a.r.mapChoice(c, f)
	}
	return f(v)
}

// address is &x: of a literal, or of a place in memory.
func (a *activation) address(e *ast.UnaryExpr, st *state) goValue {
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		v := a.eval(lit, st)
		return a.r.newPointer(st, v, a.typeOf(e), a.typeOf(lit), a.src(e))
	}
	locs, why := a.locate(e.X, st)
	if len(locs) != 1 {
		return a.unknown(e, "the address of a value that is not followed: %s", why)
	}
	return &pointer{src: a.src(e), typ: a.typeOf(e), addr: locs[0].addr, path: locs[0].path}
}

// newPointer is a pointer to a new cell that holds v.
func (r *run) newPointer(st *state, v goValue, t, elem types.Type, s src) *pointer {
	addr := r.alloc(st, v, elem)
	st.changed[addr] = mark{r.tick(), s.pos}
	return &pointer{src: s, typ: t, addr: addr}
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

package payload

import (
	"go/ast"
	"go/types"
)

// callCtx is one call of a modelled function.
type callCtx struct {
	a    *activation
	e    *ast.CallExpr
	fn   *types.Func
	recv goValue
	args []goValue
	st   *state
}

func (c *callCtx) arg(i int) goValue {
	if i < len(c.args) {
		return c.args[i]
	}
	return &unknown{src: c.a.src(c.e), reason: "argument is missing"}
}

// resultType is the type of the first result.
func (c *callCtx) resultType() types.Type {
	t := c.a.typeOf(c.e)
	if tup, ok := t.(*types.Tuple); ok {
		if tup.Len() == 0 {
			return nil
		}
		return c.a.subst(tup.At(0).Type())
	}
	return t
}

func (c *callCtx) anon() src { return src{pos: c.e.Pos(), fr: c.a.fr, clock: c.a.r.clock} }

// withError is v and an error that may or may not be nil.
func (c *callCtx) withError(v goValue) goValue {
	err := c.a.r.newOpaque(types.Universe.Lookup("error").Type(), c.a.r.freshKey(), c.anon())
	return &tuple{src: c.a.src(c.e), vals: []goValue{v, err}}
}

// succeeds is v and a nil error: what a program encodes is taken to be encodable. A
// body that cannot be encoded is no request, so nothing is lost by not following what
// the program does then.
func (c *callCtx) succeeds(v goValue) goValue {
	return &tuple{src: c.a.src(c.e), vals: []goValue{v, c.noError()}}
}

func (c *callCtx) noError() goValue {
	return &constVal{src: c.anon(), typ: types.Universe.Lookup("error").Type()}
}

// anyResult has no effect and gives a run-time value.
func anyResult(c *callCtx) goValue { return c.a.unknownResults(c.e, "") }

func nothing(c *callCtx) goValue {
	c.a.r.wroteTo(c.recv)
	return c.a.unknownResults(c.e, "")
}

// wroteTo remembers that a call changed what v points to.
func (r *run) wroteTo(v goValue) {
	if p, ok := v.(*pointer); ok {
		r.wrote(p.addr)
	}
}

func marshal(c *callCtx) goValue { return marshalArg(0)(c) }

// marshalArg is an encoder of argument i.
func marshalArg(i int) effect {
	return func(c *callCtx) goValue { return c.marshalled(c.arg(i), i) }
}

func (c *callCtx) marshalled(arg goValue, i int) goValue {
	v := c.encodeArg(arg, i)
	t := c.resultType()
	return c.succeeds(&text{src: c.a.src(c.e), typ: t, pieces: []piece{{json: v, call: c.e, in: c.a.fr}}})
}

func newEncoder(c *callCtx) goValue {
	return &encoder{src: c.a.src(c.e), typ: c.resultType(), w: c.arg(0)}
}

func encode(c *callCtx) goValue {
	enc, ok := c.recv.(*encoder)
	if !ok {
		return nil
	}
	v := c.encodeArg(c.arg(0), 0)
	if !c.a.addTo(enc.w, []piece{{json: v, call: c.e, in: c.a.fr}, {lit: "\n"}}, c.st, c.e) {
		return nil
	}
	return c.noError()
}

// fill is a decoder that overwrites what argument i points to.
func fill(i int) effect {
	return func(c *callCtx) goValue {
		seen := make(map[int]bool)
		c.a.r.reach(c.arg(i), c.st, seen)
		for _, addr := range sortedKeys(seen) {
			c.a.r.wrote(addr)
			c.a.r.forget(c.st, addr, c.e.Pos(), "filled by "+c.fn.Name())
		}
		if _, isOpaque := c.arg(i).(*opaque); isOpaque || len(seen) == 0 {
			c.a.r.touch(c.st, c.e.Pos())
		}
		return c.a.unknownResults(c.e, "")
	}
}

func scramble(c *callCtx) goValue {
	c.a.escape(c.arg(0), c.st, c.e.Pos(), "reordered by "+c.fn.Name(), true)
	c.a.r.effects++
	return c.a.unknownResults(c.e, "")
}

func newError(c *callCtx) goValue {
	return &someError{src: c.a.src(c.e), typ: types.Universe.Lookup("error").Type()}
}

// pointerTo is aws.String and its kin.
func pointerTo(c *callCtx) goValue {
	t := c.resultType()
	return c.a.r.newPointer(c.st, c.arg(0), t, pointee(t), c.a.src(c.e))
}

// pointee0 is aws.ToString and its kin: what the argument points to, zero for nil.
func pointee0(c *callCtx) goValue {
	switch v := c.arg(0).(type) {
	case *pointer:
		return c.a.r.load(c.st, v.addr, v.path, c.a.src(c.e))
	case *constVal:
		if v.val == nil {
			return zero(c.resultType(), c.a.src(c.e))
		}
	}
	return c.a.unknownResults(c.e, "")
}

// pointerShaped reports whether fn is func[T any](T) *T: having no other way to make
// a *T, it returns the address of a copy.
func pointerShaped(fn *types.Func) bool {
	sig := fn.Origin().Signature()
	if sig.TypeParams().Len() != 1 || sig.Params().Len() != 1 || sig.Results().Len() != 1 || sig.Variadic() {
		return false
	}
	t := sig.TypeParams().At(0)
	p, ok := sig.Results().At(0).Type().(*types.Pointer)
	return ok && types.Identical(sig.Params().At(0).Type(), t) && types.Identical(p.Elem(), t)
}

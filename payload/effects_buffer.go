package payload

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// addTo appends to the buffer that w is.
func (a *activation) addTo(w goValue, ps []piece, st *state, e ast.Expr) bool {
	p, ok := w.(*pointer)
	if !ok {
		return false
	}
	b, ok := a.r.load(st, p.addr, p.path, a.src(e)).(*bufVal)
	if !ok {
		return false
	}
	c := *b
	if c.lost == "" {
		c.pieces = joinLits(append(slices.Clone(b.pieces), ps...))
	}
	a.r.store(st, p.addr, p.path, &c, fieldSet{}, e.Pos())
	return true
}

// write is WriteString and its kin on a builder or buffer.
func write(c *callCtx) goValue {
	ps, ok := c.a.piecesOf(c.arg(0))
	if !ok {
		if n, isInt := intOf(c.arg(0)); isInt {
			ps, ok = []piece{{lit: string(rune(n))}}, n < 128 || strings.HasSuffix(c.fn.Name(), "Rune")
		}
	}
	if !ok {
		ps = []piece{{val: c.a.r.widened(types.Typ[types.String], c.anon(), "")}}
	}
	if !c.a.addTo(c.recv, ps, c.st, c.e) {
		return nil
	}
	return c.a.unknownResults(c.e, "")
}

func writeTo(i int) effect {
	return func(c *callCtx) goValue {
		ps, ok := c.a.piecesOf(c.arg(i))
		if !ok || !c.a.addTo(c.arg(0), ps, c.st, c.e) {
			return nil
		}
		return c.a.unknownResults(c.e, "")
	}
}

// contents is String or Bytes of a builder or buffer.
func contents(c *callCtx) goValue {
	p, ok := c.recv.(*pointer)
	if !ok {
		return c.a.unknownResults(c.e, "")
	}
	b, ok := c.a.r.load(c.st, p.addr, p.path, c.a.src(c.e)).(*bufVal)
	if !ok || b.lost != "" {
		return c.a.unknownResults(c.e, "")
	}
	return c.a.r.textOf(b.pieces, c.resultType(), c.a.src(c.e))
}

func reset(c *callCtx) goValue {
	p, ok := c.recv.(*pointer)
	if !ok {
		return nil
	}
	c.a.r.store(c.st, p.addr, p.path, zero(stepTypes(c.a.r.cellType[p.addr], p.path), c.a.src(c.e)), fieldSet{}, c.e.Pos())
	return c.a.unknownResults(c.e, "")
}

func stepTypes(t types.Type, path []int) types.Type {
	for _, i := range path {
		t = stepType(t, i)
	}
	return t
}

func newBuffer(c *callCtx) goValue {
	t := c.resultType()
	b := &bufVal{src: c.a.src(c.e), typ: pointee(t)}
	ps, ok := c.a.piecesOf(c.arg(0))
	if !ok {
		b.lost = "is made of bytes that are not followed"
	}
	b.pieces = ps
	return c.a.r.newPointer(c.st, b, t, b.typ, c.a.src(c.e))
}

func readAll(c *callCtx) goValue {
	p, ok := c.arg(0).(*pointer)
	if !ok {
		return nil
	}
	b, ok := c.a.r.load(c.st, p.addr, p.path, c.a.src(c.e)).(*bufVal)
	if !ok || b.lost != "" {
		return nil
	}
	c.a.r.store(c.st, p.addr, p.path, &bufVal{src: b.src, typ: b.typ, lost: "was read"}, fieldSet{}, c.e.Pos())
	return c.withError(c.a.r.textOf(b.pieces, c.resultType(), c.a.src(c.e)))
}

// loseBuffer is a function that writes to its first argument what is not followed.
func loseBuffer(c *callCtx) goValue {
	p, ok := c.arg(0).(*pointer)
	if !ok {
		return nil
	}
	if b, ok := c.a.r.load(c.st, p.addr, p.path, c.a.src(c.e)).(*bufVal); ok {
		l := *b
		l.pieces, l.lost = nil, "is written by "+c.fn.Name()+" of "+c.fn.Pkg().Path()
		c.a.r.store(c.st, p.addr, p.path, &l, fieldSet{}, c.e.Pos())
		return c.a.unknownResults(c.e, "")
	}
	return nil
}

func fprintf(c *callCtx) goValue {
	ps, ok := []piece(nil), false
	if len(c.args) >= 2 && !c.spread() {
		ps, ok = c.a.formatted(c.arg(1), c.args[2:])
	}
	if !ok {
		ps = []piece{{val: c.a.r.widened(types.Typ[types.String], c.anon(), "")}}
	}
	if !c.a.addTo(c.arg(0), ps, c.st, c.e) {
		return nil
	}
	return c.a.unknownResults(c.e, "")
}

func fprint(end string) effect {
	return func(c *callCtx) goValue {
		if len(c.args) == 2 && !c.spread() {
			if ps, ok := c.a.printed(c.arg(1)); ok && c.a.addTo(c.arg(0), append(ps, piece{lit: end}), c.st, c.e) {
				return c.a.unknownResults(c.e, "")
			}
		}
		return loseBuffer(c)
	}
}

// pooled is a buffer out of a sync.Pool, which nobody else has, and which is empty as
// such buffers are by convention; nil when e is something else.
func (a *activation) pooled(e *ast.TypeAssertExpr, st *state) goValue {
	call, ok := ast.Unparen(e.X).(*ast.CallExpr)
	t := a.typeOf(e)
	if elem := pointee(t); !ok || elem == nil || !isBuffer(elem) {
		return nil
	}
	if fn := staticCallee(a.pkg.Info, call); fn == nil || fn.FullName() != "(*sync.Pool).Get" {
		return nil
	}
	return a.r.newPointer(st, zero(pointee(t), a.src(e)), t, pointee(t), a.src(e))
}

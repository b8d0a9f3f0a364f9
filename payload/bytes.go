package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// white are the bytes with which an encoded JSON value neither begins nor ends.
const white = " \t\r\n"

// trimText takes bytes off the ends of a text: what is written there, and white space
// before and behind encoded JSON, of which there is none.
func trimText(c *callCtx) goValue {
	cut, known := white, true
	if len(c.args) > 1 {
		cut, known = c.a.literalText(c.arg(1))
	}
	return c.a.mapValue(c.arg(0), func(v goValue) goValue {
		ps, ok := c.a.piecesOf(v)
		if !ok || !known || len(ps) == 0 {
			return c.a.unknownResults(c.e, "")
		}
		name := c.fn.Name()
		out := slices.Clone(ps)
		if !strings.HasSuffix(name, "Right") && !strings.HasSuffix(name, "Suffix") {
			out, ok = trimEnd(out, 0, name, cut)
		}
		if ok && !strings.HasSuffix(name, "Left") && !strings.HasSuffix(name, "Prefix") {
			out, ok = trimEnd(out, len(out)-1, name, cut)
		}
		if !ok {
			return c.a.unknownResults(c.e, "")
		}
		return c.a.r.textOf(out, c.resultType(), c.a.src(c.e))
	})
}

// trimEnd trims the first or the last piece, i being its index; false where what would be
// trimmed is only known at run time.
func trimEnd(ps []piece, i int, name, cut string) ([]piece, bool) {
	if len(ps) == 0 {
		return ps, true
	}
	p := &ps[i]
	switch {
	case p.json != nil:
		return ps, strings.Trim(cut, white) == ""
	case !p.isLit():
		return nil, false
	}
	before := p.lit
	switch name {
	case "TrimPrefix":
		p.lit = strings.TrimPrefix(p.lit, cut)
	case "TrimSuffix":
		p.lit = strings.TrimSuffix(p.lit, cut)
	default:
		if i == 0 {
			p.lit = strings.TrimLeft(p.lit, cut)
		}
		if i == len(ps)-1 {
			p.lit = strings.TrimRight(p.lit, cut)
		}
	}
	if p.lit != before {
		p.at = nil
	}
	if p.lit != "" || before == "" || len(ps) == 1 {
		return ps, true
	}
	rest := slices.Delete(ps, i, i+1)
	if name == "TrimPrefix" || name == "TrimSuffix" {
		return rest, before == cut
	}
	return trimEnd(rest, min(i, len(rest)-1), name, cut)
}

// literalText is a text of which every byte is known.
func (a *activation) literalText(v goValue) (string, bool) {
	ps, ok := a.piecesOf(v)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for _, p := range ps {
		if !p.isLit() {
			return "", false
		}
		b.WriteString(p.lit)
	}
	return b.String(), true
}

// sameBytes is a copy of bytes.
func sameBytes(c *callCtx) goValue {
	if v := c.arg(0); isBytes(typeOf(v)) {
		return v
	}
	return nil
}

// lengthKey is the key of the length of a slice or a text, or "".
func (r *run) lengthKey(v goValue) string {
	t, ok := v.(*text)
	if !ok || len(t.pieces) == 0 {
		return lengthKey(v)
	}
	is := &t.pieces[0] // copies of the text share its pieces
	if r.lengths[is] == "" {
		r.lengths[is] = r.freshKey() + "#len"
		r.positive[r.lengths[is]] = slices.ContainsFunc(t.pieces, func(p piece) bool { return p.json != nil || p.isLit() && p.lit != "" })
	}
	return r.lengths[is]
}

// makeBytes is make([]byte, n): zeros, until something is copied over them.
func (a *activation) makeBytes(t types.Type, size goValue, e *ast.CallExpr) goValue {
	if n, ok := intOf(size); ok && n == 0 {
		return a.r.textOf(nil, t, a.src(e))
	}
	v := a.r.widened(t, a.src(e), "made with a length")
	if o, ok := v.(*opaque); ok {
		if n, ok := size.(*opaque); ok {
			a.r.made[o.key] = n.key
		}
	}
	return v
}

// copyBytes is copy(dst, src) where dst is a variable that was made as long as src; nil
// for any other.
func (a *activation) copyBytes(e *ast.CallExpr, st *state) goValue {
	if len(e.Args) != 2 {
		return nil
	}
	dst, ok := ast.Unparen(e.Args[0]).(*ast.Ident)
	if !ok {
		return nil
	}
	was, ok := a.eval(dst, st).(*opaque)
	if !ok {
		return nil
	}
	v := a.eval(e.Args[1], st)
	length := a.r.lengthKey(v)
	if !isBytes(typeOf(v)) || length == "" || a.r.made[was.key] != length {
		return nil
	}
	delete(a.r.made, was.key) // another variable may hold the same bytes
	a.store(dst, v, st, e)
	return a.r.newOpaque(types.Typ[types.Int], length, a.src(e))
}

// withoutLast is text[:len(text)-1] where the last byte is known.
func (a *activation) withoutLast(v goValue, e *ast.SliceExpr) goValue {
	if e.Low != nil || e.Max != nil || e.High == nil || !a.isLengthLess1(e.X, e.High) {
		return nil
	}
	if _, ok := endOf(v); !ok {
		return nil
	}
	t := v.(*text)
	out := slices.Clone(t.pieces)
	last := &out[len(out)-1]
	last.lit = last.lit[:len(last.lit)-1]
	return a.r.textOf(out, t.typ, a.src(e))
}

// lastByte is text[len(text)-1] where it is known.
func (a *activation) lastByte(v goValue, e *ast.IndexExpr) goValue {
	if c, ok := endOf(v); ok && a.isLengthLess1(e.X, e.Index) {
		return intConst(int64(c), a.typeOf(e), a.src(e))
	}
	return nil
}

// endOf is the last byte of a text that ends with a literal.
func endOf(v goValue) (byte, bool) {
	t, ok := v.(*text)
	if !ok || len(t.pieces) == 0 {
		return 0, false
	}
	p := t.pieces[len(t.pieces)-1]
	if !p.isLit() || p.lit == "" {
		return 0, false
	}
	return p.lit[len(p.lit)-1], true
}

// isLengthLess1 reports whether e is len(x)-1, x being a variable.
func (a *activation) isLengthLess1(x, e ast.Expr) bool {
	minus, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok || minus.Op != token.SUB || a.pkg.Info.Types[minus.Y].Value == nil || a.pkg.Info.Types[minus.Y].Value.ExactString() != "1" {
		return false
	}
	call, ok := ast.Unparen(minus.X).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return false
	}
	fn, _ := ast.Unparen(call.Fun).(*ast.Ident)
	is, _ := ast.Unparen(x).(*ast.Ident)
	arg, _ := ast.Unparen(call.Args[0]).(*ast.Ident)
	if fn == nil || is == nil || arg == nil || a.pkg.Info.Uses[fn] != types.Universe.Lookup("len") {
		return false
	}
	return a.pkg.Info.Uses[is] != nil && a.pkg.Info.Uses[is] == a.pkg.Info.Uses[arg]
}

package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// textOf is the text made of ps: a constant where nothing is open and t is a string.
func (r *run) textOf(ps []piece, t types.Type, s src) goValue {
	out := joinLits(ps)
	if isString(t) {
		switch {
		case len(out) == 0:
			return stringConst("", t, s)
		case len(out) == 1 && out[0].isLit():
			return stringConst(out[0].lit, t, s)
		case len(out) == 1 && out[0].val != nil && out[0].verb == "" && isString(typeOf(out[0].val)):
			if o, ok := out[0].val.(*opaque); ok && types.Identical(o.typ, t) {
				return o
			}
		}
	}
	return &text{src: s, typ: t, pieces: out}
}

// joinLits joins neighbouring literals and drops empty ones.
func joinLits(ps []piece) []piece {
	var out []piece
	for _, p := range ps {
		if p.isLit() {
			if p.lit == "" {
				continue
			}
			if n := len(out); n > 0 && out[n-1].isLit() {
				out[n-1] = out[n-1].plus(p)
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// plus is the literal p with the literal q after it.
func (p piece) plus(q piece) piece {
	at := p.at[:len(p.at):len(p.at)]
	for _, m := range q.at {
		m.off += len(p.lit)
		at = append(at, m)
	}
	return piece{lit: p.lit + q.lit, at: at}
}

// cut is the literal p from offset from to offset to.
func (p piece) cut(from, to int) piece {
	q := piece{lit: p.lit[from:to]}
	for _, m := range p.at {
		switch {
		case m.off <= from:
			n := litAt{pos: m.pos, exact: m.exact}
			if m.exact {
				n.pos += token.Pos(from - m.off)
			}
			q.at = []litAt{n}
		case m.off < to:
			m.off -= from
			q.at = append(q.at, m)
		}
	}
	return q
}

// pos is where the byte at off is written, or the nearest known place before it.
func (p piece) pos(off int) token.Pos {
	pos := token.NoPos
	for _, m := range p.at {
		if m.off <= off {
			pos = m.pos
			if m.exact {
				pos += token.Pos(off - m.off)
			}
		}
	}
	return pos
}

// literal is the text of a constant, with the place where it is written.
func literal(v *constVal) piece {
	s := constant.StringVal(v.val)
	p := piece{lit: s}
	if v.expr == nil {
		return p
	}
	m := litAt{pos: v.expr.Pos()}
	if lit, ok := ast.Unparen(v.expr).(*ast.BasicLit); ok && lit.Kind == token.STRING && len(lit.Value) == len(s)+2 {
		m = litAt{pos: lit.Pos() + 1, exact: true}
	}
	p.at = []litAt{m}
	return p
}

func (p piece) isLit() bool { return p.val == nil && p.json == nil && p.each == nil }

// piecesOf are the pieces of a string or []byte value; false when v is neither.
func (a *activation) piecesOf(v goValue) ([]piece, bool) {
	switch v := v.(type) {
	case *constVal:
		if v.val == nil {
			return nil, isBytes(v.typ)
		}
		if v.val.Kind() == constant.String {
			return []piece{literal(v)}, true
		}
	case *text:
		return v.pieces, true
	case *opaque:
		if isString(v.typ) || isBytes(v.typ) {
			return []piece{{val: v}}, true
		}
	case *choice, *unknown:
		if t := typeOf(v); isString(t) || isBytes(t) {
			return []piece{{val: v}}, true
		}
	}
	return nil, false
}

// concat is x + y.
func (a *activation) concat(x, y goValue, t types.Type, e ast.Expr) goValue {
	if !isString(t) {
		t = typeOf(x)
	}
	ps, okX := a.piecesOf(x)
	qs, okY := a.piecesOf(y)
	if !okX || !okY {
		return a.r.widened(t, a.src(e), "is not followed")
	}
	return a.r.textOf(append(append([]piece(nil), ps...), qs...), t, a.src(e))
}

// formatted is the text that fmt.Sprintf makes of a constant format; false when the
// format is not constant or the verbs do not match the arguments.
func (a *activation) formatted(format goValue, args []goValue) ([]piece, bool) {
	c, ok := format.(*constVal)
	if !ok || c.val == nil || c.val.Kind() != constant.String {
		return nil, false
	}
	whole := literal(c)
	segs, ok := parseFormat(whole.lit)
	if !ok {
		return nil, false
	}
	var out []piece
	used := 0
	for _, s := range segs {
		if s.verb == "" {
			p := whole.cut(s.off, s.off+len(s.lit))
			p.lit = s.lit
			out = append(out, p)
			continue
		}
		if used >= len(args) {
			return nil, false
		}
		ps, ok := a.verbPieces(s.verb, args[used])
		if !ok {
			return nil, false
		}
		out = append(out, ps...)
		used++
	}
	return out, used == len(args)
}

// verbPieces is the text of one argument printed with one verb.
func (a *activation) verbPieces(verb string, v goValue) ([]piece, bool) {
	t := typeOf(v)
	if t == nil || hasTextMethods(t) {
		return []piece{{val: v, verb: verb}}, true
	}
	plain := verb == "%s" || verb == "%v"
	if plain && (isString(t) || verb == "%s" && isBytes(t)) {
		return a.piecesOf(v)
	}
	if c, ok := v.(*constVal); ok && c.val != nil && isBasic(t) {
		if s, ok := formatConst(verb, c.val, t); ok {
			return []piece{{lit: s}}, true
		}
	}
	return []piece{{val: v, verb: verb}}, true
}

// hasTextMethods reports whether fmt would call a method to print a value of type t.
func hasTextMethods(t types.Type) bool {
	for _, name := range []string{"Error", "String", "Format", "GoString"} {
		if obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name); obj != nil {
			if _, ok := obj.(*types.Func); ok {
				return true
			}
		}
	}
	return false
}

// printed is what fmt.Sprint makes of one argument.
func (a *activation) printed(v goValue) ([]piece, bool) { return a.verbPieces("%v", v) }

// repeated is s repeated n times, when both are known.
func repeated(s string, n int) (string, bool) {
	if n < 0 || n*len(s) > 1<<16 {
		return "", false
	}
	return strings.Repeat(s, n), true
}

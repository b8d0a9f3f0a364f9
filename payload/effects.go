package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"
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

func marshal(c *callCtx) goValue {
	v := c.a.encodeArg(c.arg(0), c.e, 0, c.st)
	t := c.resultType()
	return c.withError(&text{src: c.a.src(c.e), typ: t, pieces: []piece{{json: v, call: c.e, in: c.a.fr}}})
}

func newEncoder(c *callCtx) goValue {
	return &encoder{src: c.a.src(c.e), typ: c.resultType(), w: c.arg(0)}
}

func encode(c *callCtx) goValue {
	enc, ok := c.recv.(*encoder)
	if !ok {
		return nil
	}
	v := c.a.encodeArg(c.arg(0), c.e, 0, c.st)
	if !c.a.addTo(enc.w, []piece{{json: v, call: c.e, in: c.a.fr}, {lit: "\n"}}, c.st, c.e) {
		return nil
	}
	return c.a.unknownResults(c.e, "")
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

func (c *callCtx) spread() bool { return c.e.Ellipsis.IsValid() }

func sprintf(format int) effect {
	return func(c *callCtx) goValue {
		if !c.spread() {
			if ps, ok := c.a.formatted(c.arg(format), c.args[format+1:]); ok {
				return c.a.r.textOf(ps, c.resultType(), c.a.src(c.e))
			}
		}
		return c.a.unknownResults(c.e, "")
	}
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

// sprint is followed for one argument: with more, spaces depend on their types.
func sprint(c *callCtx) goValue {
	if len(c.args) == 1 && !c.spread() {
		if ps, ok := c.a.printed(c.arg(0)); ok {
			return c.a.r.textOf(ps, c.resultType(), c.a.src(c.e))
		}
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

func newError(c *callCtx) goValue {
	return &someError{src: c.a.src(c.e), typ: types.Universe.Lookup("error").Type()}
}

func withVerb(verb string) effect {
	return func(c *callCtx) goValue {
		return c.a.mapValue(c.arg(0), func(v goValue) goValue {
			ps, ok := c.a.verbPieces(verb, v)
			if !ok {
				return c.a.unknownResults(c.e, "")
			}
			return c.a.r.textOf(ps, c.resultType(), c.a.src(c.e))
		})
	}
}

func constString(v goValue) (string, bool) {
	switch v := v.(type) {
	case *constVal:
		if v.val != nil && v.val.Kind() == constant.String {
			return constant.StringVal(v.val), true
		}
	case *text:
		if len(v.pieces) == 1 && v.pieces[0].isLit() {
			return v.pieces[0].lit, true
		}
	}
	return "", false
}

// replaceText puts a text in the place of a marker in a constant template.
func replaceText(c *callCtx) goValue {
	return c.a.mapValue(c.arg(0), func(v goValue) goValue { return c.replaceIn(v) })
}

func (c *callCtx) replaceIn(v goValue) goValue {
	old, okOld := constString(c.arg(1))
	with, okNew := c.a.piecesOf(c.arg(2))
	ps, okText := c.a.piecesOf(v)
	n := -1
	if len(c.args) == 4 {
		m, isInt := intOf(c.arg(3))
		if !isInt {
			okOld = false
		}
		n = m
	}
	// Only literal text is searched: a marker inside a run-time piece, or one that
	// straddles pieces, would be missed.
	if !okOld || !okNew || !okText || old == "" || len(ps) != 1 || !ps[0].isLit() || n == 0 {
		return c.a.unknownResults(c.e, "")
	}
	var out []piece
	off := 0
	for i, part := range strings.SplitN(ps[0].lit, old, splits(n)) {
		if i > 0 {
			out = append(out, with...)
		}
		out = append(out, ps[0].cut(off, off+len(part)))
		off += len(part) + len(old)
	}
	return c.a.r.textOf(out, c.resultType(), c.a.src(c.e))
}

func splits(n int) int {
	if n < 0 {
		return -1
	}
	return n + 1
}

func joinText(c *callCtx) goValue {
	ref, ok := c.arg(0).(*sliceRef)
	sep, isConst := constString(c.arg(1))
	if !ok || !isConst {
		return c.a.unknownResults(c.e, "")
	}
	arr, ok := c.st.heap[ref.addr].(*arrayObj)
	if !ok || arr.rest != nil || !allAlways(arr.elems) || c.st.volatile[ref.addr] != "" {
		return c.a.unknownResults(c.e, "")
	}
	var out []piece
	for i, el := range arr.elems {
		ps, ok := c.a.piecesOf(el.val)
		if !ok {
			return c.a.unknownResults(c.e, "")
		}
		if i > 0 {
			out = append(out, piece{lit: sep})
		}
		out = append(out, ps...)
	}
	return c.a.r.textOf(out, c.resultType(), c.a.src(c.e))
}

// trimSpace trims texts that begin and end with literals.
func trimSpace(c *callCtx) goValue {
	return c.a.mapValue(c.arg(0), func(v goValue) goValue {
		ps, ok := c.a.piecesOf(v)
		if !ok || len(ps) == 0 || !ps[0].isLit() || !ps[len(ps)-1].isLit() {
			return c.a.unknownResults(c.e, "")
		}
		out := slices.Clone(ps)
		out[0].lit = strings.TrimLeft(out[0].lit, " \t\r\n")
		last := len(out) - 1
		out[last].lit = strings.TrimRight(out[last].lit, " \t\r\n")
		out[0].at = nil
		if len(out) > 1 && (out[0].lit == "" || out[last].lit == "") {
			return c.a.unknownResults(c.e, "") // the run-time piece at the end is trimmed as well
		}
		return c.a.r.textOf(out, c.resultType(), c.a.src(c.e))
	})
}

// foldStrings computes functions of package strings on constants.
func foldStrings(c *callCtx) goValue {
	return c.a.mapValue(c.arg(0), func(v goValue) goValue {
		s, ok := constString(v)
		if !ok {
			return c.a.unknownResults(c.e, "")
		}
		if c.fn.Name() == "Repeat" {
			if n, isInt := intOf(c.arg(1)); isInt {
				if out, ok := repeated(s, n); ok {
					return stringConst(out, c.resultType(), c.a.src(c.e))
				}
			}
			return c.a.unknownResults(c.e, "")
		}
		t := ""
		if len(c.args) > 1 {
			if t, ok = constString(c.arg(1)); !ok {
				return c.a.unknownResults(c.e, "")
			}
		}
		return c.fold(s, t)
	})
}

func (c *callCtx) fold(s, t string) goValue {
	at := c.a.src(c.e)
	if f, ok := stringFuncs[c.fn.Name()]; ok {
		return stringConst(f(s, t), c.resultType(), at)
	}
	if f, ok := stringTests[c.fn.Name()]; ok {
		return boolConst(f(s, t), at)
	}
	if f, ok := stringSearches[c.fn.Name()]; ok {
		return intConst(int64(f(s, t)), types.Typ[types.Int], at)
	}
	return c.a.unknownResults(c.e, "")
}

var stringFuncs = map[string]func(s, t string) string{
	"ToLower":    func(s, _ string) string { return strings.ToLower(s) },
	"ToUpper":    func(s, _ string) string { return strings.ToUpper(s) },
	"Trim":       strings.Trim,
	"TrimLeft":   strings.TrimLeft,
	"TrimRight":  strings.TrimRight,
	"TrimPrefix": strings.TrimPrefix,
	"TrimSuffix": strings.TrimSuffix,
}

var stringTests = map[string]func(s, t string) bool{
	"HasPrefix":   strings.HasPrefix,
	"HasSuffix":   strings.HasSuffix,
	"Contains":    strings.Contains,
	"ContainsAny": strings.ContainsAny,
	"EqualFold":   strings.EqualFold,
}

var stringSearches = map[string]func(s, t string) int{
	"Index":     strings.Index,
	"LastIndex": strings.LastIndex,
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

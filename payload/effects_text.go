package payload

import (
	"go/constant"
	"go/types"
	"strings"
)

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

// sprint is followed for one argument: with more, spaces depend on their types.
func sprint(c *callCtx) goValue {
	if len(c.args) == 1 && !c.spread() {
		if ps, ok := c.a.printed(c.arg(0)); ok {
			return c.a.r.textOf(ps, c.resultType(), c.a.src(c.e))
		}
	}
	return c.a.unknownResults(c.e, "")
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

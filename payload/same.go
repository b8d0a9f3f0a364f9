package payload

import (
	"go/constant"
	"go/types"
	"slices"
)

// sameShape reports whether two lists of elements differ at most in values.
func sameShape(a, b []element) bool {
	for i := range a {
		if a[i].loop != b[i].loop || !sameConds(a[i].when, b[i].when) {
			return false
		}
		if len(a[i].when) > 0 && !same(a[i].val, b[i].val) {
			return false
		}
	}
	return true
}

func sameElement(a, b element) bool {
	return a.loop == b.loop && sameConds(a.when, b.when) && same(a.val, b.val)
}

func sameConds(a, b []Cond) bool {
	return slices.EqualFunc(a, b, func(x, y Cond) bool {
		return x.Orig == y.Orig && x.Negate == y.Negate && x.clock == y.clock
	})
}

// opposes reports whether c is the negation of d.
func (c Cond) opposes(d Cond) bool {
	return c.Orig == d.Orig && c.Negate != d.Negate && c.clock == d.clock
}

// same reports whether two values are certainly equal.
func same(a, b goValue) bool {
	if a == b {
		return true
	}
	switch x := a.(type) {
	case *constVal:
		y, ok := b.(*constVal)
		return ok && sameConst(x.val, y.val) && (x.typ == y.typ || x.typ != nil && y.typ != nil && types.Identical(x.typ, y.typ))
	case *opaque:
		y, ok := b.(*opaque)
		return ok && x.key == y.key && types.Identical(x.typ, y.typ)
	case *text:
		y, ok := b.(*text)
		return ok && slices.EqualFunc(x.pieces, y.pieces, samePiece)
	case *structVal:
		y, ok := b.(*structVal)
		return ok && types.Identical(x.typ, y.typ) && slices.EqualFunc(x.fields, y.fields, same)
	case *mapRef:
		y, ok := b.(*mapRef)
		return ok && x.addr == y.addr
	case *sliceRef:
		y, ok := b.(*sliceRef)
		return ok && x.addr == y.addr
	case *pointer:
		y, ok := b.(*pointer)
		return ok && x.addr == y.addr && slices.Equal(x.path, y.path)
	case *bufVal:
		y, ok := b.(*bufVal)
		return ok && x.lost == "" && y.lost == "" && slices.EqualFunc(x.pieces, y.pieces, samePiece)
	case *someError: // which error it is does not matter to what is sent
		_, ok := b.(*someError)
		return ok
	case *encoder:
		y, ok := b.(*encoder)
		return ok && same(x.w, y.w)
	}
	return false
}

func sameConst(a, b constant.Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Kind() == b.Kind() && a.ExactString() == b.ExactString()
}

func samePiece(a, b piece) bool {
	switch {
	case a.val != nil && b.val != nil:
		return a.verb == b.verb && same(a.val, b.val)
	case a.val != nil || b.val != nil:
		return false
	}
	return a.lit == b.lit && a.json == b.json && a.loop == b.loop && slices.EqualFunc(a.each, b.each, samePiece)
}

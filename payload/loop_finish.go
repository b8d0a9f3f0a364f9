package payload

import (
	"go/types"
	"slices"
)

// finish is the state after the loop.
func (l *loopRun) finish(entry, head *state, exits, breaks []*state) *state {
	if l.endless && len(breaks) == 0 {
		return nil
	}
	ends := append(slices.Clone(exits), breaks...)
	out := head.clone()
	for _, end := range ends {
		for addr, v := range end.heap {
			if _, ok := head.heap[addr]; !ok {
				out.heap[addr] = v
			}
		}
		for addr, m := range end.changed {
			out.changedLater(addr, m)
		}
		for k, addr := range end.lazy {
			out.lazy[k] = addr
		}
		if end.mem.clock > out.mem.clock {
			out.mem = end.mem
		}
	}
	for _, addr := range sortedKeys(entry.heap) {
		v := l.settle(entry.heap[addr], head.heap[addr], addr, ends, len(breaks) > 0, entry, head, out)
		if v != entry.heap[addr] {
			if _, isVar := v.(*opaque); isVar {
				out.changed[addr] = mark{l.a.r.tick(), l.stmt.Pos()}
			}
		}
		out.heap[addr] = v
	}
	out.path = entry.path
	return out
}

func (l *loopRun) settle(e, h goValue, addr int, ends []*state, early bool, entry, head, out *state) goValue {
	xs := make([]goValue, len(ends))
	for i, end := range ends {
		xs[i] = end.heap[addr]
	}
	return l.value(e, h, xs, l.a.r.cellType[addr], ends, early, entry, head, out)
}

// value is what e has become after the loop, h being assumed at the head and xs
// being what iterations made of that.
func (l *loopRun) value(e, h goValue, xs []goValue, t types.Type, ends []*state, early bool, entry, head, out *state) goValue {
	if same(e, h) && !slices.ContainsFunc(xs, func(x goValue) bool { return x != nil && !sameCell(h, x) }) {
		if cell, ok := h.(*arrayObj); ok {
			return cell
		}
		return e
	}
	switch h := h.(type) {
	case *structVal:
		return l.structValue(e, h, xs, ends, early, entry, head, out)
	case *mapObj:
		return l.mapValue(h, xs)
	case *arrayObj:
		if v := l.filledArray(h, xs, early); v != nil {
			return v
		}
		return h
	case *bufVal:
		if b, ok := e.(*bufVal); ok && h.lost == "" && len(xs) > 0 {
			if x, ok := xs[0].(*bufVal); ok && !early && hasPrefix(x.pieces, h.pieces) {
				c := *b
				c.pieces = append(slices.Clone(b.pieces), piece{each: slices.Clone(x.pieces[len(h.pieces):]), loop: l.loop})
				return &c
			}
		}
		c := *h
		c.pieces, c.lost = nil, "changes in a loop"
		return &c
	}
	if v := l.sliceValue(e, h, xs, ends, early, entry, head, out); v != nil {
		return v
	}
	if v := l.textValue(e, h, xs, early); v != nil {
		return v
	}
	return l.unknownAt(t)
}

// sameCell is same, for the contents of cells as well.
func sameCell(a, b goValue) bool {
	switch x := a.(type) {
	case *mapObj:
		y, ok := b.(*mapObj)
		return ok && (x.rest == nil) == (y.rest == nil) && slices.EqualFunc(x.entries, y.entries, func(p, q mapEntry) bool {
			return p.key.ExactString() == q.key.ExactString() && sameConds(p.when, q.when) && same(p.val, q.val)
		})
	case *arrayObj:
		y, ok := b.(*arrayObj)
		return ok && x.filled == y.filled && (x.rest == nil) == (y.rest == nil) && slices.EqualFunc(x.elems, y.elems, sameElement)
	}
	return same(a, b)
}

// filledArray is an array made with as many elements as the loop has iterations, each of
// which set its own element.
func (l *loopRun) filledArray(h *arrayObj, xs []goValue, early bool) goValue {
	i := slices.IndexFunc(xs, func(x goValue) bool {
		arr, ok := x.(*arrayObj)
		return ok && arr.filled != nil
	})
	if h.size == "" || i < 0 {
		return nil
	}
	x := xs[i].(*arrayObj)
	if early || l.index == nil || h.size != l.count || x.filled.code != l.a.r.indexCode(l.index) || len(l.when) > 0 {
		return h.lose("filled in a loop that does not go over all of it")
	}
	c := *h
	c.rest, c.size = nil, ""
	c.elems = []element{{val: x.filled.val, loop: l.loop}}
	return &c
}

func (l *loopRun) structValue(e goValue, h *structVal, xs []goValue, ends []*state, early bool, entry, head, out *state) goValue {
	es, ok := e.(*structVal)
	if !ok {
		return l.unknownAt(h.typ)
	}
	c := *h
	c.fields = make([]goValue, len(h.fields))
	for i := range h.fields {
		var fx []goValue
		for _, x := range xs {
			if s, ok := x.(*structVal); ok {
				fx = append(fx, s.fields[i])
			} else {
				fx = append(fx, &unknown{})
			}
		}
		c.fields[i] = l.value(es.fields[i], h.fields[i], fx, stepType(h.typ, i), ends, early, entry, head, out)
	}
	return &c
}

// mapValue keeps constants that every iteration sets.
func (l *loopRun) mapValue(h *mapObj, xs []goValue) goValue {
	if len(xs) != 1 {
		return h
	}
	x, ok := xs[0].(*mapObj)
	if !ok {
		return h
	}
	c := *h
	c.entries = slices.Clone(h.entries)
	for i := range c.entries {
		e := &c.entries[i]
		if !isUnknown(e.val) || len(e.when) != 1 || !sameConds(e.when, []Cond{l.ran}) {
			continue
		}
		if es := entriesOf(x, e.key.ExactString()); len(es) == 1 && len(es[0].when) == 0 {
			if k, ok := es[0].val.(*constVal); ok {
				e.val = k
			}
		}
	}
	return &c
}

func (l *loopRun) sliceValue(e, h goValue, xs []goValue, ends []*state, early bool, entry, head, out *state) goValue {
	was, okE := arrayOf(e, entry)
	assumed, okH := arrayOf(h, head)
	if !okE || !okH || len(xs) == 0 || was.rest != nil || assumed.rest != nil {
		return nil
	}
	now, okX := arrayOf(xs[0], ends[0])
	if !okX || now.rest != nil || !startsWith(now.elems, assumed.elems) {
		return nil
	}
	c := *now
	c.elems = slices.Clone(was.elems)
	c.nilBase, c.carried, c.child = was.nilBase, false, 0
	anon := src{pos: l.stmt.Pos(), fr: l.a.fr, clock: l.a.r.clock}
	switch {
	case early:
		c.rest = &unknown{src: anon, typ: c.typ, reason: "appended to in a loop that may end early"}
	default:
		for _, el := range now.elems[len(assumed.elems):] {
			if el.loop != nil {
				c.rest = &unknown{src: anon, typ: c.typ, reason: "appended to in nested loops"}
				break
			}
			el.loop = l.loop
			el.when = append(slices.Clone(l.when), el.when...)
			c.elems = append(c.elems, el)
		}
	}
	if c.rest != nil {
		c.nilBase = false
	}
	t := typeOf(xs[0])
	return &sliceRef{src: xs[0].from(), typ: t, addr: l.a.r.alloc(out, &c, t)}
}

func (l *loopRun) textValue(e, h goValue, xs []goValue, early bool) goValue {
	if early || len(xs) != 1 || isOpaque(e) {
		return nil
	}
	ps, okE := l.a.piecesOf(e)
	hs, okH := l.a.piecesOf(h)
	qs, okX := l.a.piecesOf(xs[0])
	if !okE || !okH || !okX || !l.carries(hs) || !hasPrefix(qs, hs) {
		return nil
	}
	each := slices.Clone(qs[len(hs):])
	return l.a.r.textOf(append(slices.Clone(ps), piece{each: each, loop: l.loop}), typeOf(e), src{pos: l.stmt.Pos(), fr: l.a.fr, clock: l.a.r.clock})
}

package payload

import (
	"go/types"
	"slices"
)

// assumed reports whether h already stands for any value.
func (l *loopRun) assumed(h goValue) bool {
	switch h := h.(type) {
	case *opaque:
		return l.havoc[h.key]
	case *unknown:
		return true
	case *bufVal:
		return h.lost != ""
	}
	return false
}

// grow is the value at the head, given that it was h and came out of an iteration as x.
func (l *loopRun) grow(h, x goValue, t types.Type, next, end *state) goValue {
	if x == nil || same(h, x) || l.assumed(h) {
		return h
	}
	switch h := h.(type) {
	case *structVal:
		if y, ok := x.(*structVal); ok && len(y.fields) == len(h.fields) {
			return l.growStruct(h, y, next, end)
		}
	case *mapObj:
		if y, ok := x.(*mapObj); ok {
			return l.growMap(h, y)
		}
	case *arrayObj:
		if y, ok := x.(*arrayObj); ok {
			return l.growArray(h, y)
		}
	case *bufVal:
		if y, ok := x.(*bufVal); ok && y.lost == "" && hasPrefix(y.pieces, h.pieces) {
			if l.carries(h.pieces) {
				return h
			}
			c := *h
			c.pieces = append(slices.Clone(h.pieces), piece{val: l.carried})
			return &c
		}
		c := *h
		c.pieces, c.lost = nil, "changes in a loop"
		return &c
	}
	if v := l.growSlice(h, x, next, end); v != nil {
		return v
	}
	if v := l.growText(h, x); v != nil {
		return v
	}
	return l.unknownAt(t)
}

func (l *loopRun) growStruct(h, x *structVal, next, end *state) goValue {
	var c *structVal
	for i := range h.fields {
		v := l.grow(h.fields[i], x.fields[i], stepType(h.typ, i), next, end)
		if v == h.fields[i] {
			continue
		}
		if c == nil {
			k := *h
			c = &k
			c.fields = slices.Clone(h.fields)
		}
		c.fields[i] = v
	}
	if c == nil {
		return h
	}
	return c
}

// growArray: elements of an array that was there before the loop changed in place.
func (l *loopRun) growArray(h, x *arrayObj) goValue {
	if h.rest != nil && len(h.elems) == 0 {
		if h.size != x.size || x.filled != nil && l.index == nil {
			return h.lose("changes in a loop")
		}
		return h
	}
	if slices.EqualFunc(h.elems, x.elems, sameElement) && (h.rest == nil) == (x.rest == nil) {
		if h.child == x.child {
			return h
		}
		if h.child != 0 {
			return h
		}
		c := *h
		c.child = x.child
		return &c
	}
	return h.lose("changes in a loop")
}

func (l *loopRun) carries(ps []piece) bool {
	return len(ps) > 0 && ps[len(ps)-1].val == l.carried
}

func hasPrefix(ps, prefix []piece) bool {
	return len(ps) >= len(prefix) && slices.EqualFunc(ps[:len(prefix)], prefix, samePiece)
}

// growSlice: a slice that the body appends to.
func (l *loopRun) growSlice(h, x goValue, next, end *state) goValue {
	old, okH := arrayOf(h, next)
	now, okX := arrayOf(x, end)
	if !okH || !okX || old.rest != nil || now.rest != nil {
		return nil
	}
	if n := len(old.elems); n > 0 && old.elems[n-1].val == l.carried {
		if startsWith(now.elems, old.elems[:n-1]) {
			return h
		}
		return nil
	}
	if old.nilBase != now.nilBase && !hasAlways(now.elems) {
		return nil // empty, it is null at times
	}
	elems := l.history.add(old.elems, now.elems, typeOf(x), next, end)
	if len(elems) == len(old.elems) && startsWith(elems, old.elems) {
		return h
	}
	c := *now
	c.elems = elems
	c.nilBase, c.carried, c.child = old.nilBase, true, 0
	t := typeOf(x)
	return &sliceRef{src: x.from(), typ: t, addr: l.a.r.alloc(next, &c, t)}
}

// arrayOf is the backing store of a slice value, empty for nil.
func arrayOf(v goValue, st *state) (*arrayObj, bool) {
	if c, ok := v.(*constVal); ok && c.val == nil && c.typ != nil {
		_, isSlice := c.typ.Underlying().(*types.Slice)
		return &arrayObj{nilBase: true, typ: c.typ}, isSlice
	}
	ref, ok := v.(*sliceRef)
	if !ok || st.volatile[ref.addr] != "" {
		return nil, false
	}
	arr, ok := st.heap[ref.addr].(*arrayObj)
	return arr, ok
}

func startsWith(es, prefix []element) bool {
	return len(es) >= len(prefix) && slices.EqualFunc(es[:len(prefix)], prefix, sameElement)
}

// growText: a string that the body adds to at its end.
func (l *loopRun) growText(h, x goValue) goValue {
	ps, okH := l.a.piecesOf(h)
	qs, okX := l.a.piecesOf(x)
	if !okH || !okX || isOpaque(h) {
		return nil
	}
	if l.carries(ps) {
		if hasPrefix(qs, ps) {
			return h
		}
		return nil
	}
	if !literalPrefix(qs, ps) {
		return nil
	}
	return l.a.r.textOf(append(slices.Clone(ps), piece{val: l.carried}), typeOf(h), h.from())
}

func isOpaque(v goValue) bool {
	switch v.(type) {
	case *opaque, *unknown, *choice:
		return true
	}
	return false
}

// literalPrefix is hasPrefix for pieces of which the last literal may have grown.
func literalPrefix(qs, ps []piece) bool {
	_, ok := trimPieces(qs, ps)
	return ok
}

// trimPieces is qs without the leading text ps.
func trimPieces(qs, ps []piece) ([]piece, bool) {
	for i, p := range ps {
		if len(qs) == 0 {
			return nil, false
		}
		q := qs[0]
		if p.isLit() && q.isLit() && i == len(ps)-1 && len(q.lit) >= len(p.lit) && q.lit[:len(p.lit)] == p.lit {
			rest := slices.Clone(qs)
			rest[0].lit = q.lit[len(p.lit):]
			if rest[0].lit == "" {
				rest = rest[1:]
			}
			return rest, true
		}
		if !samePiece(p, q) {
			return nil, false
		}
		qs = qs[1:]
	}
	return qs, true
}

// growMap: keys that the body sets are unknown at the head.
func (l *loopRun) growMap(h, x *mapObj) goValue {
	c := *h
	c.entries = slices.Clone(h.entries)
	changed := false
	if c.rest == nil && x.rest != nil {
		c.rest, changed = x.rest, true
	}
	done := make(map[string]bool)
	for _, e := range x.entries {
		k := e.key.ExactString()
		if done[k] || l.sameEntries(entriesOf(h, k), entriesOf(x, k)) {
			continue
		}
		done[k] = true
		changed = l.growEntries(&c, k, entriesOf(x, k)) || changed
	}
	for _, e := range h.entries { // deleted in the loop
		if h.rest == nil && !stays(entriesOf(x, e.key.ExactString()), e.when, maxConditions) {
			c.entries = nil
			c.rest = &unknown{src: e.val.from(), reason: "a key is deleted in a loop"}
			return &c
		}
	}
	if !changed {
		return h
	}
	return &c
}

// stays reports whether one of some entries of a key is certainly there, given some
// conditions: whichever way a further condition turns out, one must be there. It looks at
// no more than limit conditions.
func stays(entries []mapEntry, given []Cond, limit int) bool {
	var open *Cond
	for _, e := range entries {
		possible, rest := true, 0
		for i, c := range e.when {
			switch {
			case slices.ContainsFunc(given, c.opposes):
				possible = false
			case !slices.ContainsFunc(given, func(g Cond) bool { return sameConds([]Cond{g}, []Cond{c}) }):
				open, rest = &e.when[i], rest+1
			}
		}
		if possible && rest == 0 {
			return true
		}
	}
	if open == nil || limit == 0 {
		return false
	}
	given = given[:len(given):len(given)]
	return stays(entries, append(given, *open), limit/2) && stays(entries, append(given, negate(*open)), limit/2)
}

// growEntries makes unknown what c has at a key that an iteration left as xs, and reports
// whether that was news. Where an iteration may set the key when it was not there, it is
// there if the loop ran.
func (l *loopRun) growEntries(c *mapObj, k string, xs []mapEntry) bool {
	set := xs[len(xs)-1]
	unknownValue := func(why string) goValue {
		return &unknown{src: src{pos: set.keyPos, fr: l.a.fr, clock: l.a.r.clock}, typ: typeOf(set.val), reason: why}
	}
	changed := false
	covered := func(when []Cond) bool {
		return slices.ContainsFunc(c.entries, func(e mapEntry) bool {
			return e.key.ExactString() == k && (len(e.when) == 0 || sameConds(e.when, when) || sameConds(e.when, []Cond{l.ran}))
		})
	}
	for i := range c.entries {
		if e := &c.entries[i]; e.key.ExactString() == k && !isUnknown(e.val) {
			e.val = unknownValue("changes in a loop")
			changed = true
		}
	}
	if slices.ContainsFunc(xs, func(x mapEntry) bool { return !covered(x.when) }) {
		set.val, set.when = unknownValue("set in a loop"), []Cond{l.ran}
		c.entries = append(c.entries, set)
		changed = true
	}
	return changed
}

func (l *loopRun) sameEntries(a, b []mapEntry) bool {
	return slices.EqualFunc(a, b, func(x, y mapEntry) bool { return sameConds(x.when, y.when) && same(x.val, y.val) })
}

func isUnknown(v goValue) bool { _, ok := v.(*unknown); return ok }

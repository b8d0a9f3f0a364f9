package payload

import (
	"cmp"
	"go/types"
	"slices"
)

func (m *merger) structs(a, b *structVal) goValue {
	c := *a
	c.fields = make([]goValue, len(a.fields))
	c.sets = slices.Clone(a.sets)
	for i := range a.fields {
		c.fields[i] = m.value(a.fields[i], b.fields[i])
		if c.sets[i].node == nil {
			c.sets[i] = b.sets[i]
		}
	}
	return &c
}

// buffers merges the contents of two builders: what one of them added to the other
// is added under the condition.
func (m *merger) buffers(a, b *bufVal) goValue {
	c := *a
	if a.lost != "" || b.lost != "" {
		c.lost = cmp.Or(a.lost, b.lost)
		return &c
	}
	n := commonPieces(a.pieces, b.pieces)
	alt := m.r.flatten(&choice{src: src{pos: m.c.Orig.At, fr: m.c.Orig.Frame}, cases: []choiceCase{
		{[]Cond{m.c}, m.r.textOf(a.pieces[n:], types.Typ[types.String], a.src)},
		{nil, m.r.textOf(b.pieces[n:], types.Typ[types.String], b.src)},
	}})
	c.pieces = append(commonPieceList(a.pieces[:n], b.pieces[:n], m.c.clock), piece{val: alt})
	if m.r.spend(len(c.pieces)) || weight(&c) > maxWeight {
		c.pieces, c.lost = nil, "too many alternatives"
	}
	return &c
}

func commonPieces(a, b []piece) int {
	n := 0
	for n < len(a) && n < len(b) && samePiece(a[n], b[n]) {
		n++
	}
	return n
}

// maxParted bounds the elements that two branches leave in an array without sharing them.
// They are all kept, so that each further pair of branches may double them.
const maxParted = 256

// slices merges two slices (or a slice and nil) into one with conditional elements;
// nil when they are not slices or cannot be interleaved.
func (m *merger) slices(a, b goValue) goValue {
	x, okA := a.(*sliceRef)
	y, okB := b.(*sliceRef)
	if !okA && !okB || !okA && !isNilSlice(a) || !okB && !isNilSlice(b) {
		return nil
	}
	var key [2]int
	empty := &arrayObj{nilBase: true}
	p, q := empty, empty
	ref := x
	if okA {
		key[0] = x.addr
		p, _ = m.a.heap[x.addr].(*arrayObj)
	}
	if okB {
		key[1] = y.addr
		q, _ = m.b.heap[y.addr].(*arrayObj)
		if ref == nil {
			ref = y
		}
	}
	if p == nil || q == nil {
		return nil
	}
	addr, ok := m.made[key]
	if !ok {
		arr := m.arrays(p, q)
		if arr == nil {
			return nil
		}
		if arr.typ == nil {
			arr.typ = ref.typ
		}
		addr = m.r.alloc(m.out, arr, ref.typ)
		m.made[key] = addr
	}
	c := *ref
	c.addr = addr
	return &c
}

// isNilSlice reports whether v is a slice that is nil; an interface that is nil has no
// slice in it.
func isNilSlice(v goValue) bool {
	t := typeOf(v)
	if t == nil || !isNil(v) {
		return false
	}
	_, ok := t.Underlying().(*types.Slice)
	return ok
}

func (m *merger) arrays(a, b *arrayObj) *arrayObj {
	if a.rest != nil && b.rest == nil || b.rest != nil && a.rest == nil {
		return nil
	}
	c := *a
	if a.filled != nil || b.filled != nil || a.size != b.size {
		return m.filled(a, b)
	}
	c.shares, c.child = a.shares || b.shares, max(a.child, b.child)
	if c.typ == nil {
		c.typ = b.typ
	}
	if len(a.elems) == len(b.elems) && a.nilBase == b.nilBase && sameShape(a.elems, b.elems) {
		c.elems = make([]element, len(a.elems))
		for i := range a.elems {
			c.elems[i] = a.elems[i]
			c.elems[i].val = m.value(a.elems[i].val, b.elems[i].val)
		}
		return &c
	}
	n := 0
	for n < len(a.elems) && n < len(b.elems) && sameElement(a.elems[n], b.elems[n]) {
		n++
	}
	if a.nilBase != b.nilBase && !hasAlways(a.elems[:n]) {
		// Only a branch that can leave the slice empty says whether that is null or [].
		switch {
		case hasAlways(a.elems):
			c.nilBase = b.nilBase
		case hasAlways(b.elems):
			c.nilBase = a.nilBase
		default:
			return nil
		}
	}
	if parted := len(a.elems) + len(b.elems) - 2*n; m.r.spend(parted) || parted > maxParted {
		return a.lose("too many alternatives")
	}
	c.elems = slices.Clone(a.elems[:n])
	for i := range c.elems {
		c.elems[i].val = common(a.elems[i].val, b.elems[i].val, m.c.clock)
	}
	for _, e := range a.elems[n:] {
		c.elems = append(c.elems, e.under(m.c))
	}
	for _, e := range b.elems[n:] {
		c.elems = append(c.elems, e.under(m.not))
	}
	return &c
}

// filled merges arrays of which one element was set, in one branch or in both; nil when
// it is not the same one.
func (m *merger) filled(a, b *arrayObj) *arrayObj {
	var code int
	switch {
	case a.size != b.size || a.size == "":
		return nil
	case a.filled != nil:
		code = a.filled.code
	default:
		code = b.filled.code
	}
	x, y := a.filledAt(code), b.filledAt(code)
	if x == nil || y == nil {
		return nil
	}
	c := *a
	c.filled = &filledElem{code, m.value(x, y)}
	c.shares, c.child = a.shares || b.shares, max(a.child, b.child)
	return &c
}

// under is the element, present only if c holds as well.
func (e element) under(c Cond) element {
	e.when = withCond(c, e.when)
	return e
}

func hasAlways(es []element) bool {
	return slices.ContainsFunc(es, func(e element) bool { return len(e.when) == 0 && e.loop == nil })
}

// mapObj merges two states of one map. A key that only one of them has, or that they
// have under different conditions, is there twice, under exclusive conditions.
func (m *merger) mapObj(a, b *mapObj) goValue {
	c := *a
	c.entries = nil
	if c.rest == nil {
		c.rest = b.rest
	}
	inB := make(map[string][]mapEntry)
	for _, e := range b.entries {
		k := e.key.ExactString()
		inB[k] = append(inB[k], e)
	}
	done := make(map[string]bool)
	for _, e := range a.entries {
		k := e.key.ExactString()
		if done[k] {
			continue
		}
		done[k] = true
		es := m.entry(entriesOf(a, k), inB[k])
		if m.r.spend(len(es)) || len(es) > maxCases {
			c.rest = cmp.Or(c.rest, &unknown{src: es[0].val.from(), typ: c.typ, reason: "too many alternatives"})
			continue
		}
		c.entries = append(c.entries, es...)
	}
	for _, e := range b.entries {
		if k := e.key.ExactString(); !done[k] {
			c.entries = append(c.entries, underAll(m.not, []mapEntry{e})...)
		}
	}
	return &c
}

func (m *merger) entry(a, b []mapEntry) []mapEntry {
	if len(a) == len(b) {
		merged := slices.Clone(a)
		for i := range a {
			if !sameConds(a[i].when, b[i].when) || len(a) > 1 && !same(a[i].val, b[i].val) {
				merged = nil
				break
			}
			merged[i].val = m.value(a[i].val, b[i].val)
		}
		if merged != nil {
			return merged
		}
	}
	return append(underAll(m.c, a), underAll(m.not, b)...)
}

func underAll(c Cond, es []mapEntry) []mapEntry {
	out := slices.Clone(es)
	for i := range out {
		out[i].when = withCond(c, out[i].when)
	}
	return out
}

// withCond is c and all of when, each once.
func withCond(c Cond, when []Cond) []Cond {
	if slices.ContainsFunc(when, func(w Cond) bool { return sameConds([]Cond{w}, []Cond{c}) }) {
		return when
	}
	return append([]Cond{c}, when...)
}

func entriesOf(m *mapObj, key string) []mapEntry {
	var out []mapEntry
	for _, e := range m.entries {
		if e.key.ExactString() == key {
			out = append(out, e)
		}
	}
	return out
}

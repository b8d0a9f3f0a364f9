package payload

import (
	"go/types"
	"slices"
)

// outcome is a state that leaves a statement list in some way, and the values that it
// leaves with.
type outcome struct {
	when []Cond // open branches, relative to what is left
	st   *state
	vals []goValue
}

// fold joins outcomes that were found in program order into one: an earlier one wins
// when its conditions hold, because control left there. The last needs none.
func (r *run) fold(outs []outcome) (*state, []goValue) {
	if len(outs) == 0 {
		return nil, nil
	}
	last := outs[len(outs)-1]
	st, vals := last.st, last.vals
	for i := len(outs) - 2; i >= 0; i-- {
		o := outs[i]
		if len(o.when) == 0 {
			st, vals = o.st, o.vals
			continue
		}
		st, vals = r.join(o.when, o.st, o.vals, st, vals)
	}
	return st, vals
}

// join merges two states, and values in them, of which the first holds under when.
func (r *run) join(when []Cond, a *state, av []goValue, b *state, bv []goValue) (*state, []goValue) {
	if len(when) == 0 {
		return a, av
	}
	if len(when) > 1 {
		a, av = r.join(when[1:], a, av, b, bv)
	}
	m := r.newMerger(when[0], a, b)
	vals := make([]goValue, len(av))
	for i := range vals {
		vals[i] = m.value(av[i], bv[i])
	}
	return m.out, vals
}

// merger joins two states that part at the condition c.
type merger struct {
	r    *run
	c    Cond
	not  Cond
	a, b *state
	out  *state
	made map[[2]int]int // arrays joined so far
}

func (r *run) newMerger(c Cond, a, b *state) *merger {
	if a != b {
		r.shareLazy(a, b)
		r.shareLazy(b, a)
	}
	m := &merger{r: r, c: c, not: negate(c), a: a, b: b, out: b.clone(), made: make(map[[2]int]int)}
	if a == b {
		return m
	}
	r.spend(len(a.heap) / 8)
	var differ []int
	for addr, v := range a.heap {
		w, both := b.heap[addr]
		switch {
		case !both:
			m.out.heap[addr] = v
		case v != w:
			differ = append(differ, addr)
		}
	}
	slices.Sort(differ)
	for _, addr := range differ {
		m.out.heap[addr] = m.cell(a.heap[addr], b.heap[addr])
	}
	for addr, ma := range a.changed {
		if mb, ok := b.changed[addr]; !ok || ma.clock > mb.clock {
			m.out.changed[addr] = ma
		}
	}
	for k, addr := range a.lazy {
		other, both := b.lazy[k]
		if !both {
			m.out.lazy[k] = addr
		} else if arr, ok := m.out.heap[addr].(*arrayObj); ok && other != addr {
			m.out.heap[addr] = arr.lose("its storage may be appended to twice")
		}
	}
	for addr, why := range a.volatile {
		m.out.volatile[addr] = why
	}
	for addr := range a.escaped {
		m.out.escaped[addr] = true
	}
	if a.mem.clock > b.mem.clock {
		m.out.mem = a.mem
	}
	return m
}

func negate(c Cond) Cond {
	c.Negate = !c.Negate
	return c
}

// cell merges the contents of one cell.
func (m *merger) cell(a, b goValue) goValue {
	if x, ok := a.(*mapObj); ok {
		if y, ok := b.(*mapObj); ok {
			return m.mapObj(x, y)
		}
	}
	if x, ok := a.(*arrayObj); ok {
		if y, ok := b.(*arrayObj); ok {
			if z := m.arrays(x, y); z != nil {
				return z
			}
			return x.lose("differs between the branches of an if or switch")
		}
	}
	return m.value(a, b)
}

// value merges two values of the same static type.
func (m *merger) value(a, b goValue) goValue {
	if same(a, b) {
		return common(a, b, m.c.clock)
	}
	if x, y := m.spelt(a, b), m.spelt(b, a); x != nil && y != nil && types.Identical(x.typ, y.typ) {
		return m.structs(x, y)
	}
	if x, ok := a.(*bufVal); ok {
		if y, ok := b.(*bufVal); ok {
			return m.buffers(x, y)
		}
	}
	if v := m.slices(a, b); v != nil {
		return v
	}
	if v := m.documents(a, b); v != nil {
		return v
	}
	return m.r.flatten(&choice{src: src{pos: m.c.Orig.At, fr: m.c.Orig.Frame}, cases: []choiceCase{{[]Cond{m.c}, a}, {nil, b}}})
}

// spelt is v as a struct: a run-time one is spelt out if the value it is merged with is
// one that is followed.
func (m *merger) spelt(v, with goValue) *structVal {
	switch v := v.(type) {
	case *structVal:
		return v
	case *opaque:
		if t, ok := v.typ.Underlying().(*types.Struct); ok && isStructVal(with) && typeName(v.typ) != "time.Time" {
			return m.r.expand(v, t)
		}
	}
	return nil
}

func isStructVal(v goValue) bool { _, ok := v.(*structVal); return ok }

// common is a value that both branches of a condition, evaluated at time clock, came to.
// An expression that was read inside a branch need not yield it in the other one, so the
// value is known by one from before the branches, or by one that both have.
func common(a, b goValue, clock int) goValue {
	if a == b {
		return a
	}
	switch x := a.(type) {
	case *opaque, *unknown:
		s, t := a.from(), b.from()
		switch {
		case s.clock <= clock:
			return a
		case t.clock <= clock:
			return b
		case s.expr != nil && t.expr != nil && s.fr == t.fr && exprText(s.expr) == exprText(t.expr):
			return b
		}
		return a.at(src{pos: s.pos, fr: s.fr, clock: s.clock})
	case *text:
		c := *x
		c.pieces = commonPieceList(x.pieces, b.(*text).pieces, clock)
		if x.clock > clock {
			c.expr = nil
		}
		return &c
	case *structVal:
		c := *x
		c.fields = make([]goValue, len(x.fields))
		for i := range c.fields {
			c.fields[i] = common(x.fields[i], b.(*structVal).fields[i], clock)
		}
		return &c
	}
	return a
}

// commonPieceList is common for texts of equal pieces.
func commonPieceList(ps, qs []piece, clock int) []piece {
	out := slices.Clone(ps)
	for i := range out {
		if out[i].val != nil {
			out[i].val = common(ps[i].val, qs[i].val, clock)
		}
	}
	return out
}

package payload

import (
	"go/constant"
	"go/types"
	"slices"
)

// maxCases bounds the alternatives of one value; beyond it the value is unknown.
const maxCases = 24

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
	m := &merger{r: r, c: c, not: negate(c), a: a, b: b, out: b.clone(), made: make(map[[2]int]int)}
	if a == b {
		return m
	}
	r.steps += len(a.heap) / 8
	for _, addr := range sortedKeys(a.heap) {
		v := a.heap[addr]
		w, both := b.heap[addr]
		switch {
		case !both:
			m.out.heap[addr] = v
		case v != w:
			m.out.heap[addr] = m.cell(v, w)
		}
	}
	for addr, ma := range a.changed {
		if mb, ok := b.changed[addr]; !ok || ma.clock > mb.clock {
			m.out.changed[addr] = ma
		}
	}
	for k, addr := range a.lazy {
		if _, ok := b.lazy[k]; !ok {
			m.out.lazy[k] = addr
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
	if x, ok := a.(*structVal); ok {
		if y, ok := b.(*structVal); ok && types.Identical(x.typ, y.typ) {
			return m.structs(x, y)
		}
	}
	if x, ok := a.(*bufVal); ok {
		if y, ok := b.(*bufVal); ok {
			return m.buffers(x, y)
		}
	}
	if v := m.slices(a, b); v != nil {
		return v
	}
	return flatten(&choice{src: src{pos: m.c.Orig.At, fr: m.c.Orig.Frame}, cases: []choiceCase{{[]Cond{m.c}, a}, {nil, b}}})
}

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
		c.lost = a.lost + b.lost
		return &c
	}
	n := commonPieces(a.pieces, b.pieces)
	alt := flatten(&choice{src: src{pos: m.c.Orig.At, fr: m.c.Orig.Frame}, cases: []choiceCase{
		{[]Cond{m.c}, m.r.textOf(a.pieces[n:], types.Typ[types.String], a.src)},
		{nil, m.r.textOf(b.pieces[n:], types.Typ[types.String], b.src)},
	}})
	c.pieces = append(commonPieceList(a.pieces[:n], b.pieces[:n], m.c.clock), piece{val: alt})
	return &c
}

func commonPieces(a, b []piece) int {
	n := 0
	for n < len(a) && n < len(b) && samePiece(a[n], b[n]) {
		n++
	}
	return n
}

// slices merges two slices (or a slice and nil) into one with conditional elements;
// nil when they are not slices or cannot be interleaved.
func (m *merger) slices(a, b goValue) goValue {
	x, okA := a.(*sliceRef)
	y, okB := b.(*sliceRef)
	if !okA && !okB || !okA && !isNil(a) || !okB && !isNil(b) {
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

func (m *merger) arrays(a, b *arrayObj) *arrayObj {
	if a.rest != nil && b.rest == nil || b.rest != nil && a.rest == nil {
		return nil
	}
	c := *a
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
		// Which of null and [] an empty result is depends on the branch.
		if !(hasAlways(a.elems) && hasAlways(b.elems)) {
			return nil
		}
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

// under is the element, present only if c holds as well.
func (e element) under(c Cond) element {
	e.when = append([]Cond{c}, e.when...)
	return e
}

func hasAlways(es []element) bool {
	return slices.ContainsFunc(es, func(e element) bool { return len(e.when) == 0 && e.loop == nil })
}

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
		c.entries = append(c.entries, m.entry(entriesOf(a, k), inB[k])...)
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
		out[i].when = append([]Cond{c}, out[i].when...)
	}
	return out
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

func sameConds(a, b []Cond) bool {
	return slices.EqualFunc(a, b, func(x, y Cond) bool {
		return x.Orig == y.Orig && x.Negate == y.Negate && x.clock == y.clock
	})
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

// flatten lifts nested choices, drops cases that cannot be reached or that the else
// covers, and gives up on too many.
func flatten(c *choice) goValue {
	var cases []choiceCase
	for _, k := range c.cases {
		inner, ok := k.val.(*choice)
		if !ok {
			cases = append(cases, k)
			continue
		}
		for _, n := range inner.cases {
			cases = append(cases, choiceCase{append(slices.Clone(k.when), n.when...), n.val})
		}
	}
	implied(cases)
	for i, k := range cases {
		if len(k.when) == 0 {
			cases = cases[:i+1]
			break
		}
	}
	for len(cases) > 1 && len(cases[len(cases)-1].when) == 0 && same(cases[len(cases)-2].val, cases[len(cases)-1].val) {
		k := cases[len(cases)-2]
		cases = append(cases[:len(cases)-2], choiceCase{nil, common(k.val, cases[len(cases)-1].val, earliest(k.when))})
	}
	if len(cases) == 1 {
		return cases[0].val
	}
	if len(cases) > maxCases {
		return &unknown{src: c.src, typ: typeOf(c), reason: "too many alternatives"}
	}
	return &choice{src: c.src, cases: cases}
}

// earliest is the time of the first of some conditions.
func earliest(when []Cond) int {
	return slices.MinFunc(when, func(a, b Cond) int { return a.clock - b.clock }).clock
}

// implied drops conditions that hold anyway because an earlier case was not taken.
func implied(cases []choiceCase) {
	for i := range cases {
		for _, earlier := range cases[:i] {
			if len(earlier.when) != 1 {
				continue
			}
			not := negate(earlier.when[0])
			cases[i].when = slices.DeleteFunc(slices.Clone(cases[i].when), func(c Cond) bool { return sameConds([]Cond{c}, []Cond{not}) })
		}
	}
}

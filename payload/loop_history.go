package payload

import (
	"go/types"
	"slices"
)

// maxKinds bounds the kinds of elements that the iterations of a loop add to one list.
const maxKinds = 8

// A history is a list that a loop adds to and sends, as a chat does:
//
//	for {
//		messages = append(messages, Message{Role: "user", Content: prompt})
//		// the call
//		messages = append(messages, Message{Role: "assistant", Content: answer})
//	}
//
// At the head of the loop it is what it was before, and then elements of these kinds. Of
// a kind, the form and the constants are known; all else is some value of its type, which
// no expression yields any more.
type histories struct {
	l *loopRun
	// grown are the lists of which the present round has changed the kinds, with the
	// elements that they had at the head.
	grown map[goValue][]element
	// kinds are, for a value that stands for an element of a list, the kinds of that list.
	kinds map[goValue][]goValue
}

// split is the elements of a list without the one that stands for those that earlier
// iterations added, and that one, nil if there is none.
func (h *histories) split(es []element) ([]element, *element) {
	if n := len(es); n > 0 && h.kinds[es[n-1].val] != nil {
		return es[:n-1], &es[n-1]
	}
	return es, nil
}

// add gives the elements at the head of a list of which old was known, after an iteration
// that left it as now. Where an iteration did more than add, as when a chat begins anew,
// those that were there before the loop are of some kind, too.
func (h *histories) add(old, now []element, t types.Type, next, end *state) []element {
	base, last := h.split(old)
	was := old
	var before []goValue
	if last != nil {
		before = h.kinds[last.val]
		if at, ok := h.grown[last.val]; ok {
			was = at
		}
	}
	s := shaper{h.l, next, end, 0}
	more := now
	if startsWith(now, was) {
		more = now[len(was):]
	} else {
		more, base = slices.Concat(base, more), nil
	}
	some := h.join(before, more, elemType(t), s)
	switch {
	case len(some) == len(before) && len(base) == len(old)-min(len(before), 1):
		return old
	case len(some) == 0:
		return nil
	case len(some) > maxKinds:
		return append(slices.Clone(base), element{val: h.l.carried, loop: h.l.loop})
	}
	v := s.oneOf(some)
	h.kinds[v], h.grown[v] = some, was
	over := &Unknown{Orig: Origin{At: h.l.stmt.Pos(), Frame: h.l.a.fr}, Reason: earlier, Type: t}
	return append(slices.Clone(base), element{val: v, loop: &Loop{Over: over, Earlier: true}})
}

// join adds to some kinds those of more elements.
func (h *histories) join(some []goValue, more []element, t types.Type, s shaper) []goValue {
	some = slices.Clone(some)
	add := func(v goValue) {
		if !slices.ContainsFunc(some, func(k goValue) bool { return s.alike(k, v, 0) }) {
			some = append(some, v)
		}
	}
	for _, el := range more {
		if known := h.kinds[el.val]; known != nil {
			for _, v := range known {
				add(v)
			}
			continue
		}
		add(s.shape(el.val, t))
	}
	return some
}

const earlier = "added by an earlier iteration of a loop"

func elemType(t types.Type) types.Type {
	if t != nil {
		if s, ok := t.Underlying().(*types.Slice); ok {
			return s.Elem()
		}
	}
	return nil
}

// shaper reduces values of the state end to their form, with memory in the state next.
type shaper struct {
	l         *loopRun
	next, end *state
	depth     int
}

// shape is what is known of v in every iteration: constants, and how it is made up.
func (s shaper) shape(v goValue, t types.Type) goValue {
	if dyn := typeOf(v); dyn != nil {
		t = dyn
	}
	s.depth++
	if s.depth > maxNesting {
		return s.some(t)
	}
	switch v := v.(type) {
	case *constVal:
		return v
	case *structVal:
		c := *v
		c.fields = make([]goValue, len(v.fields))
		for i, f := range v.fields {
			c.fields[i] = s.shape(f, stepType(v.typ, i))
		}
		return c.at(s.nowhere(v))
	case *choice:
		c := &choice{src: s.nowhere(v)}
		for _, k := range v.cases {
			c.cases = append(c.cases, choiceCase{s.unspoken(k.when), s.shape(k.val, t)})
		}
		return c
	case *sliceRef:
		if arr, ok := arrayOf(v, s.end); ok && arr.rest == nil && arr.size == "" {
			return &sliceRef{src: s.nowhere(v), typ: v.typ, addr: s.array(arr)}
		}
	case *mapRef:
		if m, ok := s.end.heap[v.addr].(*mapObj); ok && m.rest == nil && s.end.volatile[v.addr] == "" {
			return &mapRef{src: s.nowhere(v), typ: v.typ, addr: s.mapping(m)}
		}
	case *pointer:
		if cell := s.end.heap[v.addr]; len(v.path) == 0 && cell != nil && s.end.volatile[v.addr] == "" {
			elem := s.l.a.r.cellType[v.addr]
			return &pointer{src: s.nowhere(v), typ: v.typ, addr: s.l.a.r.alloc(s.next, s.shape(cell, elem), elem)}
		}
	}
	return s.some(t)
}

// oneOf is one of some values, nobody can ask which.
func (s shaper) oneOf(vs []goValue) goValue {
	if len(vs) == 1 {
		return vs[0]
	}
	c := &choice{src: src{pos: s.l.stmt.Pos(), fr: s.l.a.fr, clock: s.l.a.r.clock}}
	for _, v := range vs {
		c.cases = append(c.cases, choiceCase{[]Cond{unspokenCond(c.src)}, v})
	}
	c.cases[len(vs)-1].when = nil
	return c
}

// some is any value of a type.
func (s shaper) some(t types.Type) goValue {
	return s.l.a.r.widened(t, src{pos: s.l.stmt.Pos(), fr: s.l.a.fr, clock: s.l.a.r.clock}, earlier)
}

// nowhere is the source of a value that no expression yields any more.
func (s shaper) nowhere(v goValue) src {
	f := v.from()
	return src{pos: f.pos, fr: f.fr, clock: f.clock}
}

// unspoken are conditions of which none can be asked for any more.
func (s shaper) unspoken(when []Cond) []Cond {
	var out []Cond
	for _, c := range when {
		out = append(out, unspokenCond(src{pos: c.Orig.At, fr: c.Orig.Frame, clock: c.clock}))
	}
	return out
}

func (s shaper) array(arr *arrayObj) int {
	c := &arrayObj{src: arr.src, typ: arr.typ, nilBase: arr.nilBase}
	for _, el := range arr.elems {
		k := element{val: s.shape(el.val, elemType(arr.typ)), when: s.unspoken(el.when)}
		if el.loop != nil {
			k.loop = &Loop{Over: &Unknown{Orig: Origin{At: arr.pos, Frame: arr.fr}, Reason: earlier}, Earlier: true}
		}
		c.elems = append(c.elems, k)
	}
	return s.l.a.r.alloc(s.next, c, arr.typ)
}

func (s shaper) mapping(m *mapObj) int {
	c := *m
	c.entries = slices.Clone(m.entries)
	for i := range c.entries {
		e := &c.entries[i]
		e.val, e.when = s.shape(e.val, nil), s.unspoken(e.when)
	}
	return s.l.a.r.alloc(s.next, &c, m.typ)
}

// alike reports whether two shapes, in the state next, are the same.
func (s shaper) alike(a, b goValue, depth int) bool {
	if same(a, b) {
		return true
	}
	if depth > maxNesting {
		return false
	}
	both := func(x, y goValue) bool { return s.alike(x, y, depth+1) }
	switch x := a.(type) {
	case *opaque:
		y, ok := b.(*opaque)
		return ok && types.Identical(x.typ, y.typ)
	case *unknown:
		y, ok := b.(*unknown)
		return ok && x.typ == y.typ
	case *bufVal:
		y, ok := b.(*bufVal)
		return ok && x.lost != "" && y.lost != ""
	case *structVal:
		y, ok := b.(*structVal)
		return ok && types.Identical(x.typ, y.typ) && slices.EqualFunc(x.fields, y.fields, both)
	case *choice:
		y, ok := b.(*choice)
		return ok && slices.EqualFunc(x.cases, y.cases, func(p, q choiceCase) bool {
			return len(p.when) == len(q.when) && both(p.val, q.val)
		})
	case *sliceRef:
		y, ok := b.(*sliceRef)
		return ok && both(s.next.heap[x.addr], s.next.heap[y.addr])
	case *mapRef:
		y, ok := b.(*mapRef)
		return ok && both(s.next.heap[x.addr], s.next.heap[y.addr])
	case *pointer:
		y, ok := b.(*pointer)
		return ok && both(s.next.heap[x.addr], s.next.heap[y.addr])
	case *arrayObj:
		y, ok := b.(*arrayObj)
		return ok && (x.rest == nil) == (y.rest == nil) && slices.EqualFunc(x.elems, y.elems, func(p, q element) bool {
			return (p.loop == nil) == (q.loop == nil) && len(p.when) == len(q.when) && both(p.val, q.val)
		})
	case *mapObj:
		y, ok := b.(*mapObj)
		return ok && (x.rest == nil) == (y.rest == nil) && slices.EqualFunc(x.entries, y.entries, func(p, q mapEntry) bool {
			return p.key.ExactString() == q.key.ExactString() && len(p.when) == len(q.when) && both(p.val, q.val)
		})
	}
	return false
}

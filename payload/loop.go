package payload

import (
	"go/ast"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// maxUnroll is the number of elements up to which a loop over a slice that is spelt
// out is evaluated element by element.
const maxUnroll = 24

// maxRounds bounds the passes over a loop's body. Each pass makes more cells unknown
// at its head, so few are needed.
const maxRounds = 8

func (a *activation) forStmt(s *ast.ForStmt, st *state, label string) *state {
	if s.Init != nil {
		st = a.stmt(s.Init, st, "")
	}
	at := ast.Expr(s.Cond)
	if at == nil {
		id := ast.NewIdent("_")
		id.NamePos = s.Pos()
		at = id
	}
	l := &loopRun{
		a: a, stmt: s, label: label, body: s.Body, endless: s.Cond == nil,
		loop: &Loop{Stmt: s, Over: &Unknown{Orig: Origin{Expr: s.Cond, At: s.Pos(), Frame: a.fr}, Reason: "counted or conditional loop"}},
		ran:  a.cond(at, s),
	}
	if s.Cond != nil {
		l.head = func(st *state) { a.eval(s.Cond, st) }
	}
	if s.Post != nil {
		l.post = func(st *state) *state { return a.stmt(s.Post, st, "") }
	}
	return l.run(st)
}

func (a *activation) rangeStmt(s *ast.RangeStmt, st *state, label string) *state {
	over := a.eval(s.X, st)
	if isNil(over) {
		return st
	}
	if ref, ok := over.(*sliceRef); ok {
		arr, ok := st.heap[ref.addr].(*arrayObj)
		if ok && arr.rest == nil && st.volatile[ref.addr] == "" && len(arr.elems) <= maxUnroll {
			return a.rangeElements(s, arr.elems, st, label)
		}
	}
	return a.rangeLoop(s, over, label).run(st)
}

// rangeLoop is a range statement over a value of which the elements are not spelt out.
func (a *activation) rangeLoop(s *ast.RangeStmt, over goValue, label string) *loopRun {
	l := &loopRun{
		a: a, stmt: s, label: label, body: s.Body, ran: a.cond(s.X, s),
		loop: &Loop{Stmt: s, Over: a.overValue(over, s), Key: a.defined(s.Key), Value: a.defined(s.Value)},
	}
	t := a.typeOf(s.X)
	l.head = func(st *state) {
		if ref := over; hasReferences(t, 0) {
			if _, known := ref.(*opaque); !known {
				a.escape(ref, st, s.X.Pos(), "reached through a loop", true)
			}
		}
		a.bindRange(s.Key, nil, st)
		var v goValue
		if o, ok := over.(*opaque); ok && s.Value != nil {
			if el, loop := a.implicitLoop(o); loop != nil {
				l.loop.Type = loop.Type
				v = el.at(src{expr: s.Value, pos: s.Value.Pos(), fr: a.fr, clock: a.r.clock})
			}
		}
		a.bindRange(s.Value, v, st)
	}
	return l
}

func (a *activation) overValue(over goValue, s *ast.RangeStmt) Value {
	if o, ok := over.(*opaque); ok {
		return &Expr{Orig: Origin{Expr: s.X, At: s.X.Pos(), Frame: a.fr}, Type: o.typ, clock: a.r.clock}
	}
	return &Unknown{Orig: Origin{Expr: s.X, At: s.X.Pos(), Frame: a.fr}, Type: typeOf(over), Reason: "elements are not spelt out", clock: a.r.clock}
}

func (a *activation) defined(e ast.Expr) types.Object {
	if id, ok := e.(*ast.Ident); ok {
		return a.pkg.Info.Defs[id]
	}
	return nil
}

// bindRange sets a variable of a range clause to v, or to a run-time value.
func (a *activation) bindRange(e ast.Expr, v goValue, st *state) {
	if e == nil {
		return
	}
	if id, ok := e.(*ast.Ident); ok {
		if id.Name == "_" {
			return
		}
		if obj := a.pkg.Info.Defs[id]; obj != nil {
			if v == nil {
				v = a.r.newOpaque(a.subst(obj.Type()), a.r.freshKey(), a.src(id))
			}
			a.declare(obj, v, st)
			return
		}
	}
	a.store(e, a.r.widened(a.typeOf(e), src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}, ""), st, e)
}

// rangeElements evaluates a range over spelt-out elements, one after the other.
func (a *activation) rangeElements(s *ast.RangeStmt, elems []element, st *state, label string) *state {
	j := &jump{label: label, loop: true, base: len(st.path)}
	path := st.path
	for i, el := range elems {
		if st == nil {
			break
		}
		if el.loop != nil {
			st = a.elementLoop(s, el, label).run(st)
			continue
		}
		before := st
		if len(el.when) > 0 {
			st = st.clone()
			st.path = append(st.path, el.when...)
		}
		st = a.onePass(s, j, i, el.val, st)
		if len(el.when) > 0 {
			st = a.joinAll(el.when, st, before)
		}
		if st != nil {
			st.path = path
		}
	}
	return a.leave(j.breaks, st, path)
}

// joinAll merges then, which holds if all conditions do, with otherwise.
func (a *activation) joinAll(when []Cond, then, otherwise *state) *state {
	if then == nil {
		return otherwise
	}
	st, _ := a.r.join(when, then, nil, otherwise, nil)
	return st
}

// onePass evaluates the body for one element.
func (a *activation) onePass(s *ast.RangeStmt, j *jump, i int, v goValue, st *state) *state {
	a.jumps = append(a.jumps, j)
	path := st.path
	if key := a.defined(s.Key); key != nil {
		a.declare(key, intConst(int64(i), types.Typ[types.Int], a.src(s.Key)), st)
	} else {
		a.bindRange(s.Key, nil, st)
	}
	if obj := a.defined(s.Value); obj != nil {
		a.declare(obj, v, st)
	} else {
		a.bindRange(s.Value, nil, st)
	}
	end := a.block(s.Body, st)
	a.jumps = a.jumps[:len(a.jumps)-1]
	conts := j.continues
	j.continues = nil
	return a.leave(conts, end, path)
}

// elementLoop is the part of a range statement that goes over elements which a loop
// made: the body's own additions belong to that loop.
func (a *activation) elementLoop(s *ast.RangeStmt, el element, label string) *loopRun {
	l := &loopRun{a: a, stmt: s, label: label, body: s.Body, loop: el.loop, ran: a.cond(s.X, s), when: el.when}
	l.head = func(st *state) {
		a.bindRange(s.Key, nil, st)
		a.bindRange(s.Value, el.val, st)
	}
	return l
}

// loopRun evaluates a loop whose number of iterations is not known. The body is
// evaluated until the state at its head is one that an iteration leads back to: what
// only grows is kept as what it was, plus what one iteration adds; what changes
// otherwise is unknown.
type loopRun struct {
	a       *activation
	stmt    ast.Stmt
	label   string
	body    *ast.BlockStmt
	head    func(*state) // condition, or binding of the loop variables
	post    func(*state) *state
	loop    *Loop
	ran     Cond   // "the loop ran"
	when    []Cond // conditions of every iteration
	endless bool

	keys    int             // the last key that the head can know of
	havoc   map[string]bool // keys of values made unknown at the head
	carried goValue         // stands for what earlier iterations added
}

func (l *loopRun) run(st *state) *state {
	a, r := l.a, l.a.r
	l.havoc = make(map[string]bool)
	l.carried = &unknown{src: src{pos: l.stmt.Pos(), fr: a.fr, clock: r.clock}, reason: "added by an earlier iteration of a loop"}
	rets, hits := len(a.rets), len(r.hits)
	r.loops++
	defer func() { r.loops-- }()
	head := st.clone()
	for range maxRounds {
		a.rets, r.hits = a.rets[:rets:rets], r.hits[:hits:hits]
		l.keys = r.keys
		exits, breaks := l.iteration(head.clone())
		next, stable := l.advance(head, append(exits, breaks...))
		if stable {
			return l.finish(st, head, exits, breaks)
		}
		head = next
	}
	a.rets, r.hits = a.rets[:rets:rets], r.hits[:hits:hits]
	return l.giveUp(st, head)
}

// giveUp is the state after a loop whose effects do not settle: nothing is known. A
// call that the loop contains is not reported as reached.
func (l *loopRun) giveUp(entry, head *state) *state {
	l.a.r.stuck = true
	out := head.clone()
	for _, addr := range sortedKeys(out.heap) {
		l.a.r.forget(out, addr, l.stmt.Pos(), "changes in a loop that is not followed")
	}
	out.path = entry.path
	return out
}

// iteration evaluates the body once and gives the states in which it ends, and those
// in which it leaves the loop.
func (l *loopRun) iteration(st *state) (exits, breaks []*state) {
	a := l.a
	j := &jump{label: l.label, loop: true, base: len(st.path)}
	path := st.path
	if l.head != nil {
		l.head(st)
	}
	body := st.clone()
	body.path = append(append(body.path, l.ran), l.when...)
	inner := body.path
	a.jumps = append(a.jumps, j)
	end := a.block(l.body, body)
	a.jumps = a.jumps[:len(a.jumps)-1]
	j.base = len(inner)
	for i := range j.continues {
		j.continues[i].when = j.continues[i].when[min(len(j.continues[i].when), len(inner)-len(path)):]
	}
	end = a.leave(j.continues, end, path)
	if end != nil && l.post != nil {
		end = l.post(end)
	}
	if end != nil {
		exits = append(exits, end)
	}
	for _, b := range j.breaks {
		b.st.path = path
		breaks = append(breaks, b.st)
	}
	return exits, breaks
}

// advance is the state at the head after one more iteration, and whether it is the
// one that was assumed.
func (l *loopRun) advance(head *state, ends []*state) (*state, bool) {
	next := head.clone()
	stable := true
	for _, end := range ends {
		for _, addr := range sortedKeys(head.heap) {
			h, x := next.heap[addr], end.heap[addr]
			if v := l.grow(h, x, l.a.r.cellType[addr], next, end); v != h {
				next.heap[addr] = v
				stable = false
			}
		}
		for key, addr := range end.lazy {
			if _, ok := next.lazy[key]; !ok && l.knows(key) {
				next.lazy[key] = addr
				next.heap[addr] = end.heap[addr]
				if next.changed[addr] != end.changed[addr] && end.changed[addr].clock > head.mem.clock {
					l.a.r.forget(next, addr, l.stmt.Pos(), "changes in a loop")
					l.note(next.heap[addr])
				}
				stable = false
			}
		}
		for addr, why := range end.volatile {
			if next.volatile[addr] == "" {
				next.volatile[addr] = why
				stable = false
			}
		}
		for addr := range end.escaped {
			if _, ok := head.heap[addr]; ok && !next.escaped[addr] {
				next.escaped[addr] = true
				stable = false
			}
		}
		if end.mem.clock > next.mem.clock {
			next.mem = end.mem
		}
	}
	return next, stable
}

// knows reports whether the opaque value that key leads on from was there when the
// iteration began: memory behind values that each iteration makes anew does not matter
// to the next one.
func (l *loopRun) knows(key string) bool {
	num, isKey := strings.CutPrefix(key, "#")
	if end := strings.IndexFunc(num, func(c rune) bool { return c < '0' || c > '9' }); end >= 0 {
		num = num[:end]
	}
	n, err := strconv.Atoi(num)
	return isKey && err == nil && n <= l.keys
}

func (l *loopRun) note(v goValue) {
	if o, ok := v.(*opaque); ok {
		l.havoc[o.key] = true
	}
}

// unknownAt is a value of type t that changes in the loop.
func (l *loopRun) unknownAt(t types.Type) goValue {
	v := l.a.r.widened(t, src{pos: l.stmt.Pos(), fr: l.a.fr, clock: l.a.r.clock}, "changes in a loop")
	l.note(v)
	return v
}

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
	if !okH || !okX || old.rest != nil || now.rest != nil || !startsWith(now.elems, old.elems) {
		return nil
	}
	if len(old.elems) > 0 && old.elems[len(old.elems)-1].val == l.carried {
		return h
	}
	c := *now
	c.elems = append(slices.Clone(old.elems), element{val: l.carried, loop: l.loop})
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
	for _, e := range x.entries {
		k := e.key.ExactString()
		i := slices.IndexFunc(c.entries, func(o mapEntry) bool { return o.key.ExactString() == k })
		switch {
		case i < 0:
			e.val = &unknown{src: src{pos: e.keyPos, fr: l.a.fr, clock: l.a.r.clock}, typ: typeOf(e.val), reason: "set in a loop"}
			e.when = []Cond{l.ran}
			c.entries = append(c.entries, e)
			changed = true
		case isUnknown(c.entries[i].val) || l.sameEntries(entriesOf(h, k), entriesOf(x, k)):
		default:
			for n := range c.entries {
				if c.entries[n].key.ExactString() == k {
					c.entries[n].val = &unknown{src: src{pos: e.keyPos, fr: l.a.fr, clock: l.a.r.clock}, typ: typeOf(e.val), reason: "changes in a loop"}
				}
			}
			changed = true
		}
	}
	for _, e := range h.entries { // deleted in the loop
		if len(entriesOf(x, e.key.ExactString())) == 0 && h.rest == nil {
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

func (l *loopRun) sameEntries(a, b []mapEntry) bool {
	return slices.EqualFunc(a, b, func(x, y mapEntry) bool { return sameConds(x.when, y.when) && same(x.val, y.val) })
}

func isUnknown(v goValue) bool { _, ok := v.(*unknown); return ok }

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
			if m.clock > out.changed[addr].clock {
				out.changed[addr] = m
			}
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
		return ok && (x.rest == nil) == (y.rest == nil) && slices.EqualFunc(x.elems, y.elems, sameElement)
	}
	return same(a, b)
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

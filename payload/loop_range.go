package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// maxUnroll is the number of elements up to which a loop over a slice that is spelt
// out is evaluated element by element.
const maxUnroll = 24

func (a *activation) rangeStmt(s *ast.RangeStmt, st *state, label string) *state {
	over := a.eval(s.X, st)
	if isNil(over) {
		return st
	}
	if arr, ok := over.(*structVal); ok {
		return a.rangeElements(s, nil, elementsOfArray(arr), st, label)
	}
	if ref, ok := over.(*sliceRef); ok {
		arr, ok := st.heap[ref.addr].(*arrayObj)
		if ok && arr.rest == nil && st.volatile[ref.addr] == "" && len(arr.elems) <= maxUnroll {
			return a.rangeElements(s, ref, arr.elems, st, label)
		}
	}
	if isMapType(typeOf(over)) && a.rangeMap(s, over, st) {
		return st
	}
	l := a.rangeLoop(s, over, label)
	if ref, ok := over.(*sliceRef); ok {
		if arr, ok := st.heap[ref.addr].(*arrayObj); ok && arr.size != "" {
			l.count = arr.size
		}
	}
	return l.run(st)
}

func isMapType(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// rangeLoop is a range statement over a value of which the elements are not spelt out.
func (a *activation) rangeLoop(s *ast.RangeStmt, over goValue, label string) *loopRun {
	l := &loopRun{
		a: a, stmt: s, label: label, body: s.Body, ran: a.cond(s.X, s),
		loop: &Loop{Stmt: s, Over: a.overValue(over, s), Key: a.defined(s.Key), Value: a.defined(s.Value)},
	}
	t := a.typeOf(s.X)
	l.count = lengthKey(over)
	if o, ok := over.(*opaque); ok && isBasic(o.typ) && !isString(o.typ) { // range over a number
		l.count = o.key
	}
	l.head = func(st *state) {
		if ref := over; hasReferences(t, 0) && s.Value != nil && !isBlank(s.Value) {
			if _, known := ref.(*opaque); !known {
				a.escape(ref, st, s.X.Pos(), "reached through a loop", true)
			}
		}
		l.bindKey(s, st)
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
func (a *activation) rangeElements(s *ast.RangeStmt, over *sliceRef, elems []element, st *state, label string) *state {
	j := &jump{label: label, loop: true, once: true, base: len(st.path)}
	path := st.path
	inside := path // of the passes so far, that none of them was the last
	loops := a.repeated(elems, st)
	for i, el := range elems {
		if st == nil {
			break
		}
		if el.loop != nil {
			el.loop = loops[el.loop]
			l := a.elementLoop(s, el, label)
			if len(elems) == 1 {
				l.count = lengthKey(over)
			}
			st = l.run(st)
			continue
		}
		before, breaks := st, len(j.breaks)
		if len(el.when) > 0 {
			st = st.clone()
			st.path = append(st.path, el.when...)
		}
		st = a.onePass(s, j, i, el.val, st)
		if len(el.when) > 0 {
			st = a.joinAll(el.when, st, before)
		}
		if len(j.breaks) > breaks {
			inside = append(slices.Clone(inside), unspokenCond(a.src(s.X)))
		}
		if st != nil {
			st.path = inside
		}
	}
	return a.leave(j.breaks, st, path)
}

// repeated are the loops of elements as they are gone through now: what is added then is
// not what was added when the elements were, or when they were last gone through.
func (a *activation) repeated(elems []element, st *state) map[*Loop]*Loop {
	if st == nil || !slices.ContainsFunc(elems, func(el element) bool { return el.loop != nil }) {
		return nil
	}
	used := make(map[*Loop]bool)
	for _, c := range st.heap {
		if arr, ok := c.(*arrayObj); ok {
			for _, el := range arr.elems {
				used[el.loop] = true
			}
		}
	}
	out := make(map[*Loop]*Loop)
	for _, el := range elems {
		if el.loop != nil {
			out[el.loop] = a.r.again(el.loop, func(l *Loop) bool { return used[l] })
		}
	}
	return out
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
		l.bindKey(s, st)
		a.bindRange(s.Value, el.val, st)
	}
	return l
}

// bindKey sets the key of a range statement to a run-time value, which counts the
// iterations if the key is a variable of the statement that the body leaves alone.
func (l *loopRun) bindKey(s *ast.RangeStmt, st *state) {
	a := l.a
	l.index = nil
	a.bindRange(s.Key, nil, st)
	obj := a.defined(s.Key)
	if obj == nil || l.count == "" || assignedIn(a.pkg.Info, s.Body)[obj] {
		return
	}
	if addr, ok := a.lookup(obj); ok {
		l.index = st.heap[addr]
	}
}

// counted finds the variable that counts the iterations of for i := 0; i < n; i++.
func (a *activation) counted(l *loopRun, s *ast.ForStmt, st *state) {
	cond, ok := s.Cond.(*ast.BinaryExpr)
	if !ok || cond.Op != token.LSS {
		return
	}
	id, ok := cond.X.(*ast.Ident)
	init, isAssign := s.Init.(*ast.AssignStmt)
	post, isInc := s.Post.(*ast.IncDecStmt)
	if !ok || !isAssign || !isInc || post.Tok != token.INC || init.Tok != token.DEFINE || len(init.Lhs) != 1 {
		return
	}
	obj := a.pkg.Info.Uses[id]
	inc, ok := post.X.(*ast.Ident)
	if !ok || obj == nil || a.pkg.Info.Uses[inc] != obj || a.defined(init.Lhs[0]) != obj || assignedIn(a.pkg.Info, s.Body)[obj] {
		return
	}
	addr, ok := a.lookup(obj)
	if n, isInt := intOf(st.heap[addr]); !ok || !isInt || n != 0 {
		return
	}
	st.heap[addr] = a.r.newOpaque(obj.Type(), a.r.freshKey(), a.src(id))
	head := l.head
	l.head = func(st *state) {
		head(st)
		l.index, l.count = st.heap[addr], ""
		if o, ok := a.eval(cond.Y, st).(*opaque); ok {
			l.count = o.key
		}
	}
}

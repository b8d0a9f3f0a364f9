package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// place is somewhere that an assignment writes to: always, or in those of the cases
// that hit it, of which the first one that holds counts.
type place struct {
	cases []placeCase
	addr  int
	path  []int
}

type placeCase struct {
	when []Cond
	hit  bool
}

func (p place) sub(i int) place {
	p.path = append(slices.Clone(p.path), i)
	return p
}

// locate finds the places that e may denote; none, with the reason, when they are
// not followed.
func (a *activation) locate(e ast.Expr, st *state) ([]place, string) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if addr, ok := a.lookup(a.pkg.Info.ObjectOf(e)); ok {
			return []place{{addr: addr}}, ""
		}
		return nil, "package-level variable"
	case *ast.StarExpr:
		return a.pointed(a.eval(e.X, st), st)
	case *ast.SelectorExpr:
		sel, ok := a.pkg.Info.Selections[e]
		if !ok || sel.Kind() != types.FieldVal {
			return nil, "package-level variable"
		}
		return a.locateField(e.X, sel.Index(), st)
	case *ast.IndexExpr:
		return a.locateElement(e, st)
	case *ast.CompositeLit:
		v := a.eval(e, st)
		return []place{{addr: a.r.alloc(st, v, a.typeOf(e))}}, ""
	}
	return nil, "not an assignable expression"
}

// locateField follows field indexes from x, which is a pointer or an addressable struct.
func (a *activation) locateField(x ast.Expr, index []int, st *state) ([]place, string) {
	var ps []place
	var why string
	t := a.typeOf(x)
	if isPointer(t) {
		ps, why = a.pointed(a.eval(x, st), st)
		t = pointee(t)
	} else {
		ps, why = a.locate(x, st)
	}
	for n, i := range index {
		if len(ps) == 0 {
			return nil, why
		}
		for k := range ps {
			ps[k] = ps[k].sub(i)
		}
		t = stepType(t, i)
		if n < len(index)-1 && isPointer(t) {
			if len(ps) != 1 {
				for _, p := range ps {
					a.escape(a.r.load(st, p.addr, p.path, a.src(x)), st, x.Pos(), "written through one of several structs", true)
				}
				return nil, "one of several structs"
			}
			v := a.r.load(st, ps[0].addr, ps[0].path, a.src(x))
			ps, why = a.pointed(v, st)
			t = pointee(t)
		}
	}
	return ps, why
}

// pointed is where v points to.
func (a *activation) pointed(v goValue, st *state) ([]place, string) {
	switch v := v.(type) {
	case *pointer:
		return []place{{addr: v.addr, path: v.path}}, ""
	case *opaque:
		if addr, ok := a.r.behind(v, st); ok {
			return []place{{addr: addr}}, ""
		}
	case *choice:
		return a.pointedChoice(v, st)
	}
	a.escape(v, st, v.from().pos, "written through a pointer that is not followed", true)
	return nil, "a pointer that is not followed"
}

// pointedChoice is where one of several pointers leads to.
func (a *activation) pointedChoice(v *choice, st *state) ([]place, string) {
	var out []place
	at := make([]int, len(v.cases)) // index in out of each case's place
	for i, k := range v.cases {
		ps, why := a.pointed(k.val, st)
		if len(ps) != 1 || ps[0].cases != nil {
			a.escape(v, st, v.pos, "written through one of several pointers", true)
			return nil, why
		}
		at[i] = slices.IndexFunc(out, func(p place) bool { return p.addr == ps[0].addr && slices.Equal(p.path, ps[0].path) })
		if at[i] < 0 {
			at[i] = len(out)
			out = append(out, ps[0])
		}
	}
	if len(out) == 1 {
		return out, ""
	}
	for n := range out {
		for i, k := range v.cases {
			out[n].cases = append(out[n].cases, placeCase{k.when, at[i] == n})
		}
	}
	return out, ""
}

func (a *activation) locateElement(e *ast.IndexExpr, st *state) ([]place, string) {
	v := a.eval(e.X, st)
	i := -1
	if n, ok := intOf(a.eval(e.Index, st)); ok {
		i = n
	}
	if s, ok := v.(*sliceRef); ok {
		return []place{{addr: s.addr, path: []int{i}}}, ""
	}
	a.escape(v, st, e.Pos(), "an element is written", true)
	return nil, "an element of a slice that is not followed"
}

func intOf(v goValue) (int, bool) {
	c, ok := v.(*constVal)
	if !ok || c.val == nil || c.val.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(c.val)
	return int(n), exact
}

func itoa(n int) string { return strconv.Itoa(n) }

// store assigns v to the expression l.
func (a *activation) store(l ast.Expr, v goValue, st *state, node ast.Node) {
	if id, ok := ast.Unparen(l).(*ast.Ident); ok && id.Name == "_" {
		return
	}
	if ix, ok := ast.Unparen(l).(*ast.IndexExpr); ok {
		if t := a.typeOf(ix.X); t != nil {
			if _, isMap := t.Underlying().(*types.Map); isMap {
				a.storeKey(ix, v, st)
				return
			}
		}
	}
	ps, _ := a.locate(l, st)
	if len(ps) == 0 {
		a.escape(v, st, l.Pos(), "stored where it is not followed", false)
		a.r.touch(st, l.Pos())
		return
	}
	set := fieldSet{node: node, key: l, pos: l.Pos()}
	if s, ok := ast.Unparen(l).(*ast.SelectorExpr); ok {
		set.pos = s.Sel.Pos()
	}
	for _, p := range ps {
		a.storeAt(p, v, st, set, l)
	}
}

func (a *activation) storeAt(p place, v goValue, st *state, set fieldSet, l ast.Expr) {
	if len(p.cases) > 0 {
		old := a.r.load(st, p.addr, p.path, a.src(l))
		c := &choice{src: a.src(l)}
		for _, k := range p.cases {
			if k.hit {
				c.cases = append(c.cases, choiceCase{k.when, v})
			} else {
				c.cases = append(c.cases, choiceCase{k.when, old})
			}
		}
		v = flatten(c)
	}
	if a.r.lazyCell[p.addr] {
		a.r.effects++
		a.escape(v, st, l.Pos(), "stored where it is not followed", false)
		a.r.disturb(st, p, l.Pos())
	}
	a.r.store(st, p.addr, p.path, v, set, l.Pos())
}

// disturb accounts for a write to p, behind an opaque pointer: another such pointer
// to the same type may be the same one.
func (r *run) disturb(st *state, p place, pos token.Pos) {
	st.mem = mark{r.tick(), pos}
	t := r.cellType[p.addr]
	r.forgetEscaped(st, t, p.addr, pos)
	for _, addr := range sortedKeys(st.heap) {
		if addr == p.addr || !r.lazyCell[addr] || r.cellType[addr] == nil || !types.Identical(t, r.cellType[addr]) {
			continue
		}
		st.heap[addr] = r.widened(r.cellType[addr], r.anonymous(st.heap[addr]), "may have been written through another pointer")
		st.changed[addr] = mark{r.tick(), pos}
	}
}

// forgetEscaped accounts for a write of a t through an opaque reference: it may be to
// one of the cells that have escaped.
func (r *run) forgetEscaped(st *state, t types.Type, except int, pos token.Pos) {
	for _, addr := range sortedKeys(st.escaped) {
		if c := r.cellType[addr]; addr != except && (t == nil || c == nil || types.Identical(t, c)) {
			r.forget(st, addr, pos, "may have been written through another reference")
		}
	}
}

// anonymous is the source of v without its expression, which no longer yields it.
func (r *run) anonymous(v goValue) src {
	s := v.from()
	return src{pos: s.pos, fr: s.fr, clock: r.clock}
}

// touch accounts for a write to memory that is not followed: everything behind
// opaque references may have changed.
func (r *run) touch(st *state, pos token.Pos) {
	r.effects++
	st.mem = mark{r.tick(), pos}
	for _, addr := range sortedKeys(st.heap) {
		if r.lazyCell[addr] {
			r.forget(st, addr, pos, "may have been changed by code that is not followed")
		}
	}
}

// forget makes the content of a cell unknown.
func (r *run) forget(st *state, addr int, pos token.Pos, why string) {
	s := src{pos: pos, clock: r.clock}
	switch v := st.heap[addr].(type) {
	case *mapObj:
		c := *v
		c.entries = nil
		c.rest = &unknown{src: s, typ: v.typ, reason: why}
		st.heap[addr] = &c
	case *arrayObj:
		l := v.lose(why)
		l.rest.src = s
		st.heap[addr] = l
	default:
		st.heap[addr] = r.widened(r.cellType[addr], s, why)
	}
	st.changed[addr] = mark{r.tick(), pos}
}

// storeKey is m[k] = v.
func (a *activation) storeKey(ix *ast.IndexExpr, v goValue, st *state) {
	m := a.eval(ix.X, st)
	key := a.eval(ix.Index, st)
	a.eachMap(m, st, func(ref *mapRef, when []Cond) {
		if a.r.lazyCell[ref.addr] {
			a.escape(v, st, ix.Pos(), "stored where it is not followed", false)
			a.r.effects++
			st.mem = mark{a.r.tick(), ix.Pos()}
			a.r.forgetEscaped(st, ref.typ, ref.addr, ix.Pos())
		}
		a.setKey(ref, key, ix.Index, v, when, st)
	}, func() {
		a.escape(v, st, ix.Pos(), "stored in a map that is not followed", false)
		a.r.touch(st, ix.Pos())
	})
}

// eachMap calls f for the maps that v may be, or lost once when one is not followed.
func (a *activation) eachMap(v goValue, st *state, f func(*mapRef, []Cond), lost func()) {
	switch v := v.(type) {
	case *mapRef:
		f(v, nil)
		return
	case *opaque:
		if ref := a.r.opaqueMap(v, st); ref != nil {
			f(ref, nil)
			return
		}
	case *choice:
		if len(v.cases) == 2 && len(v.cases[0].when) == 1 && len(v.cases[1].when) == 0 {
			x, okX := v.cases[0].val.(*mapRef)
			y, okY := v.cases[1].val.(*mapRef)
			if okX && okY {
				c := v.cases[0].when[0]
				f(x, []Cond{c})
				f(y, []Cond{negate(c)})
				return
			}
		}
		for _, k := range v.cases {
			a.escape(k.val, st, v.pos, "one of several maps is written", true)
		}
	}
	lost()
}

// opaqueMap is the cell of an opaque map, made when it is first written: what was in
// it before is not known.
func (r *run) opaqueMap(v *opaque, st *state) *mapRef {
	if _, ok := v.typ.Underlying().(*types.Map); !ok {
		return nil
	}
	key := v.key + "{}"
	addr, ok := st.lazy[key]
	if !ok {
		rest := &unknown{src: v.src, typ: v.typ, reason: "the map comes from elsewhere"}
		addr = r.alloc(st, &mapObj{src: v.src, typ: v.typ, rest: rest}, v.typ)
		r.lazyCell[addr] = true
		st.lazy[key] = addr
	}
	return &mapRef{src: v.src, typ: v.typ, addr: addr}
}

func (a *activation) setKey(ref *mapRef, key goValue, keyExpr ast.Expr, v goValue, when []Cond, st *state) {
	old, ok := st.heap[ref.addr].(*mapObj)
	if !ok {
		return
	}
	m := *old
	c, isConst := key.(*constVal)
	switch {
	case !isConst || c.val == nil:
		why := "written at a key that is not constant"
		m.entries = slices.Clone(old.entries)
		for _, e := range m.entries {
			a.escape(e.val, st, keyExpr.Pos(), "in a map that is written at a key that is not constant", false)
		}
		for i := range m.entries {
			e := &m.entries[i]
			e.val = &unknown{src: a.src(keyExpr), typ: typeOf(e.val), reason: "may be replaced by a key that is not constant"}
		}
		m.rest = &unknown{src: a.src(keyExpr), typ: ref.typ, reason: why}
	default:
		m.set(mapEntry{key: c.val, keyExpr: keyExpr, keyPos: keyExpr.Pos(), val: v, when: when})
	}
	a.r.wrote(ref.addr)
	st.heap[ref.addr] = &m
	st.changed[ref.addr] = mark{a.r.tick(), keyExpr.Pos()}
}

// set adds an entry. One without conditions replaces what is there.
func (m *mapObj) set(e mapEntry) {
	k := e.key.ExactString()
	var kept []mapEntry
	for _, o := range m.entries {
		if o.key.ExactString() == k && len(e.when) == 0 {
			continue
		}
		kept = append(kept, o)
	}
	m.entries = append(kept, e)
}

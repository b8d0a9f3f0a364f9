package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

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
		v = a.r.flatten(c)
	}
	if a.r.lazyCell[p.addr] {
		a.r.effects++
		a.escape(v, st, l.Pos(), "stored where it is not followed", false)
		a.r.disturb(st, p, l.Pos())
	}
	a.r.store(st, p.addr, p.path, v, set, l.Pos())
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
		if ref := a.opaqueMap(v, st); ref != nil {
			f(ref, nil)
			return
		}
	case *choice:
		if refs := a.mapsOf(v, st); refs != nil {
			for i, ref := range refs {
				if ref != nil {
					f(ref, caseConds(v, i))
				}
			}
			return
		}
		for _, k := range v.cases {
			a.escape(k.val, st, v.pos, "one of several maps is written", true)
		}
	}
	lost()
}

// mapsOf are the maps that the cases of v are, nil for nil; or nil when one of them is not
// followed.
func (a *activation) mapsOf(v *choice, st *state) []*mapRef {
	out := make([]*mapRef, len(v.cases))
	for i, k := range v.cases {
		switch m := k.val.(type) {
		case *mapRef:
			out[i] = m
		case *opaque:
			if out[i] = a.opaqueMap(m, st); out[i] == nil {
				return nil
			}
		default:
			if !isNil(m) {
				return nil
			}
		}
	}
	return out
}

// caseConds are the conditions under which case i of c is the one that holds: its own,
// and that the earlier ones did not hold.
func caseConds(c *choice, i int) []Cond {
	var out []Cond
	for _, k := range c.cases[:i] {
		if len(k.when) != 1 {
			return append(out, unspokenCond(c.src))
		}
		out = append(out, negate(k.when[0]))
	}
	return append(out, c.cases[i].when...)
}

// opaqueMap is the cell of an opaque map, made when it is first written: what was in it
// before is not known for certain.
func (a *activation) opaqueMap(v *opaque, st *state) *mapRef {
	r := a.r
	if _, ok := v.typ.Underlying().(*types.Map); !ok {
		return nil
	}
	key := v.key + "{}"
	addr, ok := st.lazy[key]
	if !ok {
		rest := &unknown{src: v.src, typ: v.typ, reason: "the map comes from elsewhere"}
		addr = r.lazyAlloc(st, key, &mapObj{src: v.src, typ: v.typ, entries: a.assignedEntries(v, st), rest: rest}, v.typ)
	}
	return &mapRef{src: v.src, typ: v.typ, addr: addr}
}

// setKey sets the entry of a key, under when.
func (a *activation) setKey(ref *mapRef, key goValue, keyExpr ast.Expr, v goValue, when []Cond, st *state) {
	if c, ok := key.(*choice); ok {
		for i, k := range c.cases {
			a.setKey(ref, k.val, keyExpr, v, append(slices.Clone(when), caseConds(c, i)...), st)
		}
		return
	}
	old, ok := st.heap[ref.addr].(*mapObj)
	if !ok {
		return
	}
	m := *old
	c, isConst := key.(*constVal)
	switch {
	case !isConst || c.val == nil:
		m.entries = slices.Clone(old.entries)
		for i := range m.entries {
			e := &m.entries[i]
			e.val = a.r.flatten(&choice{src: a.src(keyExpr), cases: someOf(a.src(keyExpr), []goValue{v, e.val})})
		}
		m.rest = &unknown{src: a.src(keyExpr), typ: ref.typ, reason: "written at a key that is not constant"}
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

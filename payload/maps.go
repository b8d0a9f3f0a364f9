package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// maxMapPasses is the number of entries up to which a range over a map is evaluated entry
// by entry.
const maxMapPasses = 48

// cloneMap is maps.Clone.
func cloneMap(c *callCtx) goValue {
	return c.a.mapValue(c.arg(0), func(v goValue) goValue {
		if isNil(v) {
			return zero(c.resultType(), c.a.src(c.e))
		}
		m, ok := c.a.mapContent(v, c.st)
		if !ok {
			return c.a.unknownResults(c.e, "")
		}
		k := *m
		k.src, k.typ = c.a.src(c.e), c.resultType()
		return &mapRef{src: c.a.src(c.e), typ: k.typ, addr: c.a.r.alloc(c.st, &k, k.typ)}
	})
}

// copyMap is maps.Copy: what src has is set in dst.
func copyMap(c *callCtx) goValue {
	if !c.a.copyEntries(c.arg(0), c.arg(1), nil, c.e, c.st) {
		return nil
	}
	return c.a.unknownResults(c.e, "")
}

// mapContent is the content of a map that is followed.
func (a *activation) mapContent(v goValue, st *state) (*mapObj, bool) {
	ref, ok := v.(*mapRef)
	if o, isOpaque := v.(*opaque); isOpaque {
		if ref, ok = a.lazyMap(o, st); !ok && o.field != nil {
			ref = a.opaqueMap(o, st)
			ok = ref != nil
		}
	}
	if !ok || st.volatile[ref.addr] != "" {
		return nil, false
	}
	m, ok := st.heap[ref.addr].(*mapObj)
	return m, ok
}

// copyEntries sets in the map dst what the map from has, under when.
func (a *activation) copyEntries(dst, from goValue, when []Cond, e ast.Expr, st *state) bool {
	if c, ok := from.(*choice); ok {
		for i, k := range c.cases {
			if !a.copyEntries(dst, k.val, append(slices.Clone(when), caseConds(c, i)...), e, st) {
				return false
			}
		}
		return true
	}
	if isNil(from) {
		return true
	}
	m, ok := a.mapContent(from, st)
	followed := true
	a.eachMap(dst, st, func(ref *mapRef, also []Cond) {
		all := append(slices.Clone(when), also...)
		if !ok {
			a.setKey(ref, a.unknown(e, "a key of another map"), e, a.elementOf(from, e), all, st)
			return
		}
		for _, el := range m.entries {
			key := &constVal{src: src{expr: el.keyExpr, pos: el.keyPos}, val: el.key}
			a.setKeyAt(ref, key, el, append(slices.Clone(all), el.when...), st)
		}
		if m.rest != nil {
			a.setKey(ref, m.rest, e, m.rest, all, st)
		}
	}, func() { followed = false })
	return followed
}

// elementOf is some value of a map that is not followed.
func (a *activation) elementOf(m goValue, e ast.Expr) goValue {
	t := typeOf(m)
	if t != nil {
		if u, ok := t.Underlying().(*types.Map); ok {
			return a.r.widened(u.Elem(), src{pos: e.Pos(), fr: a.fr, clock: a.r.clock}, "an element of a map that is not followed")
		}
	}
	return a.unknown(e, "an element of a map that is not followed")
}

// setKeyAt sets the entry el of another map, as it was written there.
func (a *activation) setKeyAt(ref *mapRef, key *constVal, el mapEntry, when []Cond, st *state) {
	old, ok := st.heap[ref.addr].(*mapObj)
	if !ok {
		return
	}
	m := *old
	m.set(mapEntry{key: key.val, keyExpr: el.keyExpr, keyPos: el.keyPos, val: el.val, when: when})
	a.r.wrote(ref.addr)
	st.heap[ref.addr] = &m
	st.changed[ref.addr] = mark{a.r.tick(), el.keyPos}
}

// rangeMap evaluates a range over a map if the order in which the entries come cannot
// matter: all that the body does is to set the entry of the same key in other maps. Then
// once for every known entry is enough, and once for all the others.
func (a *activation) rangeMap(s *ast.RangeStmt, over goValue, st *state) bool {
	key := a.defined(s.Key)
	if key == nil || !a.copiesEntries(s, key) {
		return false
	}
	m, ok := a.mapContent(over, st)
	if ok = ok && len(m.entries) <= maxMapPasses; ok {
		t := m.typ.Underlying().(*types.Map).Key()
		for _, el := range m.entries {
			k := &constVal{src: src{expr: el.keyExpr, pos: el.keyPos, fr: a.fr, clock: a.r.clock}, typ: t, val: el.key}
			a.mapPass(s, k, el.val, el.when, st)
		}
	}
	if !ok || m.rest != nil {
		k := a.r.newOpaque(a.subst(key.Type()), a.r.freshKey(), a.src(s.Key))
		a.mapPass(s, k, a.elementOf(over, s.Key), []Cond{a.cond(s.X, s)}, st)
	}
	return true
}

// mapPass evaluates the body of a range over a map for one entry, which is there under
// when.
func (a *activation) mapPass(s *ast.RangeStmt, k, v goValue, when []Cond, st *state) {
	path := st.path
	sub := st.clone()
	sub.path = append(sub.path, when...)
	a.declare(a.defined(s.Key), k, sub)
	if obj := a.defined(s.Value); obj != nil {
		a.declare(obj, v.at(a.src(s.Value)), sub)
	}
	j := &jump{loop: true, once: true, base: len(sub.path)}
	inner := sub.path
	a.jumps = append(a.jumps, j)
	end := a.block(s.Body, sub)
	a.jumps = a.jumps[:len(a.jumps)-1]
	end = a.leave(j.continues, end, inner)
	if len(when) > 0 {
		end = a.joinAll(when, end, st)
	}
	if end != nil {
		*st = *end
		st.path = path
	}
}

// copiesEntries reports whether the body of a range over a map only has assignments of
// the form m[key] = …, under conditions or not.
func (a *activation) copiesEntries(s *ast.RangeStmt, key types.Object) bool {
	ok := true
	ast.Inspect(s.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				return true // variables of one pass
			}
			for _, l := range n.Lhs {
				ix, isIndex := ast.Unparen(l).(*ast.IndexExpr)
				if !isIndex {
					ok = ok && isBlank(l)
					continue
				}
				id, isKey := ast.Unparen(ix.Index).(*ast.Ident)
				_, isMap := a.typeOf(ix.X).Underlying().(*types.Map)
				ok = ok && isMap && isKey && a.pkg.Info.Uses[id] == key && exprText(ix.X) != exprText(s.X)
			}
		case *ast.IfStmt:
		case *ast.CallExpr:
			ok = ok && a.isConversion(n)
		case *ast.BranchStmt:
			ok = ok && n.Tok == token.CONTINUE && n.Label == nil
		case *ast.BlockStmt, *ast.ExprStmt:
		case ast.Stmt:
			ok = false
		}
		return ok
	})
	return ok
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

func (a *activation) isConversion(call *ast.CallExpr) bool {
	tv, ok := a.pkg.Info.Types[call.Fun]
	return ok && tv.IsType()
}

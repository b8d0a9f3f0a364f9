package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// singleCond is the condition that decides a choice of two booleans, turned so that
// it holds when the choice is true.
func singleCond(c *choice) (Cond, bool) {
	if len(c.cases) != 2 || len(c.cases[0].when) != 1 {
		return Cond{}, false
	}
	x, okX := boolOf(c.cases[0].val)
	y, okY := boolOf(c.cases[1].val)
	if !okX || !okY || x == y {
		return Cond{}, false
	}
	if x {
		return c.cases[0].when[0], true
	}
	return negate(c.cases[0].when[0]), true
}

// prune removes from st what cannot be, given that the choice sel turned out as want.
// It is what connects "body, err := build()" with "if err != nil": both are choices by
// the same conditions.
func (r *run) prune(st *state, sel *choice, want bool) {
	p := pruner{r: r, sel: sel}
	for i, k := range sel.cases {
		if b, ok := boolOf(k.val); !ok || b == want {
			p.keep = append(p.keep, i)
			continue
		}
		p.lost++
		if len(p.keep) == 0 && len(k.when) > 0 {
			// The first cases are impossible for themselves; a later one also says
			// that those before it were not taken.
			p.drop = append(p.drop, k.when)
		}
	}
	if p.lost == 0 || len(p.keep) == 0 {
		return
	}
	for _, addr := range sortedKeys(st.heap) {
		st.heap[addr] = p.value(st.heap[addr])
	}
}

type pruner struct {
	r    *run
	sel  *choice
	keep []int // indexes of the cases that remain
	lost int   // number of those that do not
	drop [][]Cond
}

func (p *pruner) value(v goValue) goValue {
	switch v := v.(type) {
	case *choice:
		return p.choice(v)
	case *structVal:
		for i, f := range v.fields {
			if g := p.value(f); g != f {
				c := *v
				c.fields = slices.Clone(v.fields)
				for k := i; k < len(c.fields); k++ {
					c.fields[k] = p.value(c.fields[k])
				}
				return &c
			}
		}
	case *arrayObj:
		return p.array(v)
	case *mapObj:
		return p.mapObj(v)
	}
	return v
}

// choice keeps the cases that remain. Choices by the very conditions of sel are
// pruned case by case, the else included.
func (p *pruner) choice(v *choice) goValue {
	aligned := len(v.cases) == len(p.sel.cases)
	for i := 0; aligned && i < len(v.cases); i++ {
		aligned = sameConds(v.cases[i].when, p.sel.cases[i].when)
	}
	var kept []choiceCase
	for i, k := range v.cases {
		if aligned && !slices.Contains(p.keep, i) || !aligned && p.dropped(k.when) {
			continue
		}
		kept = append(kept, choiceCase{k.when, p.value(k.val)})
	}
	switch len(kept) {
	case 0:
		return v
	case len(v.cases):
		return v
	case 1:
		return kept[0].val
	}
	kept[len(kept)-1].when = nil
	return &choice{src: v.src, cases: kept}
}

func (p *pruner) dropped(when []Cond) bool {
	return len(when) > 0 && slices.ContainsFunc(p.drop, func(d []Cond) bool { return sameConds(d, when) })
}

// conds is when without what is certain now; impossible when it cannot hold.
func (p *pruner) conds(when []Cond) (rest []Cond, impossible bool) {
	rest = when
	for _, d := range p.drop {
		if len(d) != 1 {
			continue
		}
		for i, c := range when {
			if c.Orig != d[0].Orig || c.clock != d[0].clock {
				continue
			}
			if c.Negate == d[0].Negate {
				return nil, true
			}
			rest = slices.Delete(slices.Clone(when), i, i+1)
		}
	}
	return rest, false
}

func (p *pruner) array(v *arrayObj) goValue {
	c := *v
	c.elems = nil
	for _, e := range v.elems {
		if when, impossible := p.conds(e.when); !impossible {
			c.elems = append(c.elems, element{p.value(e.val), when, e.loop})
		}
	}
	return &c
}

func (p *pruner) mapObj(v *mapObj) goValue {
	c := *v
	c.entries = nil
	for _, e := range v.entries {
		if when, impossible := p.conds(e.when); !impossible {
			e.when, e.val = when, p.value(e.val)
			c.entries = append(c.entries, e)
		}
	}
	return &c
}

// refine records in st that the condition e came out as truth, as far as it compares
// variables of type error with nil.
func (a *activation) refine(st *state, e ast.Expr, truth bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			a.refine(st, e.X, !truth)
		}
	case *ast.BinaryExpr:
		switch {
		case e.Op == token.LAND && truth, e.Op == token.LOR && !truth:
			a.refine(st, e.X, truth)
			a.refine(st, e.Y, truth)
		case (e.Op == token.EQL || e.Op == token.NEQ) && isNilIdent(a.pkg.Info, e.Y):
			a.refineNil(st, e.X, (e.Op == token.EQL) == truth)
		}
	}
}

func (a *activation) refineNil(st *state, e ast.Expr, isNil bool) {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return
	}
	obj := a.pkg.Info.Uses[id]
	if obj == nil || !types.Identical(obj.Type(), types.Universe.Lookup("error").Type()) {
		return
	}
	addr, ok := a.lookup(obj)
	if !ok || st.volatile[addr] != "" {
		return
	}
	if o, ok := st.heap[addr].(*opaque); ok {
		if isNil {
			st.heap[addr] = &constVal{src: o.src, typ: o.typ}
		} else {
			st.heap[addr] = &someError{src: o.src, typ: o.typ}
		}
	}
}

// someError is an error that is certainly not nil.
type someError struct {
	src
	typ types.Type
}

func (v *someError) at(s src) goValue { c := *v; c.src = s; return &c }

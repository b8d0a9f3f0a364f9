package payload

import (
	"go/ast"
	"go/constant"
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
	if arrayOfType(deptr(a.typeOf(e.X))) != nil {
		return a.locateArray(e, st)
	}
	v := a.eval(e.X, st)
	i := a.r.indexCode(a.eval(e.Index, st))
	if s, ok := v.(*sliceRef); ok {
		return []place{{addr: s.addr, path: []int{i}}}, ""
	}
	a.escape(v, st, e.Pos(), "an element is written", true)
	if isBytes(a.typeOf(e.X)) {
		a.r.scribbled(st, e.Pos(), "a byte may be written")
	}
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

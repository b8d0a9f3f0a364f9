package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// maxFieldWrites bounds the assignments to a field that are looked at.
const maxFieldWrites = 16

// assigned evaluates what the program assigns to the struct field that o was read from,
// wherever it does: in constructors, options and defaults. The order in which that
// happens is not known, nor whether it does.
func (a *activation) assigned(o *opaque, st *state) []goValue {
	if o.field == nil || a.r.depth >= maxDepth || slices.Contains(a.r.fields, o.field) {
		return nil
	}
	writes := a.r.e.fieldWrites(o.field)
	if len(writes) > maxFieldWrites {
		return nil
	}
	hits, effects := len(a.r.hits), a.r.effects
	a.r.fields = append(a.r.fields, o.field)
	a.r.depth++
	var out []goValue
	for _, w := range writes {
		if _, isCall := ast.Unparen(w.rhs).(*ast.CallExpr); isCall {
			continue // too far to follow from here
		}
		b := a.r.activate(w.pkg, nil, &ast.FuncType{}, nil, nil)
		out = append(out, b.eval(w.rhs, st))
	}
	a.r.depth--
	a.r.fields = a.r.fields[:len(a.r.fields)-1]
	a.r.hits, a.r.effects = a.r.hits[:hits:hits], effects
	return out
}

// fieldWrites are the assignments of one expression to a field, tests apart.
func (e *Engine) fieldWrites(f *types.Var) []assignment {
	key := e.prog.key(f)
	if e.prog.Package(key.Pkg()) == nil {
		return nil
	}
	var out []assignment
	for _, p := range e.prog.users(f) {
		for _, w := range e.index(p).writes[key] {
			if w.rhs != nil && !p.inTest(w.rhs.Pos()) {
				out = append(out, w)
			}
		}
	}
	return out
}

// assignedEntries are the entries of the maps that the program assigns to the field that
// o was read from. Any of them may be there.
func (a *activation) assignedEntries(o *opaque, st *state) []mapEntry {
	var out []mapEntry
	for _, v := range a.assigned(o, st) {
		ref, ok := v.(*mapRef)
		if !ok {
			continue
		}
		m, _ := a.mapContent(ref, st)
		if m == nil {
			continue
		}
		for _, e := range m.entries {
			i := slices.IndexFunc(out, func(k mapEntry) bool { return sameConst(k.key, e.key) })
			if i >= 0 {
				out[i].val = a.r.eitherValue(o.src, out[i].val, e.val)
				continue
			}
			e.when = []Cond{unspokenCond(o.src)}
			out = append(out, e)
		}
	}
	return out
}

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// maxArray is the length up to which a Go array is followed. An array is a value, like a
// struct of which the elements are the fields, and is kept as one.
const maxArray = 64

// zeroArray is the zero value of an array type.
func zeroArray(t types.Type, u *types.Array, s src) goValue {
	if u.Len() > maxArray {
		return &unknown{src: s, typ: t, reason: "the array is too long to follow"}
	}
	n := int(u.Len())
	v := &structVal{src: s, typ: t, fields: make([]goValue, n), sets: make([]fieldSet, n)}
	for i := range v.fields {
		v.fields[i] = zero(u.Elem(), s)
	}
	return v
}

// arrayOfType is the array type that t is, or nil.
func arrayOfType(t types.Type) *types.Array {
	if t == nil {
		return nil
	}
	u, _ := t.Underlying().(*types.Array)
	return u
}

// arrayLit evaluates a literal of an array type.
func (a *activation) arrayLit(e *ast.CompositeLit, t types.Type, u *types.Array, st *state) goValue {
	v, ok := zeroArray(t, u, a.src(e)).(*structVal)
	elems, known := a.placed(e, u.Elem(), st)
	if !ok || !known {
		return a.unknown(e, "the array is not followed")
	}
	for i, el := range elems {
		if el != nil && i < len(v.fields) {
			v.fields[i] = el
		}
	}
	return v
}

// placed are the elements of a literal by index, nil where there is none; false when an
// index is out of reach.
func (a *activation) placed(e *ast.CompositeLit, elem types.Type, st *state) ([]goValue, bool) {
	var out []goValue
	at, known := 0, true
	for _, el := range e.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			n, isInt := intOf(a.eval(kv.Key, st))
			known = known && isInt && n >= 0 && n < maxArray
			at = n
		}
		v := a.element(valueOf(el), elem, st)
		if known {
			out = append(out, make([]goValue, max(0, at+1-len(out)))...)
			out[at] = v
		}
		at++
	}
	return out, known
}

// expandArray spells out an opaque array.
func (r *run) expandArray(o *opaque, u *types.Array) goValue {
	v, ok := zeroArray(o.typ, u, o.src).(*structVal)
	if !ok {
		return o
	}
	for i := range v.fields {
		s := o.src
		if o.expr != nil {
			s.expr = &ast.IndexExpr{X: o.expr, Index: &ast.BasicLit{Kind: token.INT, Value: itoa(i)}}
		}
		v.fields[i] = r.newOpaque(u.Elem(), o.key+"["+itoa(i)+"]", s)
	}
	return v
}

// arrayIndex is v[key].
func (a *activation) arrayIndex(v *structVal, key goValue, e *ast.IndexExpr) goValue {
	if i, ok := intOf(key); ok && i >= 0 && i < len(v.fields) {
		return v.fields[i]
	}
	if len(v.fields) == 0 || len(v.fields) > maxCases {
		return a.r.widened(a.typeOf(e), a.src(e), "element at an index that is not certain")
	}
	c := &choice{src: a.src(e)}
	for i, f := range v.fields {
		test := &ast.BinaryExpr{X: e.Index, OpPos: e.Index.Pos(), Op: token.EQL, Y: &ast.BasicLit{ValuePos: e.Index.Pos(), Kind: token.INT, Value: itoa(i)}}
		c.cases = append(c.cases, choiceCase{[]Cond{a.cond(test, nil)}, f})
	}
	c.cases[len(c.cases)-1].when = nil
	return a.r.flatten(c)
}

// locateArray finds the element of an array variable that x[i] denotes. With an index
// that is not known the whole array is lost.
func (a *activation) locateArray(e *ast.IndexExpr, st *state) ([]place, string) {
	var ps []place
	var why string
	if isPointer(a.typeOf(e.X)) {
		ps, why = a.pointed(a.eval(e.X, st), st)
	} else {
		ps, why = a.locate(e.X, st)
	}
	i, ok := intOf(a.eval(e.Index, st))
	if ok {
		for k := range ps {
			ps[k] = ps[k].sub(i)
		}
		return ps, why
	}
	for _, p := range ps {
		a.r.forget(st, p.addr, e.Pos(), "an element is written at an index that is not certain")
	}
	return nil, "an element at an index that is not certain"
}

// sliceOfArray is x[:] of an array variable. Who writes to one writes to the other, so
// that the variable is not followed any more.
func (a *activation) sliceOfArray(v *structVal, e *ast.SliceExpr, st *state) goValue {
	t := a.typeOf(e)
	arr := &arrayObj{src: a.src(e), typ: t}
	for _, f := range v.fields {
		arr.elems = append(arr.elems, element{val: f})
	}
	ps, _ := a.locate(e.X, st)
	for _, p := range ps {
		a.r.forget(st, p.addr, e.Pos(), "is shared with a slice of it")
		st.volatile[p.addr] = "is shared with a slice of it"
	}
	if isBytes(t) || e.Low != nil || e.High != nil {
		return a.r.widened(t, a.src(e), "is cut out of an array")
	}
	return a.newSlice(arr, t, st, e)
}

// fixedArray is the JSON of an array.
func (n enc) fixedArray(v *structVal) Value {
	out := &Array{Orig: n.src(v).origin()}
	n.path = nil
	for _, f := range v.fields {
		out.Elems = append(out.Elems, &Elem{Value: n.value(f)})
	}
	return out
}

// elementsOfArray are the elements of an array that is ranged over.
func elementsOfArray(v *structVal) []element {
	out := make([]element, len(v.fields))
	for i, f := range v.fields {
		out[i].val = f
	}
	return slices.Clip(out)
}

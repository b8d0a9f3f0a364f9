package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// appendCall evaluates append. The result is a new array; that it may share storage
// with the old one is remembered until somebody could notice.
func (a *activation) appendCall(e *ast.CallExpr, st *state) goValue {
	t := a.typeOf(e)
	if t == nil || len(e.Args) == 0 {
		return a.unknown(e, "is part of code that does not compile")
	}
	base := a.eval(e.Args[0], st)
	if isBytes(t) {
		return a.appendBytes(base, e, t, st)
	}
	slice, ok := t.Underlying().(*types.Slice)
	if !ok {
		return a.unknown(e, "is part of code that does not compile")
	}
	var more []element
	var rest *unknown
	for i, arg := range e.Args[1:] {
		v := a.eval(arg, st)
		if e.Ellipsis.IsValid() && i == len(e.Args)-2 {
			es, r := a.elements(v, arg, st)
			more, rest = append(more, es...), r
			continue
		}
		more = append(more, element{val: a.convert(v, slice.Elem(), arg)})
	}
	return a.mapValue(base, func(base goValue) goValue { return a.appendTo(base, more, rest, e, t, st) })
}

func (a *activation) appendTo(base goValue, more []element, rest *unknown, e *ast.CallExpr, t types.Type, st *state) goValue {
	arr := &arrayObj{src: a.src(e), typ: t, shares: true}
	switch b := base.(type) {
	case *constVal: // nil
		arr.nilBase, arr.shares = true, false
	case *sliceRef:
		old, ok := st.heap[b.addr].(*arrayObj)
		if !ok {
			return a.unknown(e, "appends to a slice that is not followed")
		}
		if old.child != 0 { // a second append may overwrite what the first one added
			if child, ok := st.heap[old.child].(*arrayObj); ok {
				st.heap[old.child] = child.lose("its storage is appended to twice")
			}
		}
		arr.src, arr.nilBase, arr.rest, arr.carried = old.src, old.nilBase, old.rest, old.carried
		arr.elems = slices.Clone(old.elems)
		if st.volatile[b.addr] != "" {
			arr = arr.lose(st.volatile[b.addr])
		}
	default:
		es, r := a.elements(base, e.Args[0], st)
		arr.elems, arr.rest, arr.nilBase = es, r, true
	}
	if arr.rest != nil && len(more) > 0 { // what is appended stands behind them
		over := &Unknown{Orig: arr.rest.origin(), Reason: arr.rest.reason, Type: arr.rest.typ}
		arr.elems = append(arr.elems, element{val: arr.rest, loop: &Loop{Over: over}})
		arr.rest, arr.nilBase = nil, true
	}
	arr.elems = append(arr.elems, a.r.inTurn(arr.elems, more)...)
	if arr.rest == nil {
		arr.rest = rest
	}
	if arr.nilBase && hasAlways(arr.elems) {
		arr.nilBase = false
	}
	ref := a.newSlice(arr, t, st, e)
	if o, ok := base.(*opaque); ok {
		a.r.appendedTo(o, ref.addr, st)
	}
	if b, ok := base.(*sliceRef); ok {
		if old, ok := st.heap[b.addr].(*arrayObj); ok {
			c := *old
			c.child = ref.addr
			st.heap[b.addr] = &c
		}
	}
	return ref
}

// appendedTo remembers the array that append made of an opaque slice: a second append
// may overwrite what the first one added.
func (r *run) appendedTo(o *opaque, addr int, st *state) {
	key := o.key + "+"
	if old, ok := st.lazy[key]; ok {
		if arr, ok := st.heap[old].(*arrayObj); ok {
			st.heap[old] = arr.lose("its storage is appended to twice")
		}
	}
	st.lazy[key] = addr
}

// inTurn is more as it stands behind elems: elements of one loop that are added a second
// time are none that the same iterations add.
func (r *run) inTurn(elems, more []element) []element {
	holds := func(l *Loop) bool { return slices.ContainsFunc(elems, func(el element) bool { return el.loop == l }) }
	var out []element
	for i, el := range more {
		if el.loop == nil || !holds(el.loop) {
			continue
		}
		if out == nil {
			out = slices.Clone(more)
		}
		out[i].loop = r.again(el.loop, holds)
	}
	if out == nil {
		return more
	}
	return out
}

// again is the loop l gone through once more, or once more after that: the first that is
// not taken. They are the same ones whenever the code is evaluated.
func (r *run) again(l *Loop, taken func(*Loop) bool) *Loop {
	for taken(l) {
		if r.repeats[l] == nil {
			c := *l
			if r.repeats == nil {
				r.repeats = make(map[*Loop]*Loop)
			}
			r.repeats[l] = &c
		}
		l = r.repeats[l]
	}
	return l
}

// elements are the elements of a slice value that is spread or ranged over.
func (a *activation) elements(v goValue, e ast.Expr, st *state) ([]element, *unknown) {
	switch v := v.(type) {
	case *constVal:
		return nil, nil
	case *sliceRef:
		if arr, ok := st.heap[v.addr].(*arrayObj); ok && st.volatile[v.addr] == "" {
			return slices.Clone(arr.elems), arr.rest
		}
	case *opaque:
		if el, loop := a.implicitLoop(v); loop != nil {
			return []element{{val: el, loop: loop}}, nil
		}
	}
	return nil, &unknown{src: a.src(e), typ: typeOf(v), reason: "elements of a slice that is not followed"}
}

// implicitLoop is "for each element of v", v an opaque slice.
func (a *activation) implicitLoop(v *opaque) (goValue, *Loop) {
	s, ok := v.typ.Underlying().(*types.Slice)
	if !ok {
		return nil, nil
	}
	id := ast.NewIdent("elem")
	id.NamePos = v.pos
	over := &Expr{Orig: v.origin(), Type: v.typ, clock: v.clock}
	loop := &Loop{Over: over, Elem: id, Type: s.Elem()}
	el := a.r.newOpaque(s.Elem(), v.key+"[]", src{expr: id, pos: v.pos, fr: v.fr, clock: v.clock})
	return el, loop
}

func (a *activation) appendBytes(base goValue, e *ast.CallExpr, t types.Type, st *state) goValue {
	ps, ok := a.piecesOf(base)
	for i, arg := range e.Args[1:] {
		v := a.eval(arg, st)
		switch {
		case e.Ellipsis.IsValid() && i == len(e.Args)-2:
			more, isText := a.piecesOf(v)
			ps, ok = append(slices.Clone(ps), more...), ok && isText
		default:
			c, isConst := v.(*constVal)
			if n, isInt := intOf(v); isConst && isInt && n >= 0 && n < 128 && c.val != nil {
				ps = append(slices.Clone(ps), piece{lit: string(rune(n))})
			} else {
				ok = false
			}
		}
	}
	if !ok {
		return a.r.widened(t, a.src(e), "bytes that are not followed")
	}
	return a.r.textOf(ps, t, a.src(e))
}

package payload

import (
	"go/ast"
	"go/types"
)

// composite evaluates a composite literal of type t.
func (a *activation) composite(e *ast.CompositeLit, t types.Type, st *state) goValue {
	if t == nil {
		return a.unknown(e, "has no type")
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T elided in an element
		v := a.composite(e, p.Elem(), st)
		return a.r.newPointer(st, v, t, p.Elem(), a.src(e))
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return a.structLit(e, t, u, st)
	case *types.Map:
		return a.mapLit(e, t, u, st)
	case *types.Slice:
		if isBytes(t) && len(e.Elts) == 0 {
			return a.r.textOf(nil, t, a.src(e))
		}
		return a.sliceLit(e, t, u.Elem(), st)
	case *types.Array:
		return a.arrayLit(e, t, u, st)
	}
	for _, el := range e.Elts {
		a.eval(valueOf(el), st)
	}
	return a.unknown(e, "a literal that is not followed")
}

func valueOf(el ast.Expr) ast.Expr {
	if kv, ok := el.(*ast.KeyValueExpr); ok {
		return kv.Value
	}
	return el
}

// element evaluates a literal's element, which may leave out its type.
func (a *activation) element(el ast.Expr, t types.Type, st *state) goValue {
	if lit, ok := el.(*ast.CompositeLit); ok && lit.Type == nil {
		return a.composite(lit, t, st)
	}
	return a.convert(a.eval(el, st), t, el)
}

func (a *activation) structLit(e *ast.CompositeLit, t types.Type, u *types.Struct, st *state) goValue {
	v, ok := zero(t, a.src(e)).(*structVal)
	if !ok {
		return zero(t, a.src(e))
	}
	for i, el := range e.Elts {
		f, set := i, fieldSet{node: el, pos: el.Pos()}
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			id, _ := kv.Key.(*ast.Ident)
			if f = fieldIndex(u, id); f < 0 {
				continue
			}
			set.key = kv.Key
		}
		v.fields[f] = a.element(valueOf(el), u.Field(f).Type(), st)
		v.sets[f] = set
	}
	return v
}

func fieldIndex(u *types.Struct, id *ast.Ident) int {
	for i := range u.NumFields() {
		if id != nil && u.Field(i).Name() == id.Name {
			return i
		}
	}
	return -1
}

func (a *activation) mapLit(e *ast.CompositeLit, t types.Type, u *types.Map, st *state) goValue {
	addr := a.r.alloc(st, &mapObj{src: a.src(e), typ: t}, t)
	ref := &mapRef{src: a.src(e), typ: t, addr: addr}
	for _, el := range e.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key := a.element(kv.Key, u.Key(), st)
		v := a.element(kv.Value, u.Elem(), st)
		a.setKey(ref, key, kv.Key, v, nil, st)
	}
	return ref
}

func (a *activation) sliceLit(e *ast.CompositeLit, t, elem types.Type, st *state) goValue {
	arr := &arrayObj{src: a.src(e), typ: t}
	elems, known := a.placed(e, elem, st)
	for _, v := range elems {
		if v == nil {
			v = zero(elem, a.src(e))
		}
		arr.elems = append(arr.elems, element{val: v})
	}
	if !known {
		arr = arr.lose("elements have indexes that are not followed")
	}
	if isBytes(t) {
		return a.r.widened(t, a.src(e), "")
	}
	return a.newSlice(arr, t, st, e)
}

func (a *activation) newSlice(arr *arrayObj, t types.Type, st *state, e ast.Expr) *sliceRef {
	return &sliceRef{src: a.src(e), typ: t, addr: a.r.alloc(st, arr, t)}
}

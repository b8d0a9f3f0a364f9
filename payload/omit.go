package payload

import (
	"go/constant"
	"go/types"
	"slices"
)

// emptiness is the value whose emptiness, as test has it, decides on a field of type t.
// Where that is not the value which is sent (a pointer is empty when it is nil, whatever it
// points to), true stands for what is not empty.
func (n enc) emptiness(t types.Type, v goValue, test func(types.Type, goValue) truth) Value {
	if c, ok := v.(*choice); ok {
		s := n.src(v)
		out := &Alt{Orig: s.origin(), clock: s.clock}
		for _, k := range c.cases {
			out.Cases = append(out.Cases, AltCase{When: k.when, Value: n.emptiness(t, k.val, test)})
		}
		return out
	}
	switch test(t, v) {
	case no:
		return &Const{Orig: n.src(v).origin(), Val: constant.MakeBool(true)}
	case yes:
		return &Const{Orig: n.src(v).origin()}
	}
	if n.dropsNil(t, v) {
		return n.unknown(v, "the library may leave out the null of a nil pointer in an interface")
	}
	if o, ok := v.(*opaque); ok {
		return n.expr(o, o.typ)
	}
	out := n.value(v)
	if _, ok := out.(*Const); ok {
		return n.unknown(v, "its IsZero is not followed")
	}
	return out
}

// emptyIn is empty for a field of type t: in an interface only nil is empty.
func (n enc) emptyIn(t types.Type, v goValue) truth {
	if types.IsInterface(t) {
		if n.dropsNil(t, v) {
			return maybe
		}
		return n.nilIn(v)
	}
	return n.empty(v)
}

// dropsNil reports whether v may be nil, of a type that makes the interface t which holds
// it empty for the library.
func (n enc) dropsNil(t types.Type, v goValue) bool {
	if _, known := v.(*pointer); known || !n.byWord || !types.IsInterface(t) || typeOf(v) == nil {
		return false
	}
	switch typeOf(v).Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Signature:
		return true
	}
	return false
}

func (n enc) zeroIn(t types.Type, v goValue) truth {
	if types.IsInterface(t) {
		return n.nilIn(v)
	}
	return n.isZero(v)
}

// nilIn is whether an interface that holds v is nil.
func (n enc) nilIn(v goValue) truth {
	if c, ok := v.(*choice); ok {
		return n.all(c, n.nilIn)
	}
	t := typeOf(v)
	switch {
	case isNil(v):
		return yes
	case t == nil || types.IsInterface(t):
		return maybe
	}
	return no
}

// notNil drops the alternative of a nil pointer, which omitempty leaves out.
func notNil(v Value) Value {
	if alt, ok := v.(*Alt); ok && len(alt.Cases) == 2 {
		if c, ok := alt.Cases[0].Value.(*Const); ok && c.Val == nil {
			return alt.Cases[1].Value
		}
	}
	return v
}

type truth int

const (
	no truth = iota
	yes
	maybe
)

// empty is encoding/json's emptiness: false, 0, nil, and an empty array, slice, map
// or string.
func (n enc) empty(v goValue) truth {
	switch v := v.(type) {
	case *constVal:
		return constEmpty(v)
	case *structVal:
		if arrayOfType(v.typ) != nil && len(v.fields) == 0 {
			return yes
		}
		return no
	case *pointer, *funcVal:
		return no
	case *text:
		if slices.ContainsFunc(v.pieces, func(p piece) bool { return p.isLit() && p.lit != "" || p.json != nil }) {
			return no
		}
	case *sliceRef:
		arr, ok := n.st.heap[v.addr].(*arrayObj)
		if !ok || n.st.volatile[v.addr] != "" {
			return maybe
		}
		if hasAlways(arr.elems) {
			return no
		}
		if len(arr.elems) == 0 && arr.rest == nil {
			return yes
		}
	case *mapRef:
		m, ok := n.st.heap[v.addr].(*mapObj)
		if !ok || n.st.volatile[v.addr] != "" {
			return maybe
		}
		if slices.ContainsFunc(m.entries, func(e mapEntry) bool { return len(e.when) == 0 }) {
			return no
		}
		if len(m.entries) == 0 && m.rest == nil {
			return yes
		}
	case *opaque:
		switch t := v.typ.Underlying().(type) {
		case *types.Struct:
			return no
		case *types.Array:
			if t.Len() > 0 {
				return no
			}
			return yes
		}
	case *choice:
		return n.all(v, n.empty)
	}
	return maybe
}

func constEmpty(v *constVal) truth {
	empty := v.val == nil && !v.boxed
	if v.val != nil && !types.IsInterface(v.typ) {
		switch v.val.Kind() {
		case constant.Bool:
			empty = !constant.BoolVal(v.val)
		case constant.String:
			empty = constant.StringVal(v.val) == ""
		case constant.Int, constant.Float:
			empty = constant.Sign(v.val) == 0
		}
	}
	if empty {
		return yes
	}
	return no
}

func (n enc) all(c *choice, f func(goValue) truth) truth {
	first := f(c.cases[0].val)
	for _, k := range c.cases[1:] {
		if f(k.val) != first {
			return maybe
		}
	}
	return first
}

// isZero is the test of omitzero: the zero Go value, or what a method IsZero says.
func (n enc) isZero(v goValue) truth {
	if t := typeOf(v); t != nil && typeName(t) != "time.Time" {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "IsZero"); obj != nil {
			return maybe
		}
	}
	switch v := v.(type) {
	case *constVal:
		return constEmpty(v)
	case *pointer, *funcVal, *mapRef:
		return no
	case *sliceRef:
		arr, ok := n.st.heap[v.addr].(*arrayObj)
		if ok && !arr.nilBase && arr.rest == nil {
			return no
		}
	case *structVal:
		all := yes
		for _, f := range v.fields {
			switch n.isZero(f) {
			case no:
				return no
			case maybe:
				all = maybe
			}
		}
		return all
	case *text:
		return n.empty(v)
	case *choice:
		return n.all(v, n.isZero)
	}
	return maybe
}

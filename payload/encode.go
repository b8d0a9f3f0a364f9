package payload

import (
	"encoding/base64"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// maxNesting bounds the depth of a JSON value: pointers can make a ring.
const maxNesting = 60

// encodeArg is the JSON of argument i of the call e.
func (a *activation) encodeArg(v goValue, e *ast.CallExpr, i int, st *state) Value {
	n := enc{a: a, st: st, pos: e.Pos(), top: true}
	if i < len(e.Args) {
		n.pos = e.Args[i].Pos()
		n.path = addressablePath(a.pkg.Info, e.Args[i])
	}
	return n.value(v)
}

// addressablePath is e if it names memory, and can thus be prolonged by selectors.
func addressablePath(info *types.Info, e ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	if rootObject(info, e) == nil {
		return nil
	}
	return ast.Unparen(e)
}

// enc encodes one value as encoding/json does. It is passed by value: fields describe
// the place that it has come to.
type enc struct {
	a     *activation
	st    *state
	path  ast.Expr // an expression for the present place; nil when there is none
	pos   token.Pos
	addr  bool // the place is addressable: methods of the pointer type apply
	depth int
	top   bool         // the argument of the encoder itself: null is no request, so it is taken not to be nil
	open  []types.Type // run-time structs that are being spelt out
}

// src is the source of a value, which the present place stands in for if there is none.
func (n enc) src(v goValue) src {
	s := v.from()
	if n.path != nil && (s.expr == nil || s.fr == n.a.fr && exprText(s.expr) == exprText(n.path)) {
		s = src{expr: n.path, pos: n.pos, fr: n.a.fr, clock: n.a.r.clock}
	}
	if s.fr == nil {
		s.fr = n.a.fr
	}
	if !s.pos.IsValid() {
		s.pos = n.pos
	}
	return s
}

func (n enc) unknown(v goValue, why string) *Unknown {
	s := n.src(v)
	if u, ok := v.(*unknown); ok && why == "" {
		why = u.reason
	}
	return &Unknown{Orig: s.origin(), Reason: why, Type: typeOf(v), clock: s.clock}
}

func (n enc) value(v goValue) Value {
	if n.depth > maxNesting || n.a.r.exhausted() {
		return n.unknown(v, "nested too deeply")
	}
	n.depth++
	if n.depth > 1 {
		n.top = false
	}
	if t := typeOf(v); t != nil && !isNil(v) {
		if out, ok := n.withMethods(v, t); ok {
			return out
		}
	}
	switch v := v.(type) {
	case *constVal:
		return n.constant(v)
	case *opaque:
		return n.opaque(v)
	case *text:
		return n.text(v)
	case *structVal:
		return n.object(v)
	case *pointer:
		n.addr = true
		return n.value(n.a.r.load(n.st, v.addr, v.path, v.src))
	case *mapRef:
		return n.mapping(v)
	case *sliceRef:
		return n.array(v)
	case *choice:
		return n.choice(v)
	case *unknown:
		if isBasic(v.typ) && n.src(v).expr != nil {
			return n.expr(v, v.typ)
		}
		return n.unknown(v, "")
	}
	return n.unknown(v, "is not a value that JSON has")
}

// expr is a leaf: a run-time value of type t.
func (n enc) expr(v goValue, t types.Type) *Expr {
	s := n.src(v)
	return &Expr{Orig: s.origin(), Type: t, clock: s.clock}
}

func (n enc) constant(v *constVal) Value {
	o := n.src(v).origin()
	if v.val == nil {
		return &Const{Orig: o}
	}
	if v.val.Kind() == constant.String {
		if isBytes(v.typ) {
			return &Const{Orig: o, Val: constant.MakeString(base64.StdEncoding.EncodeToString([]byte(constant.StringVal(v.val))))}
		}
		return &Const{Orig: o, Val: constant.MakeString(strings.ToValidUTF8(constant.StringVal(v.val), string(utf8.RuneError)))}
	}
	return &Const{Orig: o, Val: v.val}
}

func (n enc) choice(v *choice) Value {
	s := n.src(v)
	out := &Alt{Orig: s.origin(), clock: s.clock}
	for _, k := range v.cases {
		out.Cases = append(out.Cases, AltCase{When: k.when, Value: n.value(k.val)})
	}
	return out
}

// opaque spells a run-time value out as far as its type tells.
func (n enc) opaque(v *opaque) Value {
	switch u := v.typ.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsComplex == 0 && u.Kind() != types.UnsafePointer {
			return n.expr(v, v.typ)
		}
	case *types.Struct:
		if slices.ContainsFunc(n.open, func(t types.Type) bool { return types.Identical(t, v.typ) }) {
			return n.unknown(v, "its type is recursive")
		}
		n.open = append(n.open[:len(n.open):len(n.open)], v.typ)
		return n.object(n.a.r.expand(n.rooted(v), u))
	case *types.Pointer:
		return n.opaquePointer(v, u)
	case *types.Slice:
		return n.opaqueSlice(v, u)
	case *types.Map:
		if ref, ok := n.a.lazyMap(v, n.st); ok {
			return n.mapping(ref)
		}
		return n.expr(v, v.typ)
	case *types.Interface:
		return n.unknown(v, "its dynamic type is not known")
	}
	return n.unknown(v, "is not a value that JSON has")
}

// rooted is v with an expression, if the present place has one.
func (n enc) rooted(v *opaque) *opaque {
	c := *v
	c.src = n.src(v)
	return &c
}

func (n enc) opaquePointer(v *opaque, p *types.Pointer) Value {
	if isBasic(p.Elem()) {
		return n.expr(v, v.typ)
	}
	addr, ok := n.a.r.behind(n.rooted(v), n.st)
	if !ok {
		return n.unknown(v, "what it points to is not known")
	}
	s := n.src(v)
	n.addr = true
	top := n.top
	inner := n.value(n.a.r.load(n.st, addr, nil, s))
	if top {
		return inner
	}
	c := Cond{Orig: Origin{At: s.pos, Frame: s.fr}, clock: s.clock}
	if s.expr != nil {
		c.Orig.Expr = &ast.BinaryExpr{X: s.expr, OpPos: s.pos, Op: token.EQL, Y: ast.NewIdent("nil")}
	}
	return &Alt{Orig: s.origin(), clock: s.clock, Cases: []AltCase{
		{When: []Cond{c}, Value: &Const{Orig: s.origin()}},
		{Value: inner},
	}}
}

func (n enc) opaqueSlice(v *opaque, s *types.Slice) Value {
	if isBytes(v.typ) || isBasic(s.Elem()) {
		return n.expr(v, v.typ)
	}
	el, loop := n.a.implicitLoop(n.rooted(v))
	n.path = nil
	n.addr = true
	o := n.src(v).origin()
	return &Array{Orig: o, Elems: []*Elem{{Value: n.value(el), Loop: loop}}, NullIfEmpty: true}
}

func (n enc) array(v *sliceRef) Value {
	o := n.src(v).origin()
	if why := n.st.volatile[v.addr]; why != "" {
		return &Array{Orig: o, Rest: n.unknown(v, why)}
	}
	arr, ok := n.st.heap[v.addr].(*arrayObj)
	if !ok {
		return n.unknown(v, "elements are not followed")
	}
	out := &Array{Orig: Origin{Expr: arr.expr, At: arr.pos, Frame: arr.fr}, NullIfEmpty: arr.nilBase}
	if arr.rest != nil {
		out.Rest = &Unknown{Orig: arr.rest.origin(), Reason: arr.rest.reason, Type: v.typ}
	}
	n.path = nil
	n.addr = true
	for _, el := range arr.elems {
		out.Elems = append(out.Elems, &Elem{Value: n.value(el.val), Presence: Presence{When: el.when}, Loop: el.loop})
	}
	return out
}

func (n enc) mapping(v *mapRef) Value {
	m, ok := n.st.heap[v.addr].(*mapObj)
	if !ok || n.st.volatile[v.addr] != "" {
		return &Object{Orig: n.src(v).origin(), Rest: n.unknown(v, "the map may be changed at any time")}
	}
	out := &Object{Orig: m.origin()}
	if m.rest != nil {
		out.Rest = &Unknown{Orig: m.rest.origin(), Reason: m.rest.reason, Type: v.typ}
	}
	n.path = nil
	n.addr = false
	for _, e := range m.entries {
		out.Fields = append(out.Fields, &Field{
			Key: keyText(e.key), KeyAt: e.keyPos, KeyExpr: e.keyExpr,
			Value: n.value(e.val), Presence: Presence{When: e.when},
		})
	}
	sort.SliceStable(out.Fields, func(i, k int) bool { return out.Fields[i].Key < out.Fields[k].Key })
	return out
}

func keyText(key constant.Value) string {
	if key.Kind() == constant.String {
		return constant.StringVal(key)
	}
	return key.ExactString()
}

func (n enc) object(v *structVal) Value {
	st, ok := v.typ.Underlying().(*types.Struct)
	if !ok {
		return n.unknown(v, "is not a struct")
	}
	out := &Object{Orig: n.src(v).origin()}
	for _, f := range jsonFields(st) {
		fv, set, at, ok := n.follow(v, f)
		switch {
		case !ok && fv == nil: // an embedded pointer that is nil
		case !ok:
			out.Rest = n.unknown(fv, "an embedded pointer may be nil")
		default:
			if m := at.member(f, fv, set); m != nil {
				out.Fields = append(out.Fields, m)
			}
		}
	}
	return out
}

// follow finds the value of a member through embedded structs. It is false with a nil
// value when the member is absent, and with a value when nobody knows.
func (n enc) follow(v *structVal, f jsonField) (goValue, fieldSet, enc, bool) {
	var cur goValue = v
	var set fieldSet
	base := n.path
	if base == nil && v.expr != nil && addressable(v.expr) {
		base = v.expr
	}
	for i, k := range f.index {
		s, ok := cur.(*structVal)
		if !ok {
			if o, isOpaque := cur.(*opaque); isOpaque {
				if st, isStruct := o.typ.Underlying().(*types.Struct); isStruct {
					s, ok = n.a.r.expand(o, st), true
				}
			}
		}
		if !ok || k >= len(s.fields) {
			return cur, set, n, false
		}
		cur, set = s.fields[k], s.sets[k]
		if base != nil {
			name := s.typ.Underlying().(*types.Struct).Field(k).Name()
			base = &ast.SelectorExpr{X: stripStar(base), Sel: ast.NewIdent(name)}
		}
		if i < len(f.index)-1 && isPointer(typeOf(cur)) {
			if isNil(cur) {
				return nil, set, n, false
			}
			p, ok := cur.(*pointer)
			if !ok {
				return cur, set, n, false
			}
			cur = n.a.r.load(n.st, p.addr, p.path, p.src)
		}
	}
	n.path = base
	return cur, set, n, true
}

// addressable reports whether a selector can be put behind e.
func addressable(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return addressable(e.X)
	case *ast.StarExpr:
		return addressable(e.X)
	case *ast.IndexExpr:
		return addressable(e.X)
	case *ast.TypeAssertExpr:
		return true
	}
	return false
}

// member is the member that field f contributes with value v; nil when it is left out.
func (n enc) member(f jsonField, v goValue, set fieldSet) *Field {
	m := &Field{Key: f.name, KeyAt: f.obj.Pos(), KeyExpr: set.key}
	if set.pos.IsValid() {
		m.KeyAt = set.pos
	}
	n.pos = m.KeyAt
	whole := n.value(v)
	m.Value = whole
	if f.quoted {
		m.Value = n.quoted(v, whole)
	}
	if f.omitEmpty {
		switch n.emptyIn(f.obj.Type(), v) {
		case yes:
			return nil
		case maybe:
			m.Presence.OmitEmpty = n.emptiness(f.obj.Type(), v)
			if p, ok := typeOf(v).(*types.Pointer); ok && !isBasic(p.Elem()) {
				m.Value = notNil(whole)
			}
		}
	}
	if f.omitZero && m.Presence.OmitEmpty == nil {
		switch n.zeroIn(f.obj.Type(), v) {
		case yes:
			return nil
		case maybe:
			m.Presence.OmitEmpty, m.Presence.OmitZero = n.emptiness(f.obj.Type(), v), true
		}
	}
	return m
}

// emptiness is the value whose emptiness decides on a field of type t. Where that is
// not the value which is sent (a pointer is empty when it is nil, whatever it points
// to), true stands for what is not empty.
func (n enc) emptiness(t types.Type, v goValue) Value {
	if c, ok := v.(*choice); ok {
		s := n.src(v)
		out := &Alt{Orig: s.origin(), clock: s.clock}
		for _, k := range c.cases {
			out.Cases = append(out.Cases, AltCase{When: k.when, Value: n.emptiness(t, k.val)})
		}
		return out
	}
	switch n.emptyIn(t, v) {
	case no:
		return &Const{Orig: n.src(v).origin(), Val: constant.MakeBool(true)}
	case yes:
		return &Const{Orig: n.src(v).origin()}
	}
	if o, ok := v.(*opaque); ok {
		return n.expr(o, o.typ)
	}
	return n.value(v)
}

// emptyIn is empty for a field of type t: in an interface only nil is empty.
func (n enc) emptyIn(t types.Type, v goValue) truth {
	if types.IsInterface(t) {
		return n.nilIn(v)
	}
	return n.empty(v)
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

// quoted is a value under the option string: a JSON string that holds the JSON.
func (n enc) quoted(v goValue, whole Value) Value {
	switch w := whole.(type) {
	case *Const:
		if w.Val == nil {
			return w
		}
		s := w.Val.ExactString()
		if w.Val.Kind() == constant.Float {
			return &Unknown{Orig: w.Orig, Reason: "a number that the option string turns into text", Type: typeOf(v)}
		}
		return &Const{Orig: w.Orig, Val: constant.MakeString(s)}
	case *Expr:
		if b, ok := w.Type.Underlying().(*types.Basic); ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0 {
			return &String{Orig: w.Orig, Parts: []Part{{Expr: w, Verb: "%v"}}, clock: w.clock}
		}
	}
	return &Unknown{Orig: whole.Origin(), Reason: "is turned into text by the option string", Type: typeOf(v)}
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
	case *structVal, *pointer, *funcVal:
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
		if _, ok := v.typ.Underlying().(*types.Struct); ok {
			return no
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
	if t := typeOf(v); t != nil {
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

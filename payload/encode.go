package payload

import (
	"cmp"
	"encoding/base64"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sort"
	"strconv"
)

// maxNesting bounds the depth of a JSON value: pointers can make a ring.
const maxNesting = 60

// encodeArg is the JSON of argument i of the call e.
func (c *callCtx) encodeArg(v goValue, i int) Value {
	a, e := c.a, c.e
	n := enc{a: a, st: c.st, pos: e.Pos(), top: true, byWord: c.fn != nil && c.fn.Pkg() != nil && c.fn.Pkg().Path() == "github.com/segmentio/encoding/json"}
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
	since int      // when that expression stood for the place; 0 is now
	pos   token.Pos
	addr  bool // the place is addressable: methods of the pointer type apply
	depth int
	top   bool         // the argument of the encoder itself: null is no request, so it is taken not to be nil
	open  []types.Type // run-time structs that are being spelt out
	given []Cond       // what holds in this place: the alternatives around it were taken
	v2    *jsonV2      // nil for encoding/json's own rules
	// byWord says that omitempty leaves out an interface whose data word is nil, one that
	// holds a nil pointer or map, of which encoding/json writes null.
	byWord bool
}

// src is the source of a value, which the present place stands in for if there is none.
func (n enc) src(v goValue) src {
	s := v.from()
	if n.path != nil && (s.expr == nil || s.fr == n.a.fr && exprText(s.expr) == exprText(n.path)) {
		s = src{expr: n.path, pos: n.pos, fr: n.a.fr, clock: cmp.Or(n.since, n.a.r.clock)}
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
	if n.v2 == nil {
		return n.encoded(v)
	}
	n.addr = true // for json/v2, every place is addressable when it comes to methods
	if out, ok := n.valueV2(v); ok {
		return out
	}
	return n.finishV2(n.encoded(v))
}

func (n enc) encoded(v goValue) Value {
	if t := typeOf(v); t != nil && !isNil(v) && !isRuntimePointer(v) {
		if isNilPointer(v) {
			return n.null(v) // its methods are not called
		}
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
		if arrayOfType(v.typ) != nil {
			return n.fixedArray(v)
		}
		return n.object(v)
	case *pointer:
		n.addr = addressableElem(v.typ)
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

// isNilPointer reports whether v is a pointer that is nil, in an interface or not.
func isNilPointer(v goValue) bool {
	c, ok := v.(*constVal)
	return ok && c.val == nil && isPointer(c.typ)
}

// isRuntimePointer reports whether v is a pointer that may be nil. Whether the methods of
// what it points to are called depends on that.
func isRuntimePointer(v goValue) bool {
	o, ok := v.(*opaque)
	return ok && isPointer(o.typ)
}

func (n enc) null(v goValue) *Const { return &Const{Orig: n.src(v).origin()} }

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
		return &Const{Orig: o, Val: constant.MakeString(asUTF8(constant.StringVal(v.val)))}
	}
	return &Const{Orig: o, Val: asEncoded(v)}
}

// asUTF8 is a text as encoding/json sends it: every byte that is no UTF-8 becomes U+FFFD.
func asUTF8(s string) string { return string([]rune(s)) }

// asEncoded is a number as JSON has it: of a float32, the fewest digits that tell it apart
// from other float32.
func asEncoded(v *constVal) constant.Value {
	if v.typ == nil {
		return v.val
	}
	if b, ok := v.typ.Underlying().(*types.Basic); !ok || b.Kind() != types.Float32 {
		return v.val
	}
	f, _ := constant.Float32Val(v.val)
	return constant.MakeFromLiteral(strconv.FormatFloat(float64(f), 'e', -1, 32), token.FLOAT, 0)
}

func (n enc) choice(v *choice) Value {
	s := n.src(v)
	out := &Alt{Orig: s.origin(), clock: s.clock}
	given := n.given[:len(n.given):len(n.given)]
	for i, k := range v.cases {
		n.given = append(given, caseConds(v, i)...)
		out.Cases = append(out.Cases, AltCase{When: k.when, Value: n.value(k.val)})
	}
	return out
}

// under is a list of conditions without those that hold in this place anyway; impossible
// when one of them does not.
func (n enc) under(when []Cond) (rest []Cond, impossible bool) {
	for _, c := range when {
		i := slices.IndexFunc(n.given, func(g Cond) bool { return g.Orig == c.Orig && g.clock == c.clock })
		switch {
		case i < 0:
			rest = append(rest, c)
		case n.given[i].Negate != c.Negate:
			return nil, true
		}
	}
	return rest, false
}

// whole is the expression that reads a map or slice, if there is one, and the memory that
// it leads to.
func (n enc) whole(v goValue) (*Expr, memory) {
	if n.src(v).expr == nil {
		return nil, memory{}
	}
	return n.expr(v, typeOf(v)), memory{v, n.a.r.clock}
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
	out.Whole, out.kept = n.whole(v)
	n.path = nil
	n.addr = addressableElem(v.typ)
	for _, el := range arr.elems {
		if when, impossible := n.under(el.when); !impossible {
			out.Elems = append(out.Elems, &Elem{Value: n.value(el.val), Presence: Presence{When: when}, Loop: el.loop})
		}
	}
	return out
}

func (n enc) mapping(v *mapRef) Value {
	if keysMarshalled(v.typ) {
		return &Object{Orig: n.src(v).origin(), Rest: n.unknown(v, "the MarshalText of its keys is not followed")}
	}
	m, ok := n.st.heap[v.addr].(*mapObj)
	if !ok || n.st.volatile[v.addr] != "" {
		return &Object{Orig: n.src(v).origin(), Rest: n.unknown(v, "the map may be changed at any time")}
	}
	out := &Object{Orig: m.origin()}
	if m.rest != nil {
		out.Rest = &Unknown{Orig: m.rest.origin(), Reason: m.rest.reason, Type: v.typ}
	}
	out.Whole, out.kept = n.whole(v)
	n.path = nil
	n.addr = false
	for _, e := range m.entries {
		when, impossible := n.under(e.when)
		if impossible {
			continue
		}
		out.Fields = append(out.Fields, &Field{
			Key: keyText(e.key), KeyAt: e.keyPos, KeyExpr: e.keyExpr,
			Value: n.value(e.val), Presence: Presence{When: when},
		})
	}
	sort.SliceStable(out.Fields, func(i, k int) bool { return out.Fields[i].Key < out.Fields[k].Key })
	return out
}

// keysMarshalled reports whether a method makes texts of the keys of a map of type t.
func keysMarshalled(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && !isString(m.Key()) && methodOf(m.Key(), "MarshalText", false) != nil
}

func keyText(key constant.Value) string {
	if key.Kind() == constant.String {
		return constant.StringVal(key)
	}
	return key.ExactString()
}

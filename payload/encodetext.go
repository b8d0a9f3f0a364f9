package payload

import (
	"encoding/base64"
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
)

// text encodes a string as a JSON string, []byte as base64, json.RawMessage as it is.
func (n enc) text(v *text) Value {
	s := n.src(v)
	if isBytes(v.typ) {
		if c, ok := constString(v); ok {
			return &Const{Orig: s.origin(), Val: constant.MakeString(base64.StdEncoding.EncodeToString([]byte(c)))}
		}
		if len(v.pieces) == 0 {
			return &Const{Orig: s.origin(), Val: constant.MakeString("")}
		}
		return n.unknown(v, "bytes that are sent as base64")
	}
	return n.a.r.alternatives(v, func(t *text) Value {
		if c, ok := constString(t); ok {
			return &Const{Orig: s.origin(), Val: constant.MakeString(c)}
		}
		return &String{Orig: s.origin(), Parts: n.parts(t.pieces), clock: s.clock}
	})
}

// maxVariants bounds the texts that a text with alternatives in it is multiplied into.
const maxVariants = 6

// alternatives applies f to the texts that t may be, each free of choices.
func (r *run) alternatives(t *text, f func(*text) Value) Value {
	i := slices.IndexFunc(t.pieces, func(p piece) bool { _, ok := p.val.(*choice); return ok && textual(p.val.(*choice)) })
	if i < 0 || r.variants(t) > maxVariants {
		return f(t)
	}
	c := t.pieces[i].val.(*choice)
	out := &Alt{Orig: t.origin(), clock: t.clock}
	for _, k := range c.cases {
		ps := slices.Clone(t.pieces[:i])
		switch v := k.val.(type) {
		case *text:
			ps = append(ps, v.pieces...)
		case *constVal:
			ps = append(ps, literal(v))
		default:
			ps = append(ps, piece{val: v})
		}
		u := *t
		u.pieces = joinLits(append(ps, t.pieces[i+1:]...))
		out.Cases = append(out.Cases, AltCase{When: k.when, Value: r.alternatives(&u, f)})
	}
	return out
}

// textual reports whether every case of c is a string or bytes.
func textual(c *choice) bool {
	for _, k := range c.cases {
		switch v := k.val.(type) {
		case *text, *opaque:
		case *constVal:
			if v.val == nil || v.val.Kind() != constant.String {
				return false
			}
		default:
			return false
		}
		if t := typeOf(k.val); !isString(t) && !isBytes(t) {
			return false
		}
	}
	return true
}

func (r *run) variants(t *text) int {
	n := 1
	for _, p := range t.pieces {
		if c, ok := p.val.(*choice); ok {
			n *= len(c.cases)
			if n > maxVariants {
				return n
			}
		}
	}
	return n
}

// parts are the pieces of a string as the contract has them.
func (n enc) parts(ps []piece) []Part {
	var out []Part
	for _, p := range ps {
		out = append(out, n.part(p))
	}
	return out
}

func (n enc) part(p piece) Part {
	switch {
	case p.isLit():
		return Part{Lit: asUTF8(p.lit)}
	case p.json != nil:
		o := Origin{Expr: p.call, At: p.call.Pos(), Frame: p.json.Origin().Frame}
		return Part{Expr: &Expr{Orig: o, Type: types.Typ[types.String], why: "JSON text inside a string"}}
	case p.each != nil:
		o := Origin{At: n.pos, Frame: n.a.fr}
		return Part{
			Expr: &Expr{Orig: o, Type: types.Typ[types.String], why: "is built in a loop"},
			Loop: p.loop, Each: n.parts(p.each),
		}
	}
	t := typeOf(p.val)
	if t == nil {
		t = types.Typ[types.String]
	}
	verb := p.verb
	if verb == "%s" && isString(t) {
		verb = ""
	}
	return Part{Expr: n.leaf(p.val, t), Verb: verb}
}

// leaf is a run-time piece of a text.
func (n enc) leaf(v goValue, t types.Type) *Expr {
	e := n.expr(v, t)
	if e.Orig.Expr == nil {
		e.why = "no expression stands for it"
	}
	return e
}

// withMethods encodes values whose type marshals itself.
func (n enc) withMethods(v goValue, t types.Type) (Value, bool) {
	if _, isChoice := v.(*choice); isChoice {
		return nil, false
	}
	switch typeName(t) {
	case "encoding/json.RawMessage", "github.com/json-iterator/go.RawMessage", "github.com/goccy/go-json.RawMessage",
		"github.com/segmentio/encoding/json.RawMessage", "encoding/json/jsontext.Value",
		"github.com/go-json-experiment/json/jsontext.Value":
		if x, ok := v.(*text); ok {
			return n.a.r.jsonText(x, n), true
		}
		return n.unknown(v, "raw JSON of which the content is not known"), true
	case "encoding/json.Number":
		if c, ok := constString(v); ok {
			return n.a.r.parse([]piece{{lit: c}}, n), true
		}
		return n.expr(v, t), true
	case "time.Time":
		return n.expr(v, t), true
	}
	if types.IsInterface(t) {
		return nil, false
	}
	if methodOf(t, "MarshalEasyJSON", n.addr) != nil {
		return nil, false // generated: as encoding/json would do without it
	}
	if m := methodOf(t, "MarshalJSON", n.addr); m != nil {
		return n.ownJSON(v, m), true
	}
	if methodOf(t, "MarshalText", n.addr) != nil {
		return n.unknown(v, "its MarshalText is not followed"), true
	}
	return nil, false
}

// plain reports whether values of type t are JSON scalars of which no method has a say.
func plain(t types.Type) bool {
	return isBasic(t) && methodOf(t, "MarshalJSON", true) == nil && methodOf(t, "MarshalText", true) == nil
}

// methodOf is the method of that name that encoding/json would call.
func methodOf(t types.Type, name string, addressable bool) *types.Func {
	obj, _, _ := types.LookupFieldOrMethod(t, addressable, nil, name)
	fn, _ := obj.(*types.Func)
	return fn
}

// ownJSON evaluates a MarshalJSON that there is syntax for.
func (n enc) ownJSON(v goValue, m *types.Func) Value {
	decl, _ := n.a.r.e.declOf(m)
	if decl == nil {
		return n.unknown(v, "its MarshalJSON is not followed")
	}
	recv := v
	if pointerReceiver(m) && !isPointer(typeOf(v)) {
		recv = n.a.r.newPointer(n.st, v, types.NewPointer(typeOf(v)), typeOf(v), n.src(v))
	} else if !pointerReceiver(m) && isPointer(typeOf(v)) {
		recv = n.a.deref(v, n.st, ast.NewIdent("_"))
	}
	x := n.path
	if x == nil {
		x = v.from().expr
	}
	if x == nil {
		x = ast.NewIdent("_")
	}
	call := &ast.CallExpr{Fun: &ast.SelectorExpr{X: x, Sel: ast.NewIdent("MarshalJSON")}}
	res, ok := n.a.callFunc(m, recv, call, nil, n.st).(*tuple)
	if !ok || len(res.vals) != 2 {
		return n.unknown(v, "its MarshalJSON is not followed")
	}
	return n.a.r.jsonText(res.vals[0], n)
}

// jsonText is the JSON value that a text holds.
func (r *run) jsonText(v goValue, n enc) Value {
	switch v := v.(type) {
	case *text:
		return r.alternatives(v, func(t *text) Value { return r.parse(t.pieces, n) })
	case *constVal:
		if v.val != nil && v.val.Kind() == constant.String {
			return r.parse([]piece{literal(v)}, n)
		}
		return n.unknown(v, "no body is set")
	case *choice:
		s := n.src(v)
		out := &Alt{Orig: s.origin(), clock: s.clock}
		for _, k := range v.cases {
			out.Cases = append(out.Cases, AltCase{When: k.when, Value: r.jsonText(k.val, n)})
		}
		return out
	case *opaque:
		return n.unknown(v, "bytes that are only known at run time")
	}
	return n.unknown(v, "")
}

package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// jsonV2 says that encoding/json/v2 encodes, or the module that it was tried out in, and
// with which options. What follows has the differences to encoding/json; where they hang
// on what only the program knows, the value is unknown.
// https://pkg.go.dev/encoding/json/v2 and https://pkg.go.dev/encoding/json#hdr-Migrating_to_v2
type jsonV2 struct {
	nilSlices, nilMaps bool // nil is sent as null, not as [] and {}
}

// harmlessV2 are functions that return options without any say in what value is sent.
var harmlessV2 = set(`Deterministic DefaultOptionsV2 MatchCaseInsensitiveNames RejectUnknownMembers WithIndent WithIndentPrefix
	Multiline SpaceAfterColon SpaceAfterComma EscapeForHTML EscapeForJS AllowDuplicateNames AllowInvalidUTF8`)

// encodeV2 is the JSON of argument i of the call e, of which the options begin at argument
// from.
func (c *callCtx) encodeV2(i, from int) Value {
	opts := &jsonV2{}
	n := enc{a: c.a, st: c.st, pos: c.e.Pos(), top: true, v2: opts}
	if i < len(c.e.Args) {
		n.pos = c.e.Args[i].Pos()
		n.path = addressablePath(c.a.pkg.Info, c.e.Args[i])
	}
	for k, arg := range c.e.Args[min(from, len(c.e.Args)):] {
		if c.e.Ellipsis.IsValid() || !c.option(&n, ast.Unparen(arg), k == 0 && from+1 == len(c.e.Args)) {
			return n.unknown(c.arg(i), "is encoded with options of json/v2 that are not followed")
		}
	}
	return n.value(c.arg(i))
}

// option applies one option of json/v2 to n; alone says that there is no other. It is false
// for those that are not known.
func (c *callCtx) option(n *enc, arg ast.Expr, alone bool) bool {
	call, ok := arg.(*ast.CallExpr)
	if !ok {
		return false
	}
	fn := staticCallee(c.a.pkg.Info, call)
	if fn == nil || fn.Pkg() == nil || !isJSONPackage(fn.Pkg().Path()) {
		return false
	}
	on := true
	if len(call.Args) == 1 {
		tv := c.a.pkg.Info.Types[call.Args[0]]
		on = tv.Value != nil && tv.Value.Kind() == constant.Bool && constant.BoolVal(tv.Value)
		if !on && (tv.Value == nil || tv.Value.Kind() != constant.Bool) && !harmlessV2[fn.Name()] {
			return false
		}
	}
	switch {
	case harmlessV2[fn.Name()]:
	case fn.Name() == "FormatNilSliceAsNull":
		n.v2.nilSlices = on
	case fn.Name() == "FormatNilMapAsNull":
		n.v2.nilMaps = on
	case fn.Name() == "DefaultOptionsV1" && alone:
		n.v2 = nil
	default:
		return false
	}
	return true
}

func isJSONPackage(path string) bool {
	return path == "encoding/json" || strings.HasPrefix(path, "encoding/json/") || path == experiment || strings.HasPrefix(path, experiment+"/")
}

// experiment is where encoding/json/v2 was tried out.
const experiment = "github.com/go-json-experiment/json"

// marshalV2 is Marshal.
func marshalV2(c *callCtx) goValue {
	p := piece{json: c.encodeV2(0, 1), call: c.e, in: c.a.fr}
	return c.succeeds(&text{src: c.a.src(c.e), typ: c.resultType(), pieces: []piece{p}})
}

// writeV2 is MarshalWrite, which writes no newline.
func writeV2(c *callCtx) goValue {
	p := piece{json: c.encodeV2(1, 2), call: c.e, in: c.a.fr}
	if !c.a.addTo(c.arg(0), []piece{p}, c.st, c.e) {
		return nil
	}
	return c.noError()
}

// encodeToV2 is MarshalEncode, which writes a newline behind each value of an encoder.
func encodeToV2(c *callCtx) goValue {
	to, ok := c.arg(0).(*encoder)
	if !ok {
		return nil
	}
	p := piece{json: c.encodeV2(1, 2), call: c.e, in: c.a.fr}
	if !c.a.addTo(to.w, []piece{p, {lit: "\n"}}, c.st, c.e) {
		return nil
	}
	return c.noError()
}

// newEncoderV2 is jsontext.NewEncoder, without options.
func newEncoderV2(c *callCtx) goValue {
	if len(c.e.Args) != 1 {
		return nil
	}
	return newEncoder(c)
}

// fillFrom is a decoder that overwrites what its second argument points to, and empties
// the reader that is its first.
func fillFrom(c *callCtx) goValue {
	c.a.escape(c.arg(0), c.st, c.e.Pos(), "read by "+c.fn.Name(), true)
	return fill(1)(c)
}

// valueV2 encodes the values that json/v2 encodes in another way than encoding/json, and
// reports whether v is one.
func (n enc) valueV2(v goValue) (Value, bool) {
	t := typeOf(v)
	if t == nil {
		return nil, false
	}
	switch typeName(t) {
	case "time.Duration", "encoding/json.Number":
		return n.unknown(v, "is of type "+typeName(t)+", which json/v2 encodes in a way of its own"), true
	case "time.Time":
		return nil, false
	}
	if !types.IsInterface(t) && (methodOf(t, "MarshalJSONTo", true) != nil || methodOf(t, "AppendText", true) != nil) {
		return n.unknown(v, "a method that json/v2 calls is not followed"), true
	}
	if methodOf(t, "MarshalJSON", true) != nil || methodOf(t, "MarshalText", true) != nil {
		return nil, false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		if isByte(u.Elem()) {
			return n.unknown(v, "an array of bytes, which json/v2 sends as base64"), true
		}
	case *types.Slice:
		return n.sliceV2(v, u)
	case *types.Map:
		return n.mapV2(v)
	}
	return nil, false
}

func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Uint8
}

func (n enc) sliceV2(v goValue, t *types.Slice) (Value, bool) {
	o := n.src(v).origin()
	switch v := v.(type) {
	case *constVal:
		switch {
		case v.val != nil || n.v2.nilSlices:
			return nil, false
		case isBytes(v.typ):
			return &Const{Orig: o, Val: constant.MakeString("")}, true
		}
		return &Array{Orig: o}, true
	case *opaque:
		switch {
		case n.v2.nilSlices:
			return nil, false
		case isBytes(v.typ):
			return n.unknown(v, `bytes that json/v2 sends as "" when they are nil`), true
		case isBasic(t.Elem()):
			el, loop := n.a.implicitLoop(n.rooted(v))
			n.path, n.addr = nil, true
			return &Array{Orig: o, Elems: []*Elem{{Value: n.value(el), Loop: loop}}}, true
		}
	}
	return nil, false
}

func (n enc) mapV2(v goValue) (Value, bool) {
	switch v := v.(type) {
	case *constVal:
		if v.val == nil && !n.v2.nilMaps {
			return &Object{Orig: n.src(v).origin()}, true
		}
	case *opaque:
		if !n.v2.nilMaps {
			return n.unknown(v, "a map that json/v2 sends as {} when it is nil"), true
		}
	}
	return nil, false
}

// finishV2 is a value that encoding/json would encode as null where json/v2 does not.
func (n enc) finishV2(v Value) Value {
	if a, ok := v.(*Array); ok && a.NullIfEmpty && !n.v2.nilSlices {
		c := *a
		c.NullIfEmpty = false
		return &c
	}
	return v
}

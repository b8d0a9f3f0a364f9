package gocode

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/bedrocklint/bedrocklint/payload"
)

// jsonDocument is needed for values whose Go type decides what encoding/json makes of
// them. The SDK's own document encoder ignores json tags, writes []byte as a list of
// numbers and json.Number as a string.
// https://pkg.go.dev/github.com/aws/smithy-go/document
func (p *printer) jsonDocument() Helper {
	doc := p.names.Import(documentPath, "document")
	json := p.names.Import("encoding/json", "json")
	return Helper{Name: "jsonDocument", Source: `// jsonDocument is a document that is sent as encoding/json writes its value. The SDK's
// own encoder does not know json tags.
type jsonDocument struct {
	` + doc + `.Interface
	value any
}

func newJSONDocument(v any) ` + doc + `.Interface {
	return jsonDocument{` + doc + `.NewLazyDocument(v), v}
}

func (d jsonDocument) MarshalSmithyDocument() ([]byte, error) { return ` + json + `.Marshal(d.value) }
`}
}

// document prints a JSON document.
func (p *printer) document(b *block, v payload.Value, hint string) code {
	return p.documentOf(p.any(b, v, hint))
}

// documentOf wraps a Go value as a document.
func (p *printer) documentOf(value code, plain bool) code {
	if plain {
		return call(p.names.Import(documentPath, "document")+".NewLazyDocument", value)
	}
	p.helper(p.jsonDocument())
	return call("newJSONDocument", value)
}

// any prints a value as it stands inside a document, and whether the SDK's encoder
// writes that Go value as encoding/json does.
func (p *printer) any(b *block, v payload.Value, hint string) (c code, plain bool) {
	switch v := v.(type) {
	case *payload.Const:
		return p.anyConst(v), true
	case *payload.String:
		return p.concat(v), true
	case *payload.Expr:
		return p.stable(v, hint), plainType(v.Type)
	case *payload.Object:
		return p.anyObject(b, v, hint)
	case *payload.Array:
		return p.anyArray(b, v, hint)
	case *payload.Alt:
		return p.anyChoice(b, v, hint)
	case *payload.Unknown:
		return p.fail(v.Orig.Expr, "%s is not known: %s", hint, v.Reason), true
	}
	return p.fail(v.Origin().Expr, "%s cannot be written as a document", hint), true
}

func (p *printer) anyConst(c *payload.Const) code {
	if c.Val == nil {
		return text("nil")
	}
	if src, typ, ok := p.written(c); ok && c.Val.Kind() != constant.Unknown {
		if b, isBasic := typ.(*types.Basic); isBasic && b.Kind() != types.Float32 {
			return text(src)
		}
	}
	return text(constantText(c.Val))
}

func (p *printer) anyChoice(b *block, alt *payload.Alt, hint string) (code, bool) {
	plain := true
	name := p.fresh(variableNames(hint)...)
	b.line("var " + name + " any")
	p.chain(b, alt.Cases, func(b *block, v payload.Value) {
		c, ok := p.any(b, v, hint)
		plain = plain && ok
		b.add(name+" = ", c, "")
	})
	return text(name), plain
}

// anyObject prints an object as a map.
func (p *printer) anyObject(b *block, o *payload.Object, hint string) (code, bool) {
	if src, ok := p.mapAsWritten(o); ok {
		return text(src), true
	}
	switch {
	case o.Rest != nil && o.Whole != nil:
		return p.whole(o.Whole, hint)
	case o.Rest != nil:
		return p.fail(o.Rest.Orig.Expr, "%s may have members that are not known: %s", hint, o.Rest.Reason), true
	}
	plain := true
	lit := &literal{open: "map[string]any{", close: "}"}
	var later []*payload.Field
	for _, f := range o.Fields {
		if !f.Presence.Always() {
			later = append(later, f)
			continue
		}
		c, ok := p.any(b, f.Value, hint+"."+f.Key)
		plain = plain && ok
		lit.items = append(lit.items, item{quote(f.Key) + ":", c})
	}
	if len(later) == 0 {
		return lit, plain
	}
	name := p.fresh(variableNames(hint)...)
	b.add(name+" := ", lit, "")
	for _, f := range later {
		cond, ok := p.presence(documentType, f.Presence, f.Value)
		if !ok {
			continue
		}
		inner := b.when(cond)
		c, ok := p.any(inner, f.Value, hint+"."+f.Key)
		plain = plain && ok
		inner.add(name+"["+quote(f.Key)+"] = ", c, "")
	}
	return text(name), plain
}

func (p *printer) anyArray(b *block, a *payload.Array, hint string) (code, bool) {
	switch {
	case a.Rest != nil && a.Whole != nil:
		return p.whole(a.Whole, hint)
	case a.Rest != nil:
		return p.fail(a.Rest.Orig.Expr, "%s may have elements that are not known: %s", hint, a.Rest.Reason), true
	}
	if len(a.Elems) == 1 {
		if e := p.wholeSlice(a); e != nil {
			return p.stable(e, hint), plainType(e.Type)
		}
	}
	plain := true
	lit := &literal{open: elemLiteral(a.Elems), close: "}"}
	for _, e := range a.Elems {
		if e.Loop != nil || !e.Presence.Always() {
			if a.Whole != nil {
				return p.whole(a.Whole, hint)
			}
			return p.fail(a.Orig.Expr, "%s is built element by element, which a document literal cannot show", hint), true
		}
		c, ok := p.any(b, e.Value, singular(hint))
		plain = plain && ok
		lit.items = append(lit.items, item{value: c})
	}
	return lit, plain
}

// whole prints a map or slice as the variable that has it: of its members or elements not
// all are known, or not all are always there.
func (p *printer) whole(e *payload.Expr, hint string) (code, bool) {
	return p.stable(e, hint), plainType(e.Type)
}

// elemLiteral opens a slice literal: of strings where all elements are constant ones.
func elemLiteral(elems []*payload.Elem) string {
	for _, e := range elems {
		if c, ok := e.Value.(*payload.Const); !ok || c.Val == nil || c.Val.Kind() != constant.String {
			return "[]any{"
		}
	}
	return "[]string{"
}

// wholeSlice finds the slice that an array is, element for element.
func (p *printer) wholeSlice(a *payload.Array) *payload.Expr {
	over, ok := loopOver(a.Elems[0])
	if !ok {
		return nil
	}
	l := a.Elems[0].Loop
	if l.Elem != nil {
		return over // the implicit loop of encoding a slice
	}
	if e, ok := a.Elems[0].Value.(*payload.Expr); ok {
		if id, ok := e.Orig.Expr.(*ast.Ident); ok && l.Value != nil && objectOf(id, e.Orig.Frame) == l.Value {
			return over
		}
	}
	return nil
}

// mapAsWritten keeps a map literal of the code as it is written, when everything in it
// is plain, always sent and can be evaluated at the call.
func (p *printer) mapAsWritten(o *payload.Object) (string, bool) {
	lit, ok := o.Orig.Expr.(*ast.CompositeLit)
	if !ok || lit.Type == nil || o.Orig.Frame == nil || o.Orig.Frame.Info == nil || len(lit.Elts) != len(o.Fields) {
		return "", false
	}
	if !writtenOut(o, o.Orig.Frame.Info) {
		return "", false
	}
	src, err := p.resolve(o.Orig)
	return src.text, err == nil
}

// writtenOut reports whether a value is wholly spelt out as plain literals and
// constants at its origin.
func writtenOut(v payload.Value, info *types.Info) bool {
	switch v := v.(type) {
	case *payload.Const:
		return v.Orig.Expr != nil && info.Types[v.Orig.Expr].Value != nil
	case *payload.Object:
		lit, ok := v.Orig.Expr.(*ast.CompositeLit)
		if !ok || v.Rest != nil || len(lit.Elts) != len(v.Fields) || !isLiteralMap(info, lit) {
			return false
		}
		for _, f := range v.Fields {
			if !f.Presence.Always() || !writtenOut(f.Value, info) {
				return false
			}
		}
		return true
	case *payload.Array:
		lit, ok := v.Orig.Expr.(*ast.CompositeLit)
		if !ok || v.Rest != nil || len(lit.Elts) != len(v.Elems) {
			return false
		}
		for _, e := range v.Elems {
			if e.Loop != nil || !e.Presence.Always() || !writtenOut(e.Value, info) {
				return false
			}
		}
		return true
	}
	return false
}

func isLiteralMap(info *types.Info, lit *ast.CompositeLit) bool {
	t := info.TypeOf(lit)
	if t == nil {
		return false
	}
	_, ok := types.Unalias(t).(*types.Map)
	return ok
}

// plainType reports whether the SDK's document encoder writes every value of a Go type
// as encoding/json does. An interface may hold anything, so it is not plain; float32 is
// widened before it is printed and comes out with other digits.
func plainType(t types.Type) bool {
	if hasMethods(t) {
		return false
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Basic:
		return u.Kind() != types.Float32 && u.Info()&(types.IsString|types.IsBoolean|types.IsInteger|types.IsFloat) != 0
	case *types.Slice:
		return !isByteSlice(t) && plainType(u.Elem())
	case *types.Map:
		return isPredeclaredString(u.Key()) && plainType(u.Elem())
	case *types.Pointer:
		return plainType(u.Elem())
	}
	return false
}

package conversecall

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/payload"
)

// TypeName is the name of the SDK's type that a value has, such as
// "ContentBlockMemberText"; "" when the source does not tell.
func TypeName(v payload.Value) string {
	o := v.Origin()
	if o.Expr == nil || o.Frame == nil || o.Frame.Info == nil {
		return ""
	}
	return sdk.TypeName(o.Frame.Info.TypeOf(o.Expr))
}

// Field is the value of an object's member, if that is always there and once; else nil.
func Field(v payload.Value, name string) payload.Value {
	o, ok := v.(*payload.Object)
	if !ok || o.Rest != nil {
		return nil
	}
	var found *payload.Field
	for _, f := range o.Fields {
		if f.Key == name {
			if found != nil {
				return nil
			}
			found = f
		}
	}
	if found == nil || !found.Presence.Always() {
		return nil
	}
	return found.Value
}

// Text is the constant string that a value is.
func Text(v payload.Value) (string, bool) {
	c, ok := v.(*payload.Const)
	if !ok || c.Val == nil || c.Val.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(c.Val), true
}

// Number is the constant number that a value is.
func Number(v payload.Value) (float64, bool) {
	c, ok := v.(*payload.Const)
	if !ok || c.Val == nil || c.Val.Kind() != constant.Int && c.Val.Kind() != constant.Float {
		return 0, false
	}
	n, _ := constant.Float64Val(c.Val)
	return n, true
}

// IsNil reports whether a value is certainly nil.
func IsNil(v payload.Value) bool {
	c, ok := v.(*payload.Const)
	return v == nil || ok && c.Val == nil
}

// Sent reports whether a value is certainly there: not nil on any way.
func Sent(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		return v.Val != nil
	case *payload.Object, *payload.String:
		return true
	case *payload.Array:
		return len(Certain(v)) > 0
	case *payload.Expr:
		return v.Type != nil && !sdk.IsPointer(v.Type)
	case *payload.Alt:
		return len(v.Cases) > 0 && !slices.ContainsFunc(v.Cases, func(c payload.AltCase) bool { return !Sent(c.Value) })
	}
	return false
}

// Certain returns the elements of an array that are always there, once each.
func Certain(v payload.Value) []payload.Value {
	a, ok := v.(*payload.Array)
	if !ok {
		return nil
	}
	var out []payload.Value
	for _, e := range a.Elems {
		if e.Loop == nil && e.Presence.Always() {
			out = append(out, e.Value)
		}
	}
	return out
}

// Elements returns the elements of an array of which all are known, and whether it is
// one.
func Elements(v payload.Value) (elems []payload.Value, exact bool) {
	a, ok := v.(*payload.Array)
	if !ok || a.Rest != nil {
		return nil, false
	}
	elems = Certain(a)
	return elems, len(elems) == len(a.Elems)
}

// Alternatives returns the values that v can be.
func Alternatives(v payload.Value) []payload.Value {
	alt, ok := v.(*payload.Alt)
	if !ok {
		return []payload.Value{v}
	}
	var out []payload.Value
	for _, c := range alt.Cases {
		out = append(out, Alternatives(c.Value)...)
	}
	return out
}

// Objects calls f for every object inside v that has the SDK's type of that name.
func Objects(v payload.Value, typeName string, f func(*payload.Object)) {
	if v == nil {
		return
	}
	payload.Walk(v, func(v payload.Value) {
		if o, ok := v.(*payload.Object); ok && TypeName(o) == typeName {
			f(o)
		}
	})
}

// Place is where a value was written, or a node to fall back on.
func Place(v payload.Value, or ast.Node) ast.Node {
	if v == nil {
		return or
	}
	o := v.Origin()
	switch {
	case o.Expr != nil && o.Expr.Pos().IsValid():
		return o.Expr
	case o.At.IsValid():
		return at(o.At)
	}
	return or
}

// at is a place without a node of its own.
type at token.Pos

func (a at) Pos() token.Pos { return token.Pos(a) }
func (a at) End() token.Pos { return token.Pos(a) }

package request

import (
	"go/ast"
	"go/constant"
	"go/types"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// TestKeyed reads maps member by member only where what is in them is known: an assertion
// must not fail when the program runs.
func TestKeyed(t *testing.T) {
	pkg := types.NewPackage("example.com/app", "app")
	frame := &payload.Frame{Pkg: pkg}
	anyType := types.Universe.Lookup("any").Type()
	anyMap := types.NewMap(types.Typ[types.String], anyType)
	textMap := types.NewMap(types.Typ[types.String], types.Typ[types.String])
	expr := func(name string, typ types.Type) *payload.Expr {
		return &payload.Expr{Orig: payload.Origin{Expr: ast.NewIdent(name), Frame: frame}, Type: typ, Stable: payload.Stability{OK: true}}
	}
	str, num := expr("s", types.Typ[types.String]), expr("n", types.Typ[types.Int])
	always := func(key string, v payload.Value) *payload.Field { return &payload.Field{Key: key, Value: v} }
	message := func(fields ...*payload.Field) payload.Value {
		list := &payload.Array{Elems: []*payload.Elem{{Value: &payload.Object{Fields: fields}}}}
		return &payload.Object{Fields: []*payload.Field{always("messages", list)}}
	}
	sometimes := always("content", str)
	sometimes.Presence.When = []payload.Cond{{Orig: payload.Origin{Expr: ast.NewIdent("ok"), Frame: frame}}}

	tests := []struct {
		name    string
		m       types.Type
		full    payload.Value
		role    string // how the role is read; "" for a map that stays whole
		content string // the condition of the content
	}{
		{"known", anyMap, message(always("role", str), always("content", str)), `m["role"].(string)`, ""},
		{"of strings", textMap, message(always("role", str), always("content", str)), `m["role"]`, ""},
		{"not always there", anyMap, message(always("role", str), sometimes), `m["role"].(string)`, `m["content"] != nil`},
		{"maybe null", anyMap, message(always("role", str), always("content", &payload.Alt{Cases: []payload.AltCase{{Value: &payload.Const{}}, {Value: str}}})),
			`m["role"].(string)`, `m["content"] != nil`},
		{"of strings, not always there", textMap, message(always("role", str), sometimes), "", ""},
		{"of two types", anyMap, message(always("role", &payload.Alt{Cases: []payload.AltCase{{Value: num}, {Value: str}}}), always("content", str)), `m["role"]`, ""},
		{"unknown", anyMap, message(always("role", &payload.Unknown{Type: anyType}), always("content", str)), `m["role"]`, ""},
		{"more members", anyMap, &payload.Object{Fields: []*payload.Field{always("messages", &payload.Array{Elems: []*payload.Elem{{
			Value: &payload.Object{Fields: []*payload.Field{always("role", str)}, Rest: &payload.Unknown{}}}}})}}, "", ""},
		{"constant", anyMap, message(always("role", &payload.Const{Val: constant.MakeString("user")}), always("content", str)), `m["role"]`, ""},
	}
	shape := catalog.Default().Family("anthropic-messages").Request
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			held := message().(*payload.Object)
			held.Fields[0].Value = &payload.Array{Elems: []*payload.Elem{{Value: expr("m", test.m)}}}
			got := Informed(held, test.full, shape).(*payload.Object).Fields[0].Value.(*payload.Array).Elems[0].Value
			o, ok := got.(*payload.Object)
			if ok != (test.role != "") {
				t.Fatalf("got %T", got)
			}
			if !ok {
				return
			}
			for _, f := range o.Fields {
				when := ""
				if len(f.Presence.When) > 0 {
					when = types.ExprString(f.Presence.When[0].Orig.Expr)
				}
				switch read := types.ExprString(f.Value.Origin().Expr); {
				case f.Key == "role" && read != test.role:
					t.Errorf("the role is read by %s, want %s", read, test.role)
				case f.Key == "content" && when != test.content:
					t.Errorf("the content is read when %q, want %q", when, test.content)
				}
			}
		})
	}
}

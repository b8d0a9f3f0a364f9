package rewrite

import (
	"go/token"
	"go/types"
	"testing"
)

func TestTypeText(t *testing.T) {
	field := func(name string, typ types.Type) *types.Var {
		return types.NewField(token.NoPos, nil, name, typ, false)
	}
	text := types.Typ[types.String]
	inner := types.NewStruct([]*types.Var{field("T", text)}, []string{`json:"t"`})
	for _, test := range []struct {
		typ  types.Type
		want string
	}{
		{text, "string"},
		{inner, "struct{T string `json:\"t\"`}"},
		{types.NewStruct([]*types.Var{field("A", types.NewSlice(inner)), field("B", text)}, []string{"", "a`b"}),
			"struct{A []struct{T string `json:\"t\"`}; B string \"a`b\"}"},
	} {
		if got := typeText(test.typ, nil); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

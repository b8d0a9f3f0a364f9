package callsite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestJSONPaths(t *testing.T) {
	const src = `package p

type base struct {
	ID string "json:\"id\""
}

type response struct {
	base
	Content []struct {
		Type string "json:\"type,omitempty\""
		Text string "json:\"text\""
	} "json:\"content\""
	Usage  *struct{ In, Out int } "json:\"usage\""
	Raw    []byte                "json:\"raw\""
	Skip   string                "json:\"-\""
	hidden string
	Next   *response "json:\"next\""
	Any    any
}

var whole map[string]any
`
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := jsonPaths(pkg.Scope().Lookup("response").Type(), "", nil)
	want := []string{"id", "content[].type", "content[].text", "usage.In", "usage.Out", "raw", "Any"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := jsonPaths(pkg.Scope().Lookup("whole").Type(), "", nil); got != nil {
		t.Errorf("a map names fields: %v", got)
	}
}

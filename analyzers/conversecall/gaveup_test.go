package conversecall

import (
	"go/ast"
	"testing"
)

// TestGaveUp reads a call with an engine that panics: there is none.
func TestGaveUp(t *testing.T) {
	c := &Call{Call: &ast.CallExpr{Args: []ast.Expr{&ast.BadExpr{}, &ast.BadExpr{}}}}
	c.resolve(nil, nil, nil)
	if c.GaveUp == "" {
		t.Error("the panic is not told")
	}
	if len(c.Forms) != 1 || c.Forms[0].Known || c.Forms[0].Members != nil {
		t.Errorf("the call has forms: %+v", c.Forms)
	}
}

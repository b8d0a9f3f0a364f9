package documentvalue

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("documentvalue", Doc, check) }

func check(r *finding.Reporter) {
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		c := checker{Reporter: r, info: r.Pass.TypesInfo, fn: fn}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				c.made(call)
				c.decoded(call)
			}
			return true
		})
	})
}

type checker struct {
	*finding.Reporter
	info *types.Info
	fn   *ast.FuncDecl
}

// made looks at a document that is made of text.
func (c *checker) made(call *ast.CallExpr) {
	if !sdk.IsFunc(c.info, call, sdk.Documents+".NewLazyDocument") || len(call.Args) != 1 {
		return
	}
	switch arg := call.Args[0]; becomes(c.info.TypeOf(arg)) {
	case "string":
		c.ReportIn(call, rules.DocumentText, arg, "this document is a JSON string, where the service expects an object; decode the text into a map first")
	case "bytes":
		c.ReportIn(call, rules.DocumentText, arg, "this document is a list of byte values, where the service expects an object; decode the JSON into a map first")
	}
}

// becomes says what a value of a type becomes in a document, if not what JSON has for it.
func becomes(t types.Type) string {
	if t == nil {
		return "" // a package with errors
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsString != 0 {
			return "string"
		}
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Byte {
			return "bytes"
		}
	}
	return ""
}

// decoded looks at x.UnmarshalSmithyDocument(&v).
func (c *checker) decoded(call *ast.CallExpr) {
	if _, name := sdk.Method(c.info, call); name != "UnmarshalSmithyDocument" || len(call.Args) != 1 {
		return
	}
	v := variable(c.info, call.Args[0])
	if v == nil || !untyped(v.Type()) {
		return
	}
	ast.Inspect(c.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if n.Pos() > call.End() && c.encodes(n, v) {
				c.ReportIn(n, rules.DocumentNumber, n, fmt.Sprintf("the numbers in %s become strings here: decoding a document gives document.Number, which JSON quotes; use MarshalSmithyDocument", v.Name()))
			}
		case *ast.TypeAssertExpr:
			if n.Type != nil && c.number(n) && c.element(n.X, v) {
				c.ReportIn(n, rules.DocumentNumber, n, fmt.Sprintf("this assertion never holds: a document's numbers are document.Number, not %s", c.info.TypeOf(n.Type)))
			}
		}
		return true
	})
}

// variable is v in &v, or in v.
func variable(info *types.Info, e ast.Expr) types.Object {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = u.X
	}
	return sdk.Object(info, e)
}

// untyped reports whether decoding decides the type of the numbers in a value.
func untyped(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Interface:
		return u.NumMethods() == 0
	case *types.Map:
		return untyped(u.Elem())
	case *types.Slice:
		return untyped(u.Elem())
	case *types.Pointer:
		return untyped(u.Elem())
	}
	return false
}

// encodes reports whether a call encodes v as JSON.
func (c *checker) encodes(call *ast.CallExpr, v types.Object) bool {
	return sdk.IsFunc(c.info, call, "encoding/json.Marshal", "encoding/json.MarshalIndent", "(*encoding/json.Encoder).Encode") &&
		len(call.Args) > 0 && variable(c.info, call.Args[0]) == v
}

// number reports whether an assertion asks for a number type of encoding/json or Go.
func (c *checker) number(a *ast.TypeAssertExpr) bool {
	t := c.info.TypeOf(a.Type)
	if t == nil {
		return false
	}
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// element reports whether e is an element of v: v["days"].
func (c *checker) element(e ast.Expr, v types.Object) bool {
	ix, ok := ast.Unparen(e).(*ast.IndexExpr)
	return ok && sdk.Object(c.info, ix.X) == v
}

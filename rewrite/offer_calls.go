package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/packages"
)

// call traces result i of a call.
func (t *tracer) call(p *packages.Package, call *ast.CallExpr, i int) {
	if tv := p.TypesInfo.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		t.expr(p, call.Args[0])
		return
	}
	fn := calledFunc(p.TypesInfo, call)
	switch {
	case fn == nil:
		t.function(p, call.Fun, i)
	case isMaking(fn):
		t.found = appendNew(t.found, making{p, call})
	default:
		t.results(call, fn, i)
	}
}

// isMaking reports whether fn is a constructor of the SDK's client.
func isMaking(fn *types.Func) bool {
	return fn.Pkg() != nil && fn.Pkg().Path() == sdkPath && (fn.Name() == "NewFromConfig" || fn.Name() == "New")
}

func appendNew(list []making, m making) []making {
	if slices.Contains(list, m) {
		return list
	}
	return append(list, m)
}

// results traces what a function of the program returns as result i.
func (t *tracer) results(at ast.Node, fn *types.Func, i int) {
	key := fmt.Sprint(fn.Origin().FullName(), "#", i)
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	f, ok := t.flows.funcs[fn.Origin().FullName()]
	if !ok {
		t.lose(at, "its client comes from %s, whose source is not part of the program", fn.FullName())
		return
	}
	t.returns(f.pkg, f.decl.Body, f.pkg.TypesInfo.Defs[f.decl.Name].Type(), i)
}

// returns traces what the body of a function of that type returns as result i.
func (t *tracer) returns(p *packages.Package, body *ast.BlockStmt, typ types.Type, i int) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			t.returned(p, n, typ, i)
		}
		return true
	})
}

func (t *tracer) returned(p *packages.Package, ret *ast.ReturnStmt, typ types.Type, i int) {
	switch {
	case len(ret.Results) == 0: // named results
		if sig, ok := typ.(*types.Signature); ok {
			t.variable(ret, sig.Results().At(i))
		}
	case len(ret.Results) > i:
		t.expr(p, ret.Results[i])
	default:
		if call, ok := ast.Unparen(ret.Results[0]).(*ast.CallExpr); ok {
			t.call(p, call, i)
		}
	}
}

// function traces what a function that is a value returns as result i.
func (t *tracer) function(p *packages.Package, e ast.Expr, i int) {
	e = ast.Unparen(e)
	if lit, ok := e.(*ast.FuncLit); ok {
		t.returns(p, lit.Body, p.TypesInfo.TypeOf(lit), i)
		return
	}
	var id *ast.Ident
	switch x := e.(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	}
	if id != nil {
		switch obj := objectOf(p.TypesInfo, id).(type) {
		case *types.Func:
			if !isMaking(obj) {
				t.results(e, obj, i)
				return
			}
		case *types.Var:
			t.sources(e, obj, func(p *packages.Package, value ast.Expr, _ int) { t.function(p, value, i) })
			return
		}
	}
	t.lose(e, "its client comes from a function that cannot be traced")
}

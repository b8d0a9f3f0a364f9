package callsite

import (
	"go/ast"
	"maps"
	"slices"
)

// builder understands a function of the package that makes the body. Where it cannot,
// nothing is left of the attempt.
func (f *armFinder) builder(call *ast.CallExpr) bool {
	decl := f.ownFunc(call)
	if m := methodOf(f.pkg, call); m != nil {
		return f.implementations(call, m)
	}
	if decl == nil || len(f.way) > 3 {
		return false
	}
	for _, b := range f.out.Builders {
		if b.Func == decl {
			b.Calls = append(b.Calls, call)
			return !slices.ContainsFunc(f.way, func(c *ast.CallExpr) bool { return f.ownFunc(c) == decl })
		}
	}
	if results := decl.Type.Results; results == nil || len(results.List[0].Names) > 0 {
		return false
	}
	return f.entered(&Builder{Func: decl, Calls: []*ast.CallExpr{call}})
}

// entered understands the body of a builder.
func (f *armFinder) entered(b *Builder) bool {
	decl, call := b.Func, b.Calls[0]
	before, known, way := f.out.clone(), maps.Clone(f.known), f.way
	f.out.Builders = append(f.out.Builders, b)
	f.way = append([]*ast.CallExpr{call}, way...)
	ok := true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			ok = ok && f.returned(n)
		}
		return ok
	})
	f.way = way
	if !ok || len(f.out.Arms) == len(before.Arms) {
		f.out, f.known = before, known
		return false
	}
	return true
}

// madeOnce reports whether a variable is given one value where it is declared, which no
// function made.
func (f *armFinder) madeOnce(id *ast.Ident) bool {
	v := f.pkg.Info.Uses[id]
	if _, field, _ := f.parameter(v); v == nil || field != nil {
		return false
	}
	sets := f.assignments(v)
	if len(sets) != 1 {
		return false
	}
	_, call := ast.Unparen(sets[0].Rhs[0]).(*ast.CallExpr)
	return !call
}

// clone copies what an attempt to understand a builder changes.
func (d *Dispatch) clone() *Dispatch {
	out := *d
	out.Builders = nil
	for _, b := range d.Builders {
		same := *b
		out.Builders = append(out.Builders, &same)
	}
	return &out
}

// returned understands one return statement of a builder.
func (f *armFinder) returned(ret *ast.ReturnStmt) bool {
	if len(ret.Results) == 0 {
		return false
	}
	e := ast.Unparen(ret.Results[0])
	if f.pkg.Info.Types[e].IsNil() {
		return len(ret.Results) > 1 && !f.pkg.Info.Types[ret.Results[1]].IsNil()
	}
	if id, ok := e.(*ast.Ident); ok && f.madeOnce(id) {
		f.arm(id, ret)
		return true
	} else if ok {
		f.out.Returns = append(f.out.Returns, ret)
		return f.variable(id)
	}
	if call, ok := e.(*ast.CallExpr); ok && len(ret.Results) == 1 {
		if id, ok := f.encoded(call); ok && f.several(f.pkg.Info.Uses[id]) {
			f.out.Returns = append(f.out.Returns, ret)
			return f.variable(id)
		}
	}
	f.arm(ret.Results[0], ret)
	return true
}

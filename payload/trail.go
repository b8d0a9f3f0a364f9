package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// trail lists the statements before the target, in the functions around it, that
// write what the input is made of.
func (a *activation) trail(target *ast.CallExpr, input ast.Expr, req *Request) []ast.Node {
	info := a.pkg.Info
	fns := enclosingFuncs(a.pkg, target)
	if len(fns) == 0 {
		return nil
	}
	kept := make(map[types.Object]bool)
	keepLeaves(req.Body, info, kept)
	for _, m := range req.Members {
		keepLeaves(m, info, kept)
	}
	t := &trailer{info: info, target: target, kept: kept, vars: make(map[types.Object]bool), nodes: make(map[ast.Node]bool)}
	t.reads(input)
	for changed := true; changed; {
		changed = t.pass(fns[0])
	}
	out := make([]ast.Node, 0, len(t.nodes))
	for n := range t.nodes {
		out = append(out, n)
	}
	slices.SortFunc(out, func(x, y ast.Node) int { return int(x.Pos() - y.Pos()) })
	return out
}

type trailer struct {
	info   *types.Info
	target *ast.CallExpr
	kept   map[types.Object]bool // still needed by the symbolic body
	vars   map[types.Object]bool // what the input is made of
	nodes  map[ast.Node]bool
}

// reads adds the local variables that n mentions.
func (t *trailer) reads(n ast.Node) bool {
	added := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := t.info.Uses[id].(*types.Var)
		if !ok || v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || t.kept[v] || t.vars[v] || typeName(v.Type()) == "error" {
			return true
		}
		t.vars[v] = true
		added = true
		return true
	})
	return added
}

// pass adds the statements that write a variable of the trail.
func (t *trailer) pass(fn ast.Node) bool {
	changed := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n.Pos() >= t.target.Pos() {
			return false
		}
		s, ok := n.(ast.Stmt)
		if !ok || t.nodes[n] || n.End() > t.target.Pos() || !t.writes(s) {
			return true
		}
		t.nodes[n] = true
		t.reads(s)
		changed = true
		return true
	})
	return changed
}

func (t *trailer) writes(s ast.Stmt) bool {
	has := func(e ast.Expr) bool { o := rootObject(t.info, e); return o != nil && t.vars[o] }
	switch s := s.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(s.Lhs, has)
	case *ast.DeclStmt:
		g, ok := s.Decl.(*ast.GenDecl)
		return ok && slices.ContainsFunc(g.Specs, func(sp ast.Spec) bool {
			vs, ok := sp.(*ast.ValueSpec)
			return ok && slices.ContainsFunc(vs.Names, func(id *ast.Ident) bool { return t.vars[t.info.Defs[id]] })
		})
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && has(sel.X) {
			return true
		}
		return slices.ContainsFunc(call.Args, func(e ast.Expr) bool {
			u, ok := e.(*ast.UnaryExpr)
			return ok && u.Op == token.AND && has(u.X)
		})
	}
	return false
}

// keepLeaves marks the variables that stable leaves of v mention.
func keepLeaves(v Value, info *types.Info, kept map[types.Object]bool) {
	mark := func(e ast.Expr, s Stability) {
		if e == nil || !s.OK {
			return
		}
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if o, ok := info.Uses[id].(*types.Var); ok {
					kept[o] = true
				}
			}
			return true
		})
	}
	Walk(v, func(v Value) {
		switch v := v.(type) {
		case *Expr:
			mark(v.Orig.Expr, v.Stable)
		case *Unknown:
			mark(v.Orig.Expr, v.Stable)
		}
	})
}

// Walk calls f for v and every value inside it, conditions and loops apart.
func Walk(v Value, f func(Value)) {
	if v == nil {
		return
	}
	f(v)
	switch v := v.(type) {
	case *String:
		for _, p := range v.Parts {
			if p.Expr != nil {
				f(p.Expr)
			}
		}
	case *Object:
		for _, m := range v.Fields {
			Walk(m.Value, f)
		}
	case *Array:
		for _, e := range v.Elems {
			if e.Loop != nil {
				Walk(e.Loop.Over, f)
			}
			Walk(e.Value, f)
		}
	case *Alt:
		for _, c := range v.Cases {
			Walk(c.Value, f)
		}
	}
}

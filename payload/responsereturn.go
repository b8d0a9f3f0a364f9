package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// returned follows what a function gives to its callers.
func (f *follower) returned(up *ast.ReturnStmt, e ast.Expr, p part, s *scope) {
	i := max(slices.Index(up.Results, e), 0)
	lit := s.literal(up)
	switch {
	case p.kind == decoded && p.boxes == 0 && scalar(s.pkg.Info.TypeOf(e)), p.kind == queried && s.fr.Call == nil:
		f.end(e, p, Returned, "returned", s)
	case lit != nil:
		f.fromLiteral(lit, i, e, p, s)
	case s.fr.Call != nil:
		s.results[i] = append(s.results[i], p)
	case !f.climb(e, i, p, s):
		f.end(e, p, Returned, "returned", s)
	}
}

// give is returned for a named result.
func (f *follower) give(obj types.Object, i int, p part, s *scope) {
	id := ast.NewIdent(obj.Name())
	id.NamePos = obj.Pos()
	switch {
	case p.kind == decoded && p.boxes == 0 && scalar(obj.Type()) || p.kind == queried:
		f.use(id, p, Returned, s)
	case s.fr.Call != nil:
		s.results[i] = append(s.results[i], p)
	case !f.climb(id, i, p, s):
		f.escape(id, p, "returned", s)
	}
}

// climb follows result i of a function into all calls of it. It reports whether there
// is any.
func (f *follower) climb(e ast.Expr, i int, p part, s *scope) bool {
	decl, ok := s.fn.(*ast.FuncDecl)
	if !ok || s.climbs >= maxFollowedUp {
		return false
	}
	calls := f.e.callersOf(s.pkg, decl)
	calls = append(calls, f.e.dynamicCallers(s.pkg, decl)...)
	found := false
	for _, c := range calls {
		if c.fn == nil || c.fn == decl || c.call == f.call {
			continue
		}
		if !found {
			found = true
			if p.kind == decoded {
				f.use(e, p, Returned, s)
			}
			f.resp.Escapes = append(f.resp.Escapes, Escape{Expr: e, What: p.what(), Reason: "returned", Followed: true, Frame: s.fr})
		}
		caller := f.scope(c.pkg, c.fn, nil, nil)
		caller.climbs = max(caller.climbs, s.climbs+1)
		f.result(c.call, i, p, caller)
	}
	return found
}

// dynamicCallers are the calls of interface methods that a method implements.
func (e *Engine) dynamicCallers(pkg *Package, decl *ast.FuncDecl) []callAt {
	fn, _ := pkg.Info.Defs[decl.Name].(*types.Func)
	if fn == nil || decl.Recv == nil {
		return nil
	}
	var out []callAt
	for _, p := range e.prog.users(fn) {
		for obj, calls := range e.index(p).calls {
			m, ok := obj.(*types.Func)
			if !ok || m.Name() != fn.Name() || m.Signature().Recv() == nil || !types.IsInterface(m.Signature().Recv().Type()) {
				continue
			}
			if slices.ContainsFunc(e.implementations(m), func(impl *types.Func) bool { return e.prog.key(impl) == e.prog.key(fn) }) {
				out = append(out, calls...)
			}
		}
	}
	out = slices.DeleteFunc(out, func(c callAt) bool { return c.pkg.inTest(c.call.Pos()) && !pkg.inTest(decl.Pos()) })
	slices.SortFunc(out, func(a, b callAt) int { return int(a.call.Pos() - b.call.Pos()) })
	if len(out) > maxCallers {
		return nil
	}
	return out
}

// results follows what the callee returns into the caller.
func (f *follower) results(call *ast.CallExpr, callee, s *scope) {
	if callee == nil || f.depth > 40 {
		return
	}
	f.depth++
	defer func() { f.depth-- }()
	for i := range 8 {
		for _, p := range callee.results[i] {
			f.result(call, i, p, s)
		}
	}
}

// result says that result i of a call is p.
func (f *follower) result(call *ast.CallExpr, i int, p part, s *scope) {
	var e ast.Expr = call
	for {
		paren, ok := s.parents[e].(*ast.ParenExpr)
		if !ok {
			break
		}
		e = paren
	}
	switch up := s.parents[e].(type) {
	case *ast.AssignStmt:
		if len(up.Rhs) == 1 && len(up.Lhs) > 1 {
			if i < len(up.Lhs) {
				f.into(up.Lhs[i], e, p, s)
			}
			return
		}
	case *ast.ValueSpec:
		if len(up.Values) == 1 && len(up.Names) > 1 {
			if i < len(up.Names) {
				f.into(up.Names[i], e, p, s)
			}
			return
		}
	case *ast.ReturnStmt:
		if len(up.Results) == 1 && i > 0 {
			f.forward(up, e, i, p, s)
			return
		}
	}
	if i == 0 {
		f.step(e, p, s)
	}
}

// forward is "return call()" with several results.
func (f *follower) forward(up *ast.ReturnStmt, e ast.Expr, i int, p part, s *scope) {
	switch {
	case s.literal(up) != nil:
		f.fromLiteral(s.literal(up), i, e, p, s)
	case s.fr.Call != nil:
		s.results[i] = append(s.results[i], p)
	case !f.climb(e, i, p, s):
		f.escape(e, p, "returned", s)
	}
}

// fromLiteral follows what a function literal returns: to its calls, where it is called
// by the function around it, or out of the function that it is passed to, as retries
// and circuit breakers hand on what they are given.
func (f *follower) fromLiteral(lit *ast.FuncLit, i int, e ast.Expr, p part, s *scope) {
	if c := f.literals[lit]; c != nil {
		c.results[i] = append(c.results[i], p)
		return
	}
	var at ast.Expr = lit
	for {
		paren, ok := s.parents[at].(*ast.ParenExpr)
		if !ok {
			break
		}
		at = paren
	}
	switch up := s.parents[at].(type) {
	case *ast.CallExpr:
		if up.Fun == at {
			f.result(up, i, p, s)
			return
		}
		if f.handedOn(up, at, lit, i, p, s) {
			return
		}
	case *ast.AssignStmt:
		if id, ok := up.Lhs[min(slices.Index(up.Rhs, at), len(up.Lhs)-1)].(*ast.Ident); ok {
			if f.calledAs(s.pkg.Info.ObjectOf(id), i, p, s) {
				return
			}
		}
	}
	f.end(e, p, Returned, "returned", s)
}

// handedOn follows result i of a literal that is an argument of a call.
func (f *follower) handedOn(call *ast.CallExpr, at ast.Expr, lit *ast.FuncLit, i int, p part, s *scope) bool {
	if decl, home := f.e.declOf(staticCallee(s.pkg.Info, call)); decl != nil {
		obj, variadic := paramObj(home, decl.Type, slices.Index(call.Args, at))
		callee := f.entered(home, decl, call, s)
		if obj == nil || variadic || callee == nil || !f.calledAs(obj, i, p, callee) {
			return false
		}
		f.results(call, callee, s)
		return true
	}
	want := s.pkg.Info.TypeOf(lit).(*types.Signature).Results().At(i).Type()
	for k, t := range resultTypes(s.pkg.Info.TypeOf(call)) {
		if types.Identical(t, want) || isAny(t) {
			f.result(call, k, p, s)
			return true
		}
	}
	return false
}

// calledAs follows result i of every call of a function variable.
func (f *follower) calledAs(obj types.Object, i int, p part, s *scope) bool {
	found := false
	for _, id := range s.idents[obj] {
		if call, ok := s.parents[id].(*ast.CallExpr); ok && call.Fun == ast.Expr(id) {
			found = true
			f.result(call, i, p, s)
		}
	}
	return found
}

func resultTypes(t types.Type) []types.Type {
	tuple, ok := t.(*types.Tuple)
	if !ok {
		return []types.Type{t}
	}
	var out []types.Type
	for i := range tuple.Len() {
		out = append(out, tuple.At(i).Type())
	}
	return out
}

func isAny(t types.Type) bool {
	if t == nil {
		return false
	}
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

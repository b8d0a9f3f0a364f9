package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// local removes a variable, constant or type of a function that nothing needs, with
// every statement that fills it. It does so only if that leaves no reference behind.
func (s *sweep) local(obj types.Object) bool {
	def := s.locals[obj]
	if def == nil || s.isField(def) {
		return false
	}
	dead := map[types.Object]bool{obj: true}
	var doomed []ast.Stmt
	nodes := append(s.live(obj), def)
	for _, id := range nodes {
		st := s.removable(id, dead)
		if st == nil {
			return s.blank(obj, def)
		}
		doomed = append(doomed, st...)
	}
	for _, st := range doomed {
		s.remove(st)
	}
	return len(doomed) > 0
}

// blank drops one of several variables that a call gives values to, where nothing reads it
// any more:
//
//	messages, system := convert(history)
//	          |----| _
func (s *sweep) blank(obj types.Object, def *ast.Ident) bool {
	assign, ok := s.parent[def].(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE || len(assign.Rhs) != 1 || len(assign.Lhs) < 2 || len(s.live(obj)) > 0 {
		return false
	}
	if !slices.ContainsFunc(assign.Lhs, func(e ast.Expr) bool { return e != ast.Expr(def) && s.declares(e) }) {
		return false // := has to declare something
	}
	s.gone[def] = true
	s.blanks = append(s.blanks, def)
	return true
}

// declares reports whether the left-hand side of := is a new variable that stays.
func (s *sweep) declares(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name != "_" && s.info.Defs[id] != nil && !s.gone[id]
}

// isField reports whether def names a parameter, result or field, which stay.
func (s *sweep) isField(def *ast.Ident) bool {
	_, ok := s.parent[def].(*ast.Field)
	return ok
}

// remove marks a statement as removed, and then each statement around it that has
// lost its whole body by that.
func (s *sweep) remove(st ast.Stmt) {
	if s.isGone(st) {
		return
	}
	s.gone[st] = true
	s.statements = append(s.statements, st)
	block, ok := s.parent[st].(*ast.BlockStmt)
	if !ok || !s.emptied(block) {
		return
	}
	switch outer := s.parent[block].(type) {
	case *ast.IfStmt:
		if top := s.chain(outer); s.hollow(top) {
			s.remove(top)
		}
	case *ast.RangeStmt:
		if s.pure.expr(outer.X) && !isChan(s.info, outer.X) {
			s.remove(outer)
		}
	case *ast.ForStmt:
		if s.init(outer.Init) && s.pure.expr(outer.Cond) && outer.Cond != nil {
			s.remove(outer)
		}
	case *ast.FuncLit:
		if call, ok := s.parent[outer].(*ast.CallExpr); ok && call.Fun == ast.Expr(outer) && s.pure.exprs(call.Args) {
			s.removeCalling(call)
		}
	}
}

// chain is the first if of the chain of else that an if belongs to.
func (s *sweep) chain(st *ast.IfStmt) *ast.IfStmt {
	for {
		outer, ok := s.parent[st].(*ast.IfStmt)
		if !ok {
			return st
		}
		st = outer
	}
}

// hollow reports whether nothing is left of what an if does, its else included.
func (s *sweep) hollow(st *ast.IfStmt) bool {
	if !s.emptied(st.Body) || !s.init(st.Init) || !s.pure.expr(st.Cond) {
		return false
	}
	switch other := st.Else.(type) {
	case *ast.BlockStmt:
		return s.emptied(other)
	case *ast.IfStmt:
		return s.hollow(other)
	}
	return true
}

// removeCalling removes the statement that does nothing but call a function without a body.
func (s *sweep) removeCalling(call *ast.CallExpr) {
	switch st := s.parent[call].(type) {
	case *ast.DeferStmt:
		s.remove(st)
	case *ast.GoStmt:
		s.remove(st)
	case *ast.ExprStmt:
		s.remove(st)
	}
}

func isChan(info *types.Info, e ast.Expr) bool {
	t := info.TypeOf(e)
	if t == nil {
		return true
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// init reports whether the init statement of an if or for has no effect outside.
func (s *sweep) init(st ast.Stmt) bool {
	assign, ok := st.(*ast.AssignStmt)
	return st == nil || ok && assign.Tok == token.DEFINE && s.pure.exprs(assign.Rhs)
}

// emptied reports whether a block that had statements has none left.
func (s *sweep) emptied(b *ast.BlockStmt) bool {
	return len(b.List) > 0 && !slices.ContainsFunc(b.List, func(st ast.Stmt) bool { return !s.isGone(st) })
}

// removable returns the statements to remove so that the reference id to a dead
// variable is gone: the smallest statement around it that only fills dead variables,
// and, where that can fail, the check of its error. It is nil when there is none.
func (s *sweep) removable(id *ast.Ident, dead map[types.Object]bool) []ast.Stmt {
	for n := s.parent[ast.Node(id)]; n != nil; n = s.parent[n] {
		st, ok := n.(ast.Stmt)
		if !ok {
			if _, lit := n.(*ast.FuncLit); lit {
				return nil
			}
			continue
		}
		if s.onlyFills(st, dead) {
			return []ast.Stmt{st}
		}
		if pair := s.fallible(st, dead); pair != nil {
			return pair
		}
		if _, block := st.(*ast.BlockStmt); block {
			return nil
		}
	}
	return nil
}

// onlyFills reports whether all that st does is to give dead variables values.
func (s *sweep) onlyFills(st ast.Stmt, dead map[types.Object]bool) bool {
	switch st := st.(type) {
	case nil:
		return true
	case *ast.EmptyStmt:
		return true
	case *ast.AssignStmt:
		return s.assigned(st.Lhs, dead, nil) && s.pure.exprs(st.Rhs) && s.inList(st)
	case *ast.IncDecStmt:
		return s.isDead(st.X, dead)
	case *ast.DeclStmt:
		return s.declared(st, dead)
	case *ast.ExprStmt:
		return s.fills(st.X, dead)
	case *ast.BlockStmt:
		return s.allFill(st.List, dead)
	case *ast.IfStmt:
		return s.init(st.Init) && s.pure.expr(st.Cond) && s.onlyFills(st.Body, dead) && (st.Else == nil || s.onlyFills(st.Else, dead))
	case *ast.RangeStmt:
		return s.pure.expr(st.X) && !isChan(s.info, st.X) && (st.Tok == token.DEFINE || st.Key == nil) && s.onlyFills(st.Body, dead)
	case *ast.ForStmt:
		return s.init(st.Init) && st.Cond != nil && s.pure.expr(st.Cond) && s.onlyFills(st.Body, dead)
	case *ast.SwitchStmt:
		return s.init(st.Init) && s.pure.expr(st.Tag) && s.onlyFills(st.Body, dead)
	case *ast.CaseClause:
		return s.pure.exprs(st.List) && s.allFill(st.Body, dead)
	}
	return false
}

func (s *sweep) allFill(list []ast.Stmt, dead map[types.Object]bool) bool {
	return !slices.ContainsFunc(list, func(st ast.Stmt) bool { return !s.isGone(st) && !s.onlyFills(st, dead) })
}

// inList reports whether st stands in a list of statements, where it can be removed
// alone, rather than in the head of an if, for or switch.
func (s *sweep) inList(st ast.Stmt) bool {
	switch s.parent[st].(type) {
	case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		return true
	}
	return false
}

// assigned reports whether every left-hand side is rooted in a dead variable, is
// blank, or is the variable except (the error of a fallible statement).
func (s *sweep) assigned(lhs []ast.Expr, dead map[types.Object]bool, except types.Object) bool {
	for _, l := range lhs {
		if id, ok := l.(*ast.Ident); ok && (id.Name == "_" || except != nil && objectOf(s.info, id) == except) {
			continue
		}
		if !s.isDead(l, dead) {
			return false
		}
	}
	return true
}

// isDead reports whether e is a dead variable or a part of one.
func (s *sweep) isDead(e ast.Expr, dead map[types.Object]bool) bool {
	root := rootIdent(e)
	return root != nil && dead[objectOf(s.info, root)] && s.pure.expr(e)
}

// declared reports whether a declaration declares only dead objects, by pure values.
func (s *sweep) declared(st *ast.DeclStmt, dead map[types.Object]bool) bool {
	gen, ok := st.Decl.(*ast.GenDecl)
	if !ok {
		return false
	}
	for _, spec := range gen.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.Name != "_" && !dead[s.info.Defs[name]] {
					return false
				}
			}
			if !s.pure.exprs(spec.Values) {
				return false
			}
		case *ast.TypeSpec:
			if !dead[s.info.Defs[spec.Name]] {
				return false
			}
		}
	}
	return true
}

// fills reports whether an expression statement is a call that does no more than
// write to a dead variable: buf.WriteString(…), delete(m, k), fill(&req).
func (s *sweep) fills(e ast.Expr, dead map[types.Object]bool) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	to := s.pure.writes(call)
	return to != nil && s.isDead(to, dead) && s.pure.call(call) && s.pure.exprs(call.Args)
}

// fallible recognises a statement that fills dead variables and yields an error,
// together with the check of that error, and returns both:
//
//	body, err := json.Marshal(req)
//	if err != nil { … }
//
// or, in one, if err := json.NewEncoder(&buf).Encode(req); err != nil { … }.
func (s *sweep) fallible(st ast.Stmt, dead map[types.Object]bool) []ast.Stmt {
	if check, ok := st.(*ast.IfStmt); ok {
		if assign, ok := check.Init.(*ast.AssignStmt); ok && check.Else == nil {
			err := s.errorOf(assign, dead)
			if err != nil && isErrCheck(s.info, check.Cond, err) && s.inList(check) {
				return []ast.Stmt{check}
			}
		}
		return nil
	}
	assign, ok := st.(*ast.AssignStmt)
	if !ok || !s.inList(assign) {
		return nil
	}
	err := s.errorOf(assign, dead)
	check, ok := s.following(assign).(*ast.IfStmt)
	if err == nil || !ok || check.Init != nil || check.Else != nil || !isErrCheck(s.info, check.Cond, err) {
		return nil
	}
	return []ast.Stmt{assign, check}
}

// errorOf is the error variable that an assignment of pure calls sets beside dead
// variables; nil when it sets something else, or none.
func (s *sweep) errorOf(assign *ast.AssignStmt, dead map[types.Object]bool) types.Object {
	if len(assign.Rhs) != 1 || len(assign.Lhs) == 0 {
		return nil
	}
	id, ok := assign.Lhs[len(assign.Lhs)-1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	err := objectOf(s.info, id)
	if err == nil || !isErrorType(err.Type()) || !s.assigned(assign.Lhs, dead, err) {
		return nil
	}
	call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
	if !ok || !s.pure.call(call) || !s.pure.exprs(call.Args) {
		return nil
	}
	if to := s.pure.writes(call); to != nil && !s.isDead(to, dead) {
		return nil
	}
	return err
}

// isErrCheck reports whether cond is err != nil.
func isErrCheck(info *types.Info, cond ast.Expr, err types.Object) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ {
		return false
	}
	x, ok := ast.Unparen(b.X).(*ast.Ident)
	y, okY := ast.Unparen(b.Y).(*ast.Ident)
	return ok && okY && info.Uses[x] == err && y.Name == "nil"
}

func isErrorType(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// following is the statement after st in its list, nil when st is the last.
func (s *sweep) following(st ast.Stmt) ast.Stmt {
	list := s.list(st)
	if i := slices.Index(list, st); i >= 0 && i+1 < len(list) {
		return list[i+1]
	}
	return nil
}

// list is the list of statements that st stands in.
func (s *sweep) list(st ast.Stmt) []ast.Stmt {
	switch p := s.parent[st].(type) {
	case *ast.BlockStmt:
		return p.List
	case *ast.CaseClause:
		return p.Body
	case *ast.CommClause:
		return p.Body
	}
	return nil
}

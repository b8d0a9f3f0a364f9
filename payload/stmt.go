package payload

import (
	"go/ast"
	"go/token"
	"go/types"
)

// jump is a statement that break or continue may leave.
type jump struct {
	label     string
	loop      bool
	once      bool // what it leaves is evaluated once, pass by pass if a loop
	again     bool // a loop that a goto makes
	target    bool // no statement, but a label that a goto leads forward to
	base      int  // length of the path outside it
	breaks    []outcome
	continues []outcome
}

// block evaluates a block; it returns nil when control does not reach its end.
func (a *activation) block(b *ast.BlockStmt, st *state) *state {
	if b == nil {
		return st
	}
	return a.list(b.List, st)
}

func (a *activation) list(list []ast.Stmt, st *state) *state {
	if labels := gotoLabels(list); labels != nil && st != nil {
		return a.jumpList(list, labels, st)
	}
	return a.statements(list, st)
}

func (a *activation) statements(list []ast.Stmt, st *state) *state {
	for _, s := range list {
		if st == nil || a.r.exhausted() {
			return nil
		}
		st = a.stmt(s, st, "")
		if a.r.done() {
			return nil
		}
	}
	return st
}

func (a *activation) stmt(s ast.Stmt, st *state, label string) *state {
	switch s := s.(type) {
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok && a.neverReturns(call) {
			a.eval(s.X, st)
			return nil
		}
		a.eval(s.X, st)
	case *ast.AssignStmt:
		a.assign(s, st)
	case *ast.DeclStmt:
		a.decl(s, st)
	case *ast.IncDecStmt:
		v := a.eval(s.X, st)
		op := token.ADD
		if s.Tok == token.DEC {
			op = token.SUB
		}
		a.store(s.X, a.binaryValues(s.X, op, v, intConst(1, a.typeOf(s.X), a.src(s.X))), st, s)
	case *ast.BlockStmt:
		return a.block(s, st)
	case *ast.IfStmt:
		return a.ifStmt(s, st)
	case *ast.SwitchStmt:
		return a.switchStmt(s, st, label)
	case *ast.TypeSwitchStmt:
		return a.typeSwitch(s, st, label)
	case *ast.SelectStmt:
		return a.selectStmt(s, st, label)
	case *ast.ForStmt:
		return a.forStmt(s, st, label)
	case *ast.RangeStmt:
		return a.rangeStmt(s, st, label)
	case *ast.ReturnStmt:
		a.ret(s, st)
		return nil
	case *ast.BranchStmt:
		return a.branchStmt(s, st)
	case *ast.LabeledStmt:
		return a.stmt(s.Stmt, st, s.Label.Name)
	case *ast.GoStmt:
		a.goStmt(s.Call, st)
	case *ast.DeferStmt:
		a.deferStmt(s.Call, st)
	case *ast.SendStmt:
		a.eval(s.Chan, st)
		a.escape(a.eval(s.Value, st), st, s.Pos(), "sent on a channel", true)
	}
	return st
}

func (a *activation) decl(s *ast.DeclStmt, st *state) {
	g, ok := s.Decl.(*ast.GenDecl)
	if !ok || g.Tok != token.VAR {
		return
	}
	for _, spec := range g.Specs {
		vs := spec.(*ast.ValueSpec)
		vals := a.values(vs.Values, len(vs.Names), st)
		for i, name := range vs.Names {
			obj := a.pkg.Info.Defs[name]
			if obj == nil {
				continue
			}
			v := goValue(nil)
			if i < len(vals) {
				v = a.convert(vals[i], a.subst(obj.Type()), name)
			} else {
				v = zero(a.subst(obj.Type()), a.src(name))
			}
			a.declare(obj, v, st)
		}
	}
}

// values evaluates a list of expressions that yields n values.
func (a *activation) values(exprs []ast.Expr, n int, st *state) []goValue {
	if len(exprs) == 1 && n > 1 {
		return a.multi(exprs[0], n, st)
	}
	out := make([]goValue, len(exprs))
	for i, e := range exprs {
		out[i] = a.eval(e, st)
	}
	return out
}

func (a *activation) assign(s *ast.AssignStmt, st *state) {
	if s.Tok != token.ASSIGN && s.Tok != token.DEFINE {
		old := a.eval(s.Lhs[0], st)
		v := a.binaryValues(s.Lhs[0], opOf(s.Tok), old, a.eval(s.Rhs[0], st))
		a.store(s.Lhs[0], v, st, s)
		return
	}
	vals := a.values(s.Rhs, len(s.Lhs), st)
	for i, l := range s.Lhs {
		if i >= len(vals) {
			break
		}
		a.assignOne(l, vals[i], st, s)
	}
}

func (a *activation) assignOne(l ast.Expr, v goValue, st *state, s ast.Stmt) {
	if id, ok := l.(*ast.Ident); ok {
		if id.Name == "_" {
			return
		}
		if obj := a.pkg.Info.Defs[id]; obj != nil {
			a.declare(obj, a.convert(v, a.subst(obj.Type()), id), st)
			return
		}
	}
	a.store(l, a.convert(v, a.typeOf(l), l), st, s)
}

func opOf(tok token.Token) token.Token {
	switch tok {
	case token.ADD_ASSIGN:
		return token.ADD
	case token.SUB_ASSIGN:
		return token.SUB
	case token.MUL_ASSIGN:
		return token.MUL
	case token.QUO_ASSIGN:
		return token.QUO
	case token.REM_ASSIGN:
		return token.REM
	}
	return token.ILLEGAL
}

// ret records the values that a return statement leaves with.
func (a *activation) ret(s *ast.ReturnStmt, st *state) {
	var vals []goValue
	n := a.resultCount()
	if len(s.Results) == 0 {
		vals = a.namedResults(st)
	} else {
		vals = a.values(s.Results, n, st)
		for i := range vals {
			if t := a.resultType(i); t != nil {
				vals[i] = a.convert(vals[i], t, s.Results[min(i, len(s.Results)-1)])
			}
		}
	}
	a.rets = append(a.rets, outcome{when: st.path[a.base:], st: st, vals: vals})
}

func (a *activation) namedResults(st *state) []goValue {
	vals := make([]goValue, len(a.results))
	for i, obj := range a.results {
		addr, _ := a.lookup(obj)
		vals[i] = a.r.load(st, addr, nil, src{pos: obj.Pos(), fr: a.fr, clock: a.r.clock})
	}
	return vals
}

func (a *activation) resultCount() int { return a.typ.Results.NumFields() }

func (a *activation) resultType(i int) types.Type {
	for _, f := range a.typ.Results.List {
		n := max(1, len(f.Names))
		if i < n {
			return a.typeOf(f.Type)
		}
		i -= n
	}
	return nil
}

func (a *activation) branchStmt(s *ast.BranchStmt, st *state) *state {
	if s.Tok == token.GOTO {
		return a.jumpTo(s, st)
	}
	for i := len(a.jumps) - 1; i >= 0; i-- {
		j := a.jumps[i]
		if j.target || s.Label != nil && j.label != s.Label.Name {
			continue
		}
		o := outcome{when: st.path[j.base:], st: st}
		if j.once {
			a.left++
		}
		switch {
		case s.Tok == token.BREAK:
			j.breaks = append(j.breaks, o)
			return nil
		case s.Tok == token.CONTINUE && j.loop:
			j.continues = append(j.continues, o)
			return nil
		}
	}
	if s.Tok == token.FALLTHROUGH {
		return st // switchStmt evaluates the next body
	}
	return a.giveUp()
}

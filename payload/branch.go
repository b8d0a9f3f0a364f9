package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// cond is the condition e, as it is now.
func (a *activation) cond(e ast.Expr, s ast.Stmt) Cond {
	return Cond{Orig: Origin{Expr: e, At: e.Pos(), Frame: a.fr}, Stmt: s, clock: a.r.clock}
}

func (a *activation) ifStmt(s *ast.IfStmt, st *state) *state {
	if s.Init != nil {
		st = a.stmt(s.Init, st, "")
	}
	v := a.eval(s.Cond, st)
	els := func(st *state) *state {
		if s.Else == nil {
			return st
		}
		return a.stmt(s.Else, st, "")
	}
	c := a.cond(s.Cond, s)
	c.origins = a.origins(s.Cond, st)
	return a.either(v, c, st, func(st *state) *state { return a.block(s.Body, st) }, els)
}

// either evaluates one or both of two branches, chosen by the value v of condition c.
func (a *activation) either(v goValue, c Cond, st *state, then, els func(*state) *state) *state {
	if b, ok := boolOf(v); ok && !a.leadsToTarget(c.Stmt, !b) {
		if b {
			return then(st)
		}
		return els(st)
	}
	sel, isChoice := v.(*choice)
	if isChoice {
		if k, ok := singleCond(sel); ok {
			c = k
		}
	}
	x, y := st.branch(c), st.branch(negate(c))
	if isChoice {
		a.r.prune(x, sel, true)
		a.r.prune(y, sel, false)
	}
	a.refine(x, c.Orig.Expr, !c.Negate)
	a.refine(y, c.Orig.Expr, c.Negate)
	was := a.left
	x = then(x)
	inThen := a.left > was
	was = a.left
	y = els(y)
	inElse := a.left > was
	out := a.rejoin(c, x, y, st)
	if out != nil && (inThen || inElse) {
		out.path = append(slices.Clone(st.path), stayed(c, x == nil && !inElse, y == nil && !inThen))
	}
	return out
}

// stayed is the condition under which control goes on behind an if statement that it may
// leave early: what returns there does so only if it was not left. never and always say
// that this is so whenever c does not hold, or does.
func stayed(c Cond, never, always bool) Cond {
	switch {
	case never:
		return negate(c)
	case always:
		return c
	}
	return unspokenCond(src{pos: c.Orig.At, fr: c.Orig.Frame, clock: c.clock})
}

// leadsToTarget reports whether the target stands in a branch of an if statement: the
// one that a condition found to be constant would never enter is entered nevertheless.
func (a *activation) leadsToTarget(s ast.Stmt, then bool) bool {
	i, ok := s.(*ast.IfStmt)
	if !ok || a.r.target == nil {
		return false
	}
	var branch ast.Node = i.Body
	if !then {
		if i.Else == nil {
			return false
		}
		branch = i.Else
	}
	return branch.Pos() <= a.r.target.Pos() && a.r.target.End() <= branch.End()
}

// rejoin merges the ends of two branches of st.
func (a *activation) rejoin(c Cond, x, y, st *state) *state {
	out := x
	switch {
	case x == nil:
		out = y
	case y != nil:
		out, _ = a.r.join([]Cond{c}, x, nil, y, nil)
	}
	if out != nil {
		out.path = st.path
	}
	return out
}

// clause is one body of a switch, and what chooses it.
type clause struct {
	cond ast.Expr // nil for default
	test func(*state) goValue
	body []ast.Stmt
	bind func(*state)
	node ast.Stmt
}

func (a *activation) switchStmt(s *ast.SwitchStmt, st *state, label string) *state {
	if s.Init != nil {
		st = a.stmt(s.Init, st, "")
	}
	var tag goValue
	if s.Tag != nil {
		tag = a.eval(s.Tag, st)
	}
	var clauses []clause
	for i, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		k := clause{body: a.withFallthrough(s.Body.List, i), node: s}
		if cc.List != nil {
			k.cond, k.test = a.caseTest(s, tag, cc.List)
		}
		clauses = append(clauses, k)
	}
	return a.clauses(clauses, st, label)
}

// withFallthrough is the body of clause i and of those that it falls through to.
func (a *activation) withFallthrough(list []ast.Stmt, i int) []ast.Stmt {
	var out []ast.Stmt
	for ; i < len(list); i++ {
		body := list[i].(*ast.CaseClause).Body
		out = append(out, body...)
		if n := len(body); n == 0 || !isFallthrough(body[n-1]) {
			break
		}
	}
	return out
}

func isFallthrough(s ast.Stmt) bool {
	b, ok := s.(*ast.BranchStmt)
	return ok && b.Tok == token.FALLTHROUGH
}

// caseTest is the comparison that a case clause stands for.
func (a *activation) caseTest(s *ast.SwitchStmt, tag goValue, list []ast.Expr) (ast.Expr, func(*state) goValue) {
	var cond ast.Expr
	for _, e := range list {
		c := e
		if s.Tag != nil {
			c = &ast.BinaryExpr{X: s.Tag, OpPos: e.Pos(), Op: token.EQL, Y: e}
		}
		if cond == nil {
			cond = c
		} else {
			cond = &ast.BinaryExpr{X: cond, OpPos: e.Pos(), Op: token.LOR, Y: c}
		}
	}
	return cond, func(st *state) goValue {
		var v goValue = boolConst(false, a.src(list[0]))
		for _, e := range list {
			w := a.eval(e, st)
			if tag != nil {
				w = a.binaryValues(e, token.EQL, tag, w)
			}
			v = a.binaryValues(e, token.LOR, v, w)
		}
		return v
	}
}

// clauses evaluates the bodies of a switch as a chain of ifs, default last.
func (a *activation) clauses(cs []clause, st *state, label string) *state {
	j := &jump{label: label, once: true, base: len(st.path)}
	a.jumps = append(a.jumps, j)
	path := st.path
	var ordered []clause
	var deflt *clause
	for i := range cs {
		if cs[i].test == nil {
			deflt = &cs[i]
		} else {
			ordered = append(ordered, cs[i])
		}
	}
	end := a.chain(ordered, deflt, st)
	a.jumps = a.jumps[:len(a.jumps)-1]
	return a.leave(j.breaks, end, path)
}

func (a *activation) chain(cs []clause, deflt *clause, st *state) *state {
	if len(cs) == 0 {
		if deflt == nil {
			return st
		}
		return a.clauseBody(deflt, st)
	}
	k := cs[0]
	v := k.test(st)
	c := Cond{Orig: Origin{Expr: k.cond, At: k.cond.Pos(), Frame: a.fr}, Stmt: k.node, clock: a.r.clock}
	return a.either(v, c, st,
		func(st *state) *state { return a.clauseBody(&k, st) },
		func(st *state) *state { return a.chain(cs[1:], deflt, st) })
}

func (a *activation) clauseBody(k *clause, st *state) *state {
	if k.bind != nil {
		k.bind(st)
	}
	return a.list(k.body, st)
}

// leave merges the states that left a statement early with the one at its end.
func (a *activation) leave(early []outcome, end *state, path []Cond) *state {
	outs := early
	if end != nil {
		outs = append(outs, outcome{st: end})
	}
	st, _ := a.r.fold(outs)
	if st != nil {
		st.path = path
	}
	return st
}

func (a *activation) typeSwitch(s *ast.TypeSwitchStmt, st *state, label string) *state {
	if s.Init != nil {
		st = a.stmt(s.Init, st, "")
	}
	var x ast.Expr
	switch g := s.Assign.(type) {
	case *ast.ExprStmt:
		x = g.X
	case *ast.AssignStmt:
		x = g.Rhs[0]
	}
	assertion, ok := ast.Unparen(x).(*ast.TypeAssertExpr)
	if !ok {
		return st
	}
	val := a.eval(assertion.X, st)
	var clauses []clause
	for _, c := range s.Body.List {
		cc := c.(*ast.CaseClause)
		k := clause{body: cc.Body, node: s, bind: a.bindCase(cc, val, assertion.X)}
		if cc.List != nil {
			k.cond = &ast.TypeAssertExpr{X: assertion.X, Lparen: cc.List[0].Pos(), Type: cc.List[0]}
			k.test = func(st *state) goValue { return a.typeTest(cc, val) }
		}
		clauses = append(clauses, k)
	}
	return a.clauses(clauses, st, label)
}

// bindCase declares the variable of a type switch in one clause.
func (a *activation) bindCase(cc *ast.CaseClause, val goValue, x ast.Expr) func(*state) {
	obj := a.pkg.Info.Implicits[cc]
	if obj == nil {
		return nil
	}
	return func(st *state) {
		v := val
		if len(cc.List) == 1 && !isNilIdent(a.pkg.Info, cc.List[0]) {
			v = a.asserted(val, a.typeOf(cc.List[0]), x)
		}
		a.declare(obj, v, st)
	}
}

// typeTest is whether val has one of the types of a clause.
func (a *activation) typeTest(cc *ast.CaseClause, val goValue) goValue {
	var v goValue = boolConst(false, a.src(cc.List[0]))
	for _, t := range cc.List {
		var w goValue
		if isNilIdent(a.pkg.Info, t) {
			w = a.binaryValues(t, token.EQL, val, &constVal{src: a.src(t)})
		} else {
			w = a.hasType(val, a.typeOf(t), t)
		}
		v = a.binaryValues(t, token.LOR, v, w)
	}
	return v
}

func isNilIdent(info *types.Info, e ast.Expr) bool {
	tv, ok := info.Types[e]
	return ok && tv.IsNil()
}

// selectStmt evaluates a select like a switch of which nothing tells the case.
func (a *activation) selectStmt(s *ast.SelectStmt, st *state, label string) *state {
	var cs []clause
	for i, c := range s.Body.List {
		cc := c.(*ast.CommClause)
		body := cc.Body
		if cc.Comm != nil {
			body = append([]ast.Stmt{cc.Comm}, body...)
		}
		k := clause{body: body, node: s}
		if i < len(s.Body.List)-1 {
			k.cond = &ast.BadExpr{From: cc.Pos(), To: cc.Pos()}
			k.test = func(*state) goValue { return a.unknown(k.cond, "select") }
		}
		cs = append(cs, k)
	}
	return a.clauses(cs, st, label)
}

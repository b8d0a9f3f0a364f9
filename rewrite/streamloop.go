package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// An eventLoop is what a loop over a stream does with one event. Three forms are known; in
// all of them, the statements in body are those that the event is read by:
//
//	for event := range stream.Events() { body }
//
//	for {
//		event, ok := <-events
//		if !ok {
//			break
//		}
//		body
//	}
//
//	for {
//		select {
//		case <-ctx.Done():
//			return ctx.Err()
//		case event, ok := <-stream.Events():
//			if !ok {
//				return nil
//			}
//			body
//		}
//	}
type eventLoop struct {
	event   string // name of the variable
	holder  ast.Node
	body    []ast.Stmt
	selects bool // the holder is a clause of a select: break leaves only that
}

// eventLoop finds the statements that read an event of the stream.
func (s *streamRewrite) eventLoop() (*eventLoop, error) {
	switch loop := s.r.Stream.Loop.(type) {
	case *ast.RangeStmt:
		key, ok := loop.Key.(*ast.Ident)
		if !ok {
			return nil, s.leave(loop, "the loop over the stream has no variable")
		}
		return &eventLoop{event: key.Name, holder: loop.Body, body: loop.Body.List}, nil
	case *ast.ForStmt:
		return s.receiving(loop)
	}
	return nil, s.leave(s.site.Call, "the stream is not read by a loop over Events() in this file")
}

// receiving is a loop that receives the events one by one.
func (s *streamRewrite) receiving(loop *ast.ForStmt) (*eventLoop, error) {
	assign := s.receipt(loop)
	if assign == nil {
		return nil, s.leave(loop, "the loop over the stream receives events in more than one place, or in none that gives one a name")
	}
	event, ok := assign.Lhs[0].(*ast.Ident)
	if !ok || event.Name == "_" || assign.Tok != token.DEFINE {
		return nil, s.leave(assign, "the loop over the stream has no variable of its own for the event")
	}
	out := &eventLoop{event: event.Name}
	switch holder := s.sweep.parent[assign].(type) {
	case *ast.CommClause:
		out.holder, out.body, out.selects = holder, holder.Body, true
	case *ast.BlockStmt:
		out.holder, out.body = holder, holder.List[slices.Index(holder.List, ast.Stmt(assign))+1:]
	default:
		return nil, s.leave(assign, "the loop over the stream receives the event inside another statement")
	}
	s.open(out, assign)
	if len(out.body) == 0 {
		return nil, s.leave(assign, "the loop over the stream does nothing with the event")
	}
	return out, nil
}

// receipt is the one assignment of an event that a loop receives.
func (s *streamRewrite) receipt(loop *ast.ForStmt) *ast.AssignStmt {
	var found []*ast.AssignStmt
	ast.Inspect(loop, func(n ast.Node) bool {
		u, ok := n.(*ast.UnaryExpr)
		if !ok || u.Op != token.ARROW || !s.isEvents(u.X) {
			return true
		}
		assign, _ := s.sweep.parent[u].(*ast.AssignStmt)
		found = append(found, assign)
		return true
	})
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// open takes the test for the end of the stream off the body: it stays as it is.
//
//	if event == nil { break }    if !ok { return }    if event != nil { body } else { break }
func (s *streamRewrite) open(l *eventLoop, assign *ast.AssignStmt) {
	if len(l.body) == 0 {
		return
	}
	check, ok := l.body[0].(*ast.IfStmt)
	if !ok || check.Init != nil {
		return
	}
	switch over, is := s.over(check.Cond, assign); {
	case !is:
	case over && check.Else == nil && len(check.Body.List) > 0:
		l.body = l.body[1:]
	case !over && len(l.body) == 1 && len(check.Body.List) > 0:
		l.holder, l.body = check.Body, check.Body.List
	}
}

// over reports whether a condition holds when the stream is over, or as long as it is not;
// is is false when it asks for anything else.
func (s *streamRewrite) over(cond ast.Expr, assign *ast.AssignStmt) (over, is bool) {
	info := s.pkg.TypesInfo
	names := func(e, lhs ast.Expr) bool {
		x, okX := ast.Unparen(e).(*ast.Ident)
		y, okY := lhs.(*ast.Ident)
		return okX && okY && objectOf(info, x) == objectOf(info, y)
	}
	switch c := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return true, c.Op == token.NOT && len(assign.Lhs) == 2 && names(c.X, assign.Lhs[1])
	case *ast.Ident:
		return false, len(assign.Lhs) == 2 && names(c, assign.Lhs[1])
	case *ast.BinaryExpr:
		isNil := info.Types[c.Y].IsNil() && names(c.X, assign.Lhs[0])
		return c.Op == token.EQL, isNil && (c.Op == token.EQL || c.Op == token.NEQ)
	}
	return false, false
}

// A kindOfEvent is an else of a chain that asks for the type of the event.
//
//	if chunk, ok := event.(*types.ResponseStreamMemberChunk); ok {
//		…
//	} else if v, ok := event.(*types.UnknownUnionMember); ok {
//		…
//	}
type kindOfEvent struct {
	typ  ast.Expr // nil for else
	body *ast.BlockStmt
}

// chain is the variable and the elses of an if that asks for a chunk with the block given;
// false when the if asks for more, or the elses for other things.
func (s *streamRewrite) chain(block ast.Node) (bound string, elses []kindOfEvent, ok bool) {
	if len(s.body) != 1 {
		return "", nil, false
	}
	check, isIf := s.body[0].(*ast.IfStmt)
	if !isIf || ast.Node(check.Body) != block {
		return "", nil, false
	}
	bound, _, ok = s.asksType(check)
	for next := check.Else; ok && next != nil; {
		switch e := next.(type) {
		case *ast.BlockStmt:
			elses, next = append(elses, kindOfEvent{nil, e}), nil
		case *ast.IfStmt:
			name, typ, asks := s.asksType(e)
			ok = asks && (name == bound || name == "_")
			elses, next = append(elses, kindOfEvent{typ, e.Body}), e.Else
		}
	}
	return bound, elses, ok
}

// asksType reads an if that asks for nothing but the type of the event.
func (s *streamRewrite) asksType(check *ast.IfStmt) (name string, typ ast.Expr, ok bool) {
	assign, isAssign := check.Init.(*ast.AssignStmt)
	if !isAssign || len(assign.Lhs) != 2 || len(assign.Rhs) != 1 {
		return "", nil, false
	}
	assertion, asserts := ast.Unparen(assign.Rhs[0]).(*ast.TypeAssertExpr)
	value, named := assign.Lhs[0].(*ast.Ident)
	found, tells := assign.Lhs[1].(*ast.Ident)
	asked, asks := ast.Unparen(check.Cond).(*ast.Ident)
	if !asserts || !named || !tells || !asks || objectOf(s.pkg.TypesInfo, found) != objectOf(s.pkg.TypesInfo, asked) {
		return "", nil, false
	}
	event, isVar := ast.Unparen(assertion.X).(*ast.Ident)
	return value.Name, assertion.Type, isVar && event.Name == s.event
}

// otherwise is the text of the clause that an else becomes.
func (s *streamRewrite) otherwise(e kindOfEvent) string {
	head := "default:\n"
	if e.typ != nil {
		head = "case " + s.src.slice(e.typ) + ":\n"
	}
	from, to := s.src.offset(e.body.Lbrace)+1, s.src.offset(e.body.Rbrace)
	return head + strings.TrimSpace(string(s.src.text[from:to]))
}

// isEventChannel reports whether a local variable holds the channel of a stream's events
// and nothing else.
func (o *operation) isEventChannel(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := o.pkg.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return false
	}
	def := o.sweep.locals[v]
	if def == nil {
		return false
	}
	assign, ok := o.sweep.parent[def].(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != len(assign.Rhs) {
		return false
	}
	call, ok := ast.Unparen(assign.Rhs[slices.Index(assign.Lhs, ast.Expr(def))]).(*ast.CallExpr)
	return ok && len(call.Args) == 0
}

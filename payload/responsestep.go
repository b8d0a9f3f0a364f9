package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

// step looks at what is done with the expression e, which holds p.
func (f *follower) step(e ast.Expr, p part, s *scope) {
	f.steps++
	if f.steps > maxFollowed {
		if f.steps == maxFollowed+1 {
			f.escape(e, p, "followed no further: too much is done with it", s)
		}
		return
	}
	if p.boxes > 0 && f.unbox(e, p, s) {
		return
	}
	switch up := s.parents[e].(type) {
	case *ast.ParenExpr:
		f.step(up, p, s)
	case *ast.StarExpr:
		f.step(up, p, s)
	case *ast.UnaryExpr:
		f.unary(up, e, p, s)
	case *ast.SelectorExpr:
		f.selector(up, p, s)
	case *ast.IndexExpr:
		f.index(up, e, p, s)
	case *ast.SliceExpr:
		if up.X == e {
			f.step(up, p, s)
		} else {
			f.end(e, p, Read, "", s)
		}
	case *ast.TypeAssertExpr:
		f.assertion(up, p, s)
	case *ast.CallExpr:
		f.callWith(up, e, p, s)
	case *ast.AssignStmt:
		f.assign(up, e, p, s)
	case *ast.ValueSpec:
		f.valueSpec(up, e, p, s)
	case *ast.RangeStmt:
		f.ranged(up, e, p, s)
	case *ast.BinaryExpr:
		f.compared(up, e, p, s)
	case *ast.SwitchStmt:
		f.switched(up, e, p, s)
	case *ast.ReturnStmt:
		f.returned(up, e, p, s)
	case *ast.KeyValueExpr:
		f.inLiteral(up, e, p, s)
	case *ast.CompositeLit:
		f.element(up, e, p, s)
	case *ast.SendStmt:
		f.sent(up, e, p, s)
	case *ast.IncDecStmt:
		f.use(e, p, Assigned, s)
	default:
		if p.kind == decoded || p.kind == queried {
			f.end(e, p, Read, "used as a whole", s)
		}
	}
}

func (f *follower) unary(up *ast.UnaryExpr, e ast.Expr, p part, s *scope) {
	switch up.Op {
	case token.AND:
		f.step(up, p, s)
	case token.ARROW:
		if p.kind == events {
			f.received(up, s)
			return
		}
		f.end(e, p, Read, "received from", s)
	default:
		f.end(e, p, Read, "used in an expression", s)
	}
}

// selector is e.Sel.
func (f *follower) selector(up *ast.SelectorExpr, p part, s *scope) {
	name := up.Sel.Name
	if call, ok := s.parents[up].(*ast.CallExpr); ok && call.Fun == ast.Expr(up) {
		f.method(call, up, p, s)
		return
	}
	switch {
	case p.kind == output && name == "Body":
		f.step(up, part{kind: body}, s)
	case p.kind == output && name == "EventStream":
		f.streamOf(up, s)
	case p.kind == stream && name == "Reader":
		f.step(up, p, s)
	case p.kind == chunk && name == "Value":
		f.step(up, part{kind: payload}, s)
	case (p.kind == payload || p.kind == chunk) && name == "Bytes":
		f.step(up, part{kind: body}, s)
	case p.kind == decoded:
		f.field(up, p, s)
	case p.kind == queried: // Raw, Str, Num
		f.use(up, p, Read, s)
	}
}

// field is the selection of a field of a decoded struct.
func (f *follower) field(up *ast.SelectorExpr, p part, s *scope) {
	sel := s.pkg.Info.Selections[up]
	if sel == nil || sel.Kind() != types.FieldVal {
		return
	}
	st, ok := structOf(s.pkg.Info.TypeOf(up.X))
	if !ok {
		return
	}
	for _, jf := range jsonFields(st) {
		if slices.Equal(jf.index, sel.Index()) {
			f.step(up, p.member(jf.name), s)
			return
		}
	}
	if v, ok := sel.Obj().(*types.Var); ok && v.Embedded() {
		f.step(up, p, s)
	}
}

func (f *follower) index(up *ast.IndexExpr, e ast.Expr, p part, s *scope) {
	if up.X != e {
		f.end(e, p, Read, "used as an index", s)
		return
	}
	if p.kind != decoded {
		f.end(e, p, Read, "indexed", s)
		return
	}
	key := f.constant(up.Index, s)
	t := s.pkg.Info.TypeOf(up.X)
	if t == nil {
		return
	}
	switch t.Underlying().(type) {
	case *types.Map:
		if key == nil {
			f.end(e, p, Read, "indexed with a key that is not constant", s)
			return
		}
		f.step(up, p.member(keyText(key)), s)
	case *types.Slice, *types.Array, *types.Pointer:
		i := -1
		if n, ok := intOf(&constVal{val: key}); ok {
			i = n
		}
		f.step(up, p.element(i), s)
	default:
		f.end(e, p, Read, "indexed", s)
	}
}

// constant is the value of e if it is constant, as an argument that a parameter stands
// for may be: getString(m, "completion").
func (f *follower) constant(e ast.Expr, s *scope) constant.Value {
	for range maxFollowedIn {
		if v := s.pkg.Info.Types[e].Value; v != nil {
			return v
		}
		id, ok := ast.Unparen(e).(*ast.Ident)
		if !ok || s.up == nil || s.fr.Call == nil {
			return nil
		}
		obj := s.pkg.Info.Uses[id]
		i := s.param(obj)
		if i < 0 || i >= len(s.fr.Call.Args) || len(f.e.index(s.pkg).writes[f.e.prog.key(obj)]) > 0 {
			return nil
		}
		if _, variadic := paramObj(s.pkg, funcType(s.fn), i); variadic {
			return nil
		}
		e, s = s.fr.Call.Args[i], s.up
	}
	return nil
}

func (f *follower) assertion(up *ast.TypeAssertExpr, p part, s *scope) {
	if up.Type == nil { // switch x := e.(type)
		f.typeSwitch(up, p, s)
		return
	}
	if p.kind == event {
		if f.resp.Stream != nil && f.resp.Stream.Switch == nil {
			f.resp.Stream.Switch = s.statement(up)
		}
		if !isChunk(s.pkg.Info.TypeOf(up.Type)) {
			return
		}
		p = part{kind: chunk}
	}
	f.step(up, p, s)
}

// typeSwitch binds the variable of each clause.
func (f *follower) typeSwitch(up *ast.TypeAssertExpr, p part, s *scope) {
	var sw *ast.TypeSwitchStmt
	for n := s.parents[up]; n != nil && sw == nil; n = s.parents[n] {
		sw, _ = n.(*ast.TypeSwitchStmt)
	}
	if sw == nil {
		return
	}
	if p.kind == event && f.resp.Stream != nil {
		f.resp.Stream.Switch = sw
	}
	for _, c := range sw.Body.List {
		cc := c.(*ast.CaseClause)
		obj := s.pkg.Info.Implicits[cc]
		q := p
		if p.kind == event {
			if len(cc.List) != 1 || !isChunk(s.pkg.Info.TypeOf(cc.List[0])) {
				continue
			}
			q = part{kind: chunk}
		}
		f.bind(obj, q, s)
	}
}

// isChunk reports whether t is the event that carries a chunk: v2's
// *types.ResponseStreamMemberChunk, or v1's *PayloadPart.
func isChunk(t types.Type) bool {
	if t == nil {
		return false
	}
	n, ok := types.Unalias(deptr(t)).(*types.Named)
	if !ok {
		return false
	}
	name := n.Obj().Name()
	return name == "ResponseStreamMemberChunk" || name == "PayloadPart"
}

func (f *follower) compared(up *ast.BinaryExpr, e ast.Expr, p part, s *scope) {
	other := up.Y
	if up.Y == e {
		other = up.X
	}
	tv := s.pkg.Info.Types[other]
	switch {
	case up.Op == token.ADD && p.kind == body:
		f.step(up, p, s) // more text around it
		return
	case up.Op != token.EQL && up.Op != token.NEQ:
		f.end(e, p, Read, "used in an expression", s)
		return
	}
	switch {
	case p.kind != decoded:
	case tv.Value != nil:
		f.use(e, p, Compared, s, keyText(tv.Value))
	case tv.IsNil():
		f.use(e, p, Compared, s, "nil")
	default:
		f.end(e, p, Read, "compared as a whole", s)
	}
}

func (f *follower) switched(up *ast.SwitchStmt, e ast.Expr, p part, s *scope) {
	if up.Tag != e || p.kind != decoded {
		return
	}
	var against []string
	for _, c := range up.Body.List {
		for _, k := range c.(*ast.CaseClause).List {
			if v := s.pkg.Info.Types[k].Value; v != nil {
				against = append(against, keyText(v))
			}
		}
	}
	f.use(e, p, Compared, s, against...)
}

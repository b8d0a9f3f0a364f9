package payload

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assign follows e into the variable that it is assigned to, or notes that a decoded
// value is written.
func (f *follower) assign(up *ast.AssignStmt, e ast.Expr, p part, s *scope) {
	for _, l := range up.Lhs {
		if ast.Unparen(l) == e {
			if _, isVar := e.(*ast.Ident); !isVar && p.kind == decoded && p.path != "" {
				f.use(e, p, Assigned, s)
			}
			return
		}
	}
	for i, r := range up.Rhs {
		if r != e {
			continue
		}
		if up.Tok != token.ASSIGN && up.Tok != token.DEFINE { // text += e
			if p.kind == body {
				f.into(up.Lhs[i], e, p, s)
				return
			}
			f.end(e, p, Read, "used in an expression", s)
			return
		}
		if len(up.Lhs) != len(up.Rhs) {
			i = 0 // v, ok := or several results, of which the first is followed
		}
		f.into(up.Lhs[i], e, p, s)
		return
	}
}

func (f *follower) valueSpec(up *ast.ValueSpec, e ast.Expr, p part, s *scope) {
	for i, v := range up.Values {
		if v == e && i < len(up.Names) {
			f.into(up.Names[i], e, p, s)
		}
	}
}

// into follows a value into the place l.
func (f *follower) into(l, e ast.Expr, p part, s *scope) {
	l = ast.Unparen(l)
	id, ok := l.(*ast.Ident)
	if !ok {
		f.store(l, e, p, s)
		return
	}
	if id.Name == "_" {
		return
	}
	obj := s.pkg.Info.ObjectOf(id)
	if v, ok := obj.(*types.Var); ok && shared(v) {
		f.keep(v, e, p, "stored in a package-level variable", s)
		return
	}
	if obj != nil && p.kind == decoded && p.boxes == 0 && scalar(assigned(s.pkg.Info, l, e)) {
		f.use(e, p, Read, s)
		p.alias = true
	}
	f.bind(obj, p, s)
}

// assigned is the type of what is put into l: one of e's results, where it has several.
func assigned(info *types.Info, l, e ast.Expr) types.Type {
	if _, several := info.TypeOf(e).(*types.Tuple); several {
		return info.TypeOf(l)
	}
	return info.TypeOf(e)
}

// store follows a value into a field, an element, or what a pointer points to.
func (f *follower) store(l, e ast.Expr, p part, s *scope) {
	switch l := l.(type) {
	case *ast.SelectorExpr:
		if v, ok := s.pkg.Info.Uses[l.Sel].(*types.Var); ok {
			f.keep(v, e, p, "stored in a field", s)
			return
		}
	case *ast.IndexExpr:
		if !f.small(e, p, s) {
			f.leaves(e, p, "stored in an element", s)
			f.hold(l.X, e, p.boxed(), s)
			return
		}
	case *ast.StarExpr:
		if !f.small(e, p, s) {
			f.target(l.X, p, s)
			return
		}
	}
	f.end(e, p, Read, "stored in a field or element", s)
}

// hold says that the variable or field at the root of a container holds p.
func (f *follower) hold(container, e ast.Expr, p part, s *scope) {
	switch c := ast.Unparen(container).(type) {
	case *ast.Ident:
		f.into(c, e, p, s)
	case *ast.SelectorExpr:
		if v, ok := s.pkg.Info.Uses[c.Sel].(*types.Var); ok {
			f.everywhere(v, p)
		}
	}
}

// keep follows a value into a field or package-level variable, and from there to all
// that read it. Of a decoded answer only the whole is followed: a part of it that is
// kept is usually the start of something else, such as the next request's messages.
func (f *follower) keep(v *types.Var, e ast.Expr, p part, reason string, s *scope) {
	if f.small(e, p, s) || p.kind == decoded && p.path != "" || p.kind == queried {
		f.end(e, p, Read, reason, s)
		return
	}
	f.leaves(e, p, reason, s)
	f.everywhere(v, p)
}

// everywhere is bind for a field or a package-level variable.
func (f *follower) everywhere(v *types.Var, p part) {
	key := followed{f.e.prog.key(v), p.kind, p.path, p.boxes, nil}
	if f.seen[key] || f.depth > 60 {
		return
	}
	f.seen[key] = true
	f.depth++
	defer func() { f.depth-- }()
	for _, m := range f.e.mentionsOf(v) {
		s := f.scope(m.pkg, m.decl, nil, nil)
		var e ast.Expr = m.id
		if sel, ok := s.parents[m.id].(*ast.SelectorExpr); ok && sel.Sel == m.id {
			e = sel
		}
		if kv, ok := s.parents[m.id].(*ast.KeyValueExpr); ok && kv.Key == ast.Expr(m.id) {
			continue // where it is set
		}
		if len(f.scopes) < 4096 {
			f.step(e, p, s)
		}
	}
}

// inLiteral is e as a keyed element of a composite literal.
func (f *follower) inLiteral(up *ast.KeyValueExpr, e ast.Expr, p part, s *scope) {
	lit, ok := s.parents[up].(*ast.CompositeLit)
	if !ok || up.Value != e {
		f.end(e, p, Read, "stored in a composite literal", s)
		return
	}
	if id, ok := up.Key.(*ast.Ident); ok {
		if v, ok := s.pkg.Info.Uses[id].(*types.Var); ok && v.IsField() {
			f.keep(v, e, p, "stored in a composite literal", s)
			return
		}
	}
	f.element(lit, e, p, s)
}

// element is e as an element of a composite literal: a field by position, or an
// element of a slice or map.
func (f *follower) element(lit *ast.CompositeLit, e ast.Expr, p part, s *scope) {
	t := s.pkg.Info.TypeOf(lit)
	if st, ok := structOf(t); ok {
		for i, el := range lit.Elts {
			if el == e && i < st.NumFields() {
				f.keep(st.Field(i), e, p, "stored in a composite literal", s)
				return
			}
		}
	}
	if f.small(e, p, s) || p.kind == decoded && p.path != "" {
		f.end(e, p, Read, "stored in a composite literal", s)
		return
	}
	f.leaves(e, p, "stored in a composite literal", s)
	f.step(lit, p.boxed(), s)
}

// sent is "ch <- e".
func (f *follower) sent(up *ast.SendStmt, e ast.Expr, p part, s *scope) {
	if up.Chan == e && p.boxes > 0 {
		return // where it was put in
	}
	if up.Value != e || f.small(e, p, s) || p.kind == decoded && p.path != "" {
		f.end(e, p, Read, "sent on a channel", s)
		return
	}
	f.leaves(e, p, "sent on a channel", s)
	f.hold(up.Chan, e, p.boxed(), s)
}

// unbox takes a part out of its container, and reports whether e is where that happens.
func (f *follower) unbox(e ast.Expr, p part, s *scope) bool {
	switch up := s.parents[e].(type) {
	case *ast.IndexExpr:
		if up.X == e {
			f.step(up, p.unboxed(), s)
			return true
		}
	case *ast.UnaryExpr:
		if up.Op == token.ARROW {
			f.step(up, p.unboxed(), s)
			return true
		}
	case *ast.RangeStmt:
		v := up.Value
		if t := s.pkg.Info.TypeOf(e); t != nil {
			if _, isChan := t.Underlying().(*types.Chan); isChan {
				v = up.Key
			}
		}
		if id, ok := v.(*ast.Ident); ok && up.X == e && id.Name != "_" {
			f.bind(s.pkg.Info.ObjectOf(id), p.unboxed(), s)
		}
		return true
	case *ast.SelectorExpr, *ast.BinaryExpr:
		return true
	}
	return false
}

// ranged is "for … := range e".
func (f *follower) ranged(up *ast.RangeStmt, e ast.Expr, p part, s *scope) {
	if up.X != e {
		return
	}
	info := s.pkg.Info
	switch p.kind {
	case events:
		if f.resp.Stream != nil {
			f.resp.Stream.Loop = up
		}
		if id, ok := up.Key.(*ast.Ident); ok {
			f.bind(info.ObjectOf(id), part{kind: event}, s)
		}
	case queried:
		f.use(e, p, Ranged, s)
		if id, ok := up.Value.(*ast.Ident); ok && id.Name != "_" {
			f.bind(info.ObjectOf(id), p.element(-1), s)
		}
	case decoded:
		f.use(e, p, Ranged, s)
		t := info.TypeOf(e)
		if t == nil {
			return
		}
		if _, isMap := t.Underlying().(*types.Map); isMap {
			f.escape(e, p, "ranged over by key", s)
			return
		}
		if id, ok := up.Value.(*ast.Ident); ok && id.Name != "_" {
			f.bind(info.ObjectOf(id), p.element(-1), s)
		}
	default:
		f.end(e, p, Ranged, "ranged over", s)
	}
}

// received is "<-events".
func (f *follower) received(up *ast.UnaryExpr, s *scope) {
	if f.resp.Stream != nil && f.resp.Stream.Loop == nil {
		for n := s.parents[up]; n != nil; n = s.parents[n] {
			if loop, ok := n.(*ast.ForStmt); ok {
				f.resp.Stream.Loop = loop
				break
			}
		}
	}
	f.step(up, part{kind: event}, s)
}

// streamOf is an expression that gives the stream of an output.
func (f *follower) streamOf(e ast.Expr, s *scope) {
	if call, ok := e.(*ast.CallExpr); ok && f.resp.Stream != nil {
		f.resp.Stream.Get = call
		f.resp.Stream.Frame = s.fr
	}
	f.step(e, part{kind: stream}, s)
}

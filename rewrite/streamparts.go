package rewrite

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
)

// parts are the pieces of code that run for one kind of chunk each: the clauses of a
// switch over the chunk's type, the bodies of ifs that ask for it, or all of it.
func (s *streamRewrite) parts() [][]ast.Stmt {
	for len(s.rest) > 1 && s.skipsEmpty(s.rest[0]) {
		s.rest = s.rest[1:]
	}
	if len(s.rest) == 1 {
		if sw, ok := s.rest[0].(*ast.SwitchStmt); ok && sw.Init == nil && s.isKind(sw.Tag) {
			var out [][]ast.Stmt
			for _, c := range sw.Body.List {
				out = append(out, s.unwrap(c.(*ast.CaseClause).Body))
			}
			return out
		}
	}
	var out [][]ast.Stmt
	for _, st := range s.rest {
		branches := s.branches(st)
		if branches == nil {
			s.cuts = nil
			return s.byStatement(s.rest)
		}
		for _, b := range branches {
			out = append(out, s.byStatement(b)...)
		}
	}
	return out
}

// byStatement are the pieces of a list of which each statement reads what one event
// brings, and stands for itself: the statements. Any other list stays together, with all
// that it asks for.
func (s *streamRewrite) byStatement(list []ast.Stmt) [][]ast.Stmt {
	var out [][]ast.Stmt
	cuts, last := s.cuts, ""
	for i, st := range list {
		piece := s.unwrap(list[i : i+1])
		if len(piece) == 0 {
			continue
		}
		kinds, err := s.kinds(piece)
		if err != nil || len(kinds) != 1 || !alone(st, kinds[eventDelta]) {
			s.cuts = cuts
			return [][]ast.Stmt{list}
		}
		kind := slices.Collect(maps.Keys(kinds))[0]
		if n := len(out) - 1; kind == last && piece[0] == st && out[n][0] == list[i-len(out[n])] {
			out[n] = list[i-len(out[n]) : i+1] // it goes with the one before
		} else {
			out = append(out, piece)
		}
		last = kind
	}
	return out
}

// alone reports whether a statement declares nothing for those after it, and does not
// keep them from running. One that reads text may end the loop for good: no text is read
// after it, here as there.
func alone(st ast.Stmt, text bool) bool {
	switch st := st.(type) {
	case *ast.DeclStmt, *ast.LabeledStmt:
		return false
	case *ast.AssignStmt:
		return st.Tok != token.DEFINE
	}
	ends := false
	ast.Inspect(st, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt:
			ends = true
		case *ast.ReturnStmt:
			ends = ends || !text
		}
		return !ends
	})
	return !ends
}

// branches are the pieces of an if that asks for the kind of the chunk, and of the ifs
// that follow its else; nil when st is anything else. A condition that asks for more
// than the kind has no else: the else would run for chunks of that kind too.
func (s *streamRewrite) branches(st ast.Stmt) [][]ast.Stmt {
	check, ok := st.(*ast.IfStmt)
	if !ok || check.Init != nil {
		return nil
	}
	if !s.asksKind(check.Cond) || !s.within(check) {
		if check.Else != nil || s.kindPrefix(check.Cond) == nil {
			return nil
		}
		return [][]ast.Stmt{s.unwrap([]ast.Stmt{check})}
	}
	out := [][]ast.Stmt{s.unwrap(check.Body.List)}
	if check.Else == nil {
		return out
	}
	if s.asksList(check.Cond) {
		return nil // the else would run for other chunks than those that have the list empty
	}
	more := s.branches(check.Else)
	if more == nil {
		return nil
	}
	return append(out, more...)
}

// unwrap takes off an if that asks for nothing but the kind of the chunk or its delta,
// and the part of a condition that does.
func (s *streamRewrite) unwrap(list []ast.Stmt) []ast.Stmt {
	if len(list) != 1 {
		return list
	}
	st, ok := list[0].(*ast.IfStmt)
	if !ok || st.Init != nil || st.Else != nil {
		return list
	}
	if s.asksKind(st.Cond) && s.within(st) {
		return s.unwrap(st.Body.List)
	}
	if c := s.kindPrefix(st.Cond); c != nil && !slices.Contains(s.cuts, *c) {
		s.cuts = append(s.cuts, *c)
	}
	return list
}

// A cut is a piece of the old code that the new type switch makes superfluous.
type cut struct{ from, to token.Pos }

// within reports whether the body of an if reads elements of the lists alone that its
// condition asks for.
func (s *streamRewrite) within(check *ast.IfStmt) bool {
	ok := true
	ast.Inspect(check.Cond, func(n ast.Node) bool {
		if cmp, is := n.(*ast.BinaryExpr); is {
			if list := s.listOf(cmp); list != "" && len(check.Body.List) > 0 {
				ok = ok && s.allIn(list, check.Body.List)
			}
		}
		return ok
	})
	return ok
}

// kindPrefix is the beginning of a condition that asks for the kind of the chunk, with
// the && after it; nil when it does not begin so.
//
//	if e.Type == "content_block_delta" && e.Delta.Text != "" {
//	   |---------------------------------|
func (s *streamRewrite) kindPrefix(cond ast.Expr) *cut {
	for e := cond; ; {
		b, ok := e.(*ast.BinaryExpr)
		if !ok || b.Op != token.LAND {
			return nil
		}
		if s.asksKind(b.X) {
			return &cut{cond.Pos(), b.Y.Pos()}
		}
		e = b.X
	}
}

// isCut reports whether e stands in a piece that is cut.
func (s *streamRewrite) isCut(e ast.Expr) bool {
	return slices.ContainsFunc(s.cuts, func(c cut) bool { return c.from <= e.Pos() && e.End() <= c.to })
}

// leaves is a statement of the list by which the code stops reading the stream, nil
// when there is none.
func leaves(list []ast.Stmt) ast.Node {
	var found ast.Node
	for _, st := range list {
		ast.Inspect(st, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				found = n
			case *ast.BranchStmt:
				if n.Label != nil {
					found = n
				}
			}
			return found == nil
		})
	}
	return found
}

// asksKind reports whether a condition is made of comparisons of the chunk's kind only.
func (s *streamRewrite) asksKind(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND {
		return s.asksKind(b.X) && s.asksKind(b.Y)
	}
	return b.Op == token.EQL && s.isKind(b.X) || emptiness(b) > 0 && s.listOf(b) != ""
}

// asksList reports whether a condition asks, among other things, for the elements of a list.
func (s *streamRewrite) asksList(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (s.listOf(b) != "" || b.Op == token.LAND && (s.asksList(b.X) || s.asksList(b.Y)))
}

// listOf is the path of the list of a chunk of which a comparison asks for the length:
// choices in len(c.Choices) > 0. An event of Converse has what it brings, so that code
// which reads elements of the list no longer has to ask.
func (s *streamRewrite) listOf(cmp *ast.BinaryExpr) string {
	call, ok := ast.Unparen(cmp.X).(*ast.CallExpr)
	if !ok || emptiness(cmp) == 0 {
		return ""
	}
	for _, read := range s.site.Reads {
		if read.Use.Kind == payload.Length && (read.Use.Expr == ast.Expr(call) || s.sweep.parent[read.Use.Expr] == ast.Node(call)) {
			return read.Path
		}
	}
	return ""
}

// skipsEmpty reports whether a statement goes on to the next chunk where a list is empty,
// and all that is read after it are elements of that list.
//
//	if len(c.Choices) == 0 {
//		continue
//	}
func (s *streamRewrite) skipsEmpty(st ast.Stmt) bool {
	check, ok := st.(*ast.IfStmt)
	if !ok || check.Init != nil || check.Else != nil || len(check.Body.List) != 1 {
		return false
	}
	cmp, ok := ast.Unparen(check.Cond).(*ast.BinaryExpr)
	next, goes := check.Body.List[0].(*ast.BranchStmt)
	if !ok || !goes || next.Tok != token.CONTINUE || next.Label != nil || emptiness(cmp) >= 0 {
		return false
	}
	list := s.listOf(cmp)
	return list != "" && s.allIn(list, s.rest[1:])
}

// allIn reports whether all that statements read of a chunk are elements of a list.
func (s *streamRewrite) allIn(list string, stmts []ast.Stmt) bool {
	return !slices.ContainsFunc(s.readsIn(stmts), func(read callsite.ResponseField) bool {
		return !strings.HasPrefix(read.Path, list+"[") && read.Path != list
	})
}

// isKind reports whether e is a read of the member that tells kinds of chunks, or of
// deltas, apart.
func (s *streamRewrite) isKind(e ast.Expr) bool {
	return slices.ContainsFunc(s.site.Reads, func(read callsite.ResponseField) bool {
		return read.Use.Expr == e && read.Shape != nil && read.Shape.Parent != nil &&
			(read.Shape.Parent.Discriminator == read.Shape.Name || read.Shape.Parent.Parent != nil && read.Shape.Parent.Parent.Discriminator == read.Shape.Name)
	})
}

// remarks are the comments between the code dealt out last, or the decoding, and list:
// those on the ifs and clauses that asked for the kind of the chunk.
func (s *streamRewrite) remarks(list []ast.Stmt) string {
	text := ""
	for _, g := range s.src.file.Comments {
		if s.told <= g.Pos() && g.End() <= list[0].Pos() {
			text += string(s.src.text[s.src.offset(g.Pos()):s.src.offset(g.End())]) + "\n"
		}
	}
	s.told = list[len(list)-1].End()
	if g := s.src.trailing(list[len(list)-1]); g != nil {
		s.told = g.End()
	}
	return text
}

// clause is the text of a clause that stays, with the comments at its end.
func (s *streamRewrite) clause(c *ast.CaseClause) string {
	body := s.sweep.parent[c].(*ast.BlockStmt)
	limit, end := body.Rbrace, c.End()
	if i := slices.Index(body.List, ast.Stmt(c)); i+1 < len(body.List) {
		limit = body.List[i+1].Pos()
	}
	for _, g := range s.src.file.Comments {
		if end <= g.Pos() && g.End() <= limit {
			end = g.End()
		}
	}
	return string(s.src.text[s.src.offset(c.Pos()):s.src.offset(end)])
}

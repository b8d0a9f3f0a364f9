package rewrite

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
)

// parts are the pieces of code that run for one kind of chunk each: the clauses of a
// switch over the chunk's type, the bodies of ifs that ask for it, or all of it.
func (s *streamRewrite) parts() [][]ast.Stmt {
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
			s.cuts = nil // the statements stay together, with all that they ask for
			return [][]ast.Stmt{s.rest}
		}
		out = append(out, branches...)
	}
	return out
}

// branches are the pieces of an if that asks for the kind of the chunk, and of the ifs
// that follow its else; nil when st is anything else. A condition that asks for more
// than the kind has no else: the else would run for chunks of that kind too.
func (s *streamRewrite) branches(st ast.Stmt) [][]ast.Stmt {
	check, ok := st.(*ast.IfStmt)
	if !ok || check.Init != nil {
		return nil
	}
	if !s.asksKind(check.Cond) {
		if check.Else != nil || s.kindPrefix(check.Cond) == nil {
			return nil
		}
		return [][]ast.Stmt{s.unwrap([]ast.Stmt{check})}
	}
	out := [][]ast.Stmt{s.unwrap(check.Body.List)}
	if check.Else == nil {
		return out
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
	if s.asksKind(st.Cond) {
		return s.unwrap(st.Body.List)
	}
	if c := s.kindPrefix(st.Cond); c != nil {
		s.cuts = append(s.cuts, *c)
	}
	return list
}

// A cut is a piece of the old code that the new type switch makes superfluous.
type cut struct{ from, to token.Pos }

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
	return b.Op == token.EQL && s.isKind(b.X)
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

package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"slices"

	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// source is one file of a package being rewritten: its text, its syntax, and the
// edits to it.
type source struct {
	path string
	text []byte
	file *ast.File
	tok  *token.File
	buf  *edit.Buffer
	adds []newImport
	tail []string // declarations to append: helpers
}

// openSource reads the file that file was parsed from. Content gives texts that stand
// for files on disk.
func openSource(fset *token.FileSet, file *ast.File, content map[string][]byte) (*source, error) {
	tok := fset.File(file.FileStart)
	text, ok := content[tok.Name()]
	if !ok {
		var err error
		if text, err = os.ReadFile(tok.Name()); err != nil {
			return nil, fmt.Errorf("read the file to rewrite: %w", err)
		}
	}
	if len(text) != tok.Size() {
		return nil, &StaleError{tok.Name()}
	}
	return &source{path: tok.Name(), text: text, file: file, tok: tok, buf: edit.NewBuffer(text)}, nil
}

func (s *source) offset(pos token.Pos) int { return s.tok.Offset(pos) }
func (s *source) line(pos token.Pos) int   { return s.tok.Line(pos) }

// slice is the text of a node, byte for byte.
func (s *source) slice(n ast.Node) string {
	return string(s.text[s.offset(n.Pos()):s.offset(n.End())])
}

// replace puts text in the place of a node.
func (s *source) replace(n ast.Node, text string) {
	s.buf.Replace(s.offset(n.Pos()), s.offset(n.End()), text)
}

// firstOnLine reports whether nothing stands before n on its line.
func (s *source) firstOnLine(n ast.Node) bool {
	at := s.offset(n.Pos())
	return len(bytes.TrimSpace(s.text[edit.LineStart(s.text, at):at])) == 0
}

// insertBefore puts whole lines of code before a statement, indented like it.
func (s *source) insertBefore(n ast.Node, lines string) {
	at := s.offset(n.Pos())
	s.buf.Insert(edit.LineStart(s.text, at), edit.IndentLines(lines, edit.Indent(s.text, at)))
}

// insertAfter puts whole lines of code after the line that n ends on, indented like n.
func (s *source) insertAfter(n ast.Node, lines string) {
	s.buf.Insert(edit.LineEnd(s.text, s.offset(n.End())), edit.IndentLines(lines, s.indentOf(n)))
}

// comments are the comment groups inside [from, to).
func (s *source) comments(from, to token.Pos) []*ast.CommentGroup {
	var out []*ast.CommentGroup
	for _, g := range s.file.Comments {
		if from <= g.Pos() && g.End() <= to {
			out = append(out, g)
		}
	}
	return out
}

// trailing is the comment that follows n on its last line, or nil.
func (s *source) trailing(n ast.Node) *ast.CommentGroup {
	for _, g := range s.file.Comments {
		if g.Pos() >= n.End() && s.line(g.Pos()) == s.line(n.End()) {
			between := s.text[s.offset(n.End()):s.offset(g.Pos())]
			if len(bytes.Trim(between, " \t,;")) == 0 {
				return g
			}
		}
	}
	return nil
}

// leading is the comment that ends on the line above n and stands alone there, or nil.
func (s *source) leading(n ast.Node) *ast.CommentGroup {
	for _, g := range s.file.Comments {
		if g.End() <= n.Pos() && s.line(g.End())+1 == s.line(n.Pos()) && s.firstOnLine(g) {
			return g
		}
	}
	return nil
}

// deleteStatement removes a statement, the comment at its end, and, where no
// statement of the paragraph that a comment heads is left, that comment.
func (s *source) deleteStatement(st ast.Stmt, list []ast.Stmt, gone func(ast.Node) bool) {
	end := st.End()
	if g := s.trailing(st); g != nil {
		end = g.End()
	}
	start := st.Pos()
	if g := s.leading(st); g != nil && !directive.MatchString(g.List[0].Text) && s.paragraphGone(st, list, gone) {
		start = g.Pos()
	}
	s.buf.DeleteLines(s.offset(start), s.offset(end))
}

// directive matches comments that speak to tools or are reminders: they outlive the
// code that they stand at.
var directive = regexp.MustCompile(`^//(go:|nolint|bedrocklint:|lint:|#nosec)|\b(TODO|FIXME|XXX)\b`)

// paragraphGone reports whether st and all statements that follow it without a blank
// line are gone.
func (s *source) paragraphGone(st ast.Stmt, list []ast.Stmt, gone func(ast.Node) bool) bool {
	i := slices.Index(list, st)
	for ; i >= 0 && i < len(list); i++ {
		if !gone(list[i]) {
			return false
		}
		if i+1 < len(list) && s.line(list[i+1].Pos()) > s.line(list[i].End())+1 {
			return true
		}
	}
	return i > 0
}

// deleteDecl removes a declaration or one specification of it, with its comments.
func (s *source) deleteDecl(n ast.Node, doc *ast.CommentGroup) {
	start, end := n.Pos(), n.End()
	if doc != nil {
		start = doc.Pos()
	}
	if g := s.trailing(n); g != nil {
		end = g.End()
	}
	s.buf.DeleteLines(s.offset(start), s.offset(end))
}

// indentOf is the white space before the line that n starts on.
func (s *source) indentOf(n ast.Node) string { return edit.Indent(s.text, s.offset(n.Pos())) }

package edit

import (
	"bytes"
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// LineStart is the offset of the first byte of the line that offset is on.
func LineStart(src []byte, offset int) int {
	return bytes.LastIndexByte(src[:offset], '\n') + 1
}

// LineEnd is the offset after the newline that ends the line that offset is on.
func LineEnd(src []byte, offset int) int {
	if i := bytes.IndexByte(src[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(src)
}

// Indent is the white space that the line of offset starts with.
func Indent(src []byte, offset int) string {
	start := LineStart(src, offset)
	end := start
	for end < len(src) && (src[end] == ' ' || src[end] == '\t') {
		end++
	}
	return string(src[start:end])
}

// wholeLines works out the ranges of DeleteLines: each grown to whole lines, those
// that touch joined, and then each grown by the blank line that it leaves over.
func (b *Buffer) wholeLines() []span {
	grown := make([]span, 0, len(b.lines))
	for _, s := range b.lines {
		grown = append(grown, b.grow(s))
	}
	slices.SortFunc(grown, func(x, y span) int { return x.start - y.start })
	var joined []span
	for _, s := range grown {
		if n := len(joined); n > 0 && b.onlyBlank(joined[n-1].end, s.start) {
			joined[n-1].end = max(joined[n-1].end, s.end)
			continue
		}
		joined = append(joined, s)
	}
	for i := range joined {
		joined[i] = b.dropBlank(joined[i])
	}
	return joined
}

// grow extends s to its whole lines when nothing else stands on them:
//
//	····body, err := json.Marshal(req)⏎
//	    |------------ s -------------|
//	|------------- result -------------|
func (b *Buffer) grow(s span) span {
	start, end := LineStart(b.src, s.start), LineEnd(b.src, s.end)
	if s.end > s.start && s.end == LineStart(b.src, s.end) {
		end = s.end // s already ends with a newline
	}
	if !blank(b.src[start:s.start]) || !blank(b.src[s.end:end]) || b.inserts(start, s.start) {
		return s
	}
	return span{start, end}
}

// inserts reports whether an edit puts text into [start, end], where a removal may
// not grow over it.
func (b *Buffer) inserts(start, end int) bool {
	return slices.ContainsFunc(b.edits, func(e Edit) bool {
		return e.New != "" && e.Start > start && e.Start < end
	})
}

// onlyBlank reports whether the text between two removals is nothing but blank lines,
// so that the two are one removal.
func (b *Buffer) onlyBlank(from, to int) bool {
	if to <= from {
		return true
	}
	inserted := slices.ContainsFunc(b.edits, func(e Edit) bool {
		return e.New != "" && e.Start >= from && e.Start <= to
	})
	return blank(b.src[from:to]) && !inserted
}

// dropBlank grows a removal of whole lines by one blank line when the lines around it
// would otherwise leave a gap: a blank line on both sides, at the start of a block, or
// at its end.
//
//	before {          before {            text              text
//	|removed          |removed                              |
//	|                                     |removed          |removed
//	text              text                }                 }
func (b *Buffer) dropBlank(s span) span {
	if s.start != LineStart(b.src, s.start) || s.end != LineStart(b.src, s.end) && s.end != len(b.src) {
		return s
	}
	if b.onInsert(s) {
		return s // something new takes the place
	}
	prev := b.src[lineBefore(b.src, s.start):s.start]
	next := b.src[s.end:LineEnd(b.src, s.end)]
	opens := s.start == 0 || bytes.HasSuffix(bytes.TrimSpace(prev), []byte("{")) ||
		bytes.HasSuffix(bytes.TrimSpace(prev), []byte("(")) || blank(prev)
	closes := s.end == len(b.src) || bytes.HasPrefix(bytes.TrimSpace(next), []byte("}")) ||
		bytes.HasPrefix(bytes.TrimSpace(next), []byte(")"))
	switch {
	case opens && len(next) > 0 && blank(next):
		s.end += len(next)
	case closes && len(prev) > 0 && blank(prev):
		s.start -= len(prev)
	}
	return s
}

// onInsert reports whether text is inserted at either edge of s.
func (b *Buffer) onInsert(s span) bool {
	return slices.ContainsFunc(b.edits, func(e Edit) bool {
		return e.New != "" && (e.Start == s.start || e.End == s.end || e.Start == s.end)
	})
}

// lineBefore is the start of the line before the one that starts at offset.
func lineBefore(src []byte, offset int) int {
	if offset == 0 {
		return 0
	}
	return LineStart(src, offset-1)
}

func blank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// IndentLines puts indent before every line of text that is not empty, and ends the
// text with a newline. Lines inside a raw string literal keep their place: white space
// there is part of the program.
func IndentLines(text, indent string) string {
	out := indentLines(text, indent, 0)
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	return out
}

// IndentRest is IndentLines without the first line, for text that goes into a line.
func IndentRest(text, indent string) string { return indentLines(text, indent, 1) }

// indentLines indents the lines of Go code from line number first, counted from 0.
func indentLines(text, indent string, first int) string {
	raw := rawLines(text)
	var out strings.Builder
	n := 0
	for line := range strings.Lines(text) {
		if n >= first && !raw[n] && strings.TrimSpace(line) != "" {
			out.WriteString(indent)
		}
		out.WriteString(line)
		n++
	}
	return out.String()
}

// rawLines are the lines of Go code, counted from 0, that begin inside a raw string.
func rawLines(text string) map[int]bool {
	fset := token.NewFileSet()
	file := fset.AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), func(token.Position, string) {}, scanner.ScanComments)
	raw := map[int]bool{}
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return raw
		}
		if tok != token.STRING || lit[0] != '`' {
			continue
		}
		start := strings.Count(text[:file.Offset(pos)], "\n")
		end := start + strings.Count(text[file.Offset(pos):file.Offset(pos)+rawLength(text[file.Offset(pos):])], "\n")
		for line := start + 1; line <= end; line++ {
			raw[line] = true
		}
	}
}

// rawLength is the length of the raw string that text begins with. The scanner's literal
// lacks carriage returns.
func rawLength(text string) int {
	if i := strings.IndexByte(text[1:], '`'); i >= 0 {
		return i + 2
	}
	return len(text)
}

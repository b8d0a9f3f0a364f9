package catalogtext

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// printer writes lines of at most width columns. The first error ends the output.
type printer struct {
	w     io.Writer
	width int
	err   error
}

func (p *printer) line(s string) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(s, " "))
	}
}

func (p *printer) heading(s string) { p.wrapped("", "", s) }

// item is a term on one line and what is said of it below, indented.
func (p *printer) item(term, text string) {
	p.line("  " + term)
	if text != "" {
		p.wrapped("      ", "      ", text)
	}
}

// row is a term in a column and text beside it; a term that is too wide for its column
// has a line of its own.
func (p *printer) row(column int, term, text string) {
	indent := strings.Repeat(" ", column+4)
	if p.width-column-4 < 24 {
		p.item(term, text)
		return
	}
	if utf8.RuneCountInString(term) > column {
		p.line("  " + term)
		p.wrapped(indent, indent, text)
		return
	}
	first := fmt.Sprintf("  %-*s  ", column, term)
	if text == "" {
		p.line(first)
		return
	}
	p.wrapped(first, indent, text)
}

// wrapped writes text in lines, the first after first and the others after rest.
func (p *printer) wrapped(first, rest, text string) {
	line, empty := first, true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > p.width {
			p.line(line)
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	p.line(line)
}

package gocode

import (
	"strings"
	"unicode/utf8"
)

// lineWidth is the width, in columns, up to which a literal stays on one line. A tab
// counts as tabWidth.
const (
	lineWidth = 120
	tabWidth  = 4
)

// code is a piece of Go source whose line breaks are not decided yet. gofmt aligns and
// indents but never breaks a line, so the printer has to.
type code interface {
	// flat is the source on one line.
	flat() string
	// broken is the source with one item per line where that is needed to fit. The
	// first line starts at column, the others at indent tabs.
	broken(indent, column int) string
}

// text is source that is taken as it is.
type text string

func (t text) flat() string             { return string(t) }
func (t text) broken(_, _ int) string   { return string(t) }
func fits(s string, column int) bool    { return column+utf8.RuneCountInString(s) <= lineWidth }
func startColumn(indent int) (cols int) { return indent * tabWidth }

// literal is a composite literal or a call: open, items and close.
type literal struct {
	open, close string // "types.Message{" and "}", or "aws.String(" and ")"
	items       []item
	expand      bool // always one item per line
}

type item struct {
	key   string // with its colon: `Role:`; "" for an element
	value code
}

func call(fn string, args ...code) *literal {
	l := &literal{open: fn + "(", close: ")"}
	for _, a := range args {
		l.items = append(l.items, item{value: a})
	}
	return l
}

func (l *literal) flat() string {
	var b strings.Builder
	b.WriteString(l.open)
	for i, it := range l.items {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(it.flat())
	}
	b.WriteString(l.close)
	return b.String()
}

func (it item) flat() string {
	if it.key == "" {
		return it.value.flat()
	}
	return it.key + " " + it.value.flat()
}

func (l *literal) broken(indent, column int) string {
	if s := l.flat(); !l.mustExpand() && fits(s, column) {
		return s
	}
	if len(l.items) == 0 {
		return l.open + l.close
	}
	if l.hugs() {
		open := l.open
		if key := l.items[0].key; key != "" {
			open += key + " "
		}
		return open + l.items[0].value.broken(indent, column+utf8.RuneCountInString(open)) + l.close
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(l.open, " ") + "\n")
	for _, it := range l.items {
		b.WriteString(strings.Repeat("\t", indent+1))
		column := startColumn(indent + 1)
		if it.key != "" {
			b.WriteString(it.key + " ")
			column += len(it.key) + 1
		}
		b.WriteString(it.value.broken(indent+1, column) + ",\n")
	}
	b.WriteString(strings.Repeat("\t", indent) + l.close)
	return b.String()
}

// hugs reports whether the literal's only item shares its first and last line, as in
// []types.Message{{ … }}.
func (l *literal) hugs() bool {
	if len(l.items) != 1 || l.expand {
		return false
	}
	_, plain := l.items[0].value.(text)
	return !plain
}

// mustExpand reports whether the literal cannot be written on one line.
func (l *literal) mustExpand() bool {
	if l.expand {
		return true
	}
	for _, it := range l.items {
		if inner, ok := it.value.(*literal); ok && inner.mustExpand() {
			return true
		}
	}
	return false
}

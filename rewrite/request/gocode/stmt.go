package gocode

import (
	"fmt"
	"go/format"
	"go/parser"
	"regexp"
	"strings"
)

// A block is a list of statements under construction.
type block struct {
	stmts []*stmt
}

// stmt is one statement: simple source, or a head with a body ("if x != 0", "for …").
type stmt struct {
	prefix string // "system := ", "return "; printed before value
	value  code
	suffix string // ")" of an append

	head string
	body *block
	els  *block // else branch; nil when there is none
	kase string // "case x:", inside of a switch
}

func (b *block) add(prefix string, value code, suffix string) {
	b.stmts = append(b.stmts, &stmt{prefix: prefix, value: value, suffix: suffix})
}

func (b *block) line(s string) { b.add(s, text(""), "") }

// when returns the body of an if statement with the condition. Neighbours with the
// same condition share one statement; the printed statements never change what a
// condition reads, so that is safe. No condition is the block itself.
func (b *block) when(cond string) *block {
	if cond == "" {
		return b
	}
	head := "if " + cond
	if n := len(b.stmts); n > 0 && b.stmts[n-1].head == head {
		return b.stmts[n-1].body
	}
	if n := len(b.stmts); n > 0 && isOpposite(b.stmts[n-1].head, cond) {
		if b.stmts[n-1].els == nil {
			b.stmts[n-1].els = &block{}
		}
		return b.stmts[n-1].els
	}
	body := &block{}
	b.stmts = append(b.stmts, &stmt{head: head, body: body})
	return body
}

// isOpposite reports whether a condition holds just when that of an if statement does not.
func isOpposite(head, cond string) bool {
	before, ok := strings.CutPrefix(head, "if ")
	if !ok {
		return false
	}
	a, errA := parser.ParseExpr(before)
	c, errC := parser.ParseExpr(cond)
	if errA != nil || errC != nil {
		return false
	}
	return negated(source{before, a}) == cond || negated(source{cond, c}) == before
}

// append adds elements to a slice variable, to the append before if that is of the same
// variable.
func (b *block) append(name string, elem code) {
	prefix := name + " = "
	if n := len(b.stmts); n > 0 && b.stmts[n-1].prefix == prefix {
		if l, ok := b.stmts[n-1].value.(*literal); ok && strings.HasPrefix(l.open, "append(") {
			l.items = append(l.items, item{value: elem})
			return
		}
	}
	b.add(prefix, &literal{open: "append(" + name + ", ", close: ")", items: []item{{value: elem}}}, "")
}

// loop returns the body of a new loop statement.
func (b *block) loop(head string) *block {
	body := &block{}
	b.stmts = append(b.stmts, &stmt{head: head, body: body})
	return body
}

var rangeHead = regexp.MustCompile(`^for (\w+), `)

// blankKey makes the key of a range loop _ where the loop's body does not read it.
func (b *block) blankKey(i int) {
	loop := b.stmts[i]
	m := rangeHead.FindStringSubmatch(loop.head)
	if m == nil || m[1] == "_" {
		return
	}
	var body strings.Builder
	loop.body.write(&body, 0)
	if !regexp.MustCompile(`\b` + m[1] + `\b`).MatchString(body.String()) {
		loop.head = "for _, " + strings.TrimPrefix(loop.head, m[0])
	}
}

func (b *block) write(w *strings.Builder, indent int) {
	for _, s := range switches(b.stmts) {
		w.WriteString(strings.Repeat("\t", indent))
		s.write(w, indent)
		if s.kase == "" {
			w.WriteString("\n")
		}
	}
}

// switches joins neighbouring if statements that compare one expression with different
// literals.
func switches(stmts []*stmt) []*stmt {
	var out []*stmt
	for len(stmts) > 0 {
		n := run(stmts)
		if n < 2 {
			out, stmts = append(out, stmts[0]), stmts[1:]
			continue
		}
		tag, _, _ := stmts[0].comparison()
		s := &stmt{head: "switch " + tag, body: &block{}}
		for _, c := range stmts[:n] {
			_, value, _ := c.comparison()
			s.body.stmts = append(s.body.stmts, &stmt{kase: "case " + value + ":", body: c.body})
		}
		out, stmts = append(out, s), stmts[n:]
	}
	return out
}

// run counts the leading statements that one switch can hold.
func run(stmts []*stmt) int {
	tag, _, ok := stmts[0].comparison()
	if !ok {
		return 0
	}
	seen := map[string]bool{}
	n := 0
	for _, s := range stmts {
		t, value, ok := s.comparison()
		if !ok || t != tag || seen[value] {
			break
		}
		seen[value] = true
		n++
	}
	return n
}

var comparison = regexp.MustCompile(`^if ([\w.]+(?:\["\w+"\](?:\.\(\w+\))?)?) == ("(?:[^"\\]|\\.)*")$`)

// comparison takes apart an if statement without else that compares with a literal.
func (s *stmt) comparison() (tag, value string, ok bool) {
	m := comparison.FindStringSubmatch(s.head)
	if m == nil || s.els != nil {
		return "", "", false
	}
	return m[1], m[2], true
}

func (s *stmt) write(w *strings.Builder, indent int) {
	if s.kase != "" {
		w.WriteString(s.kase + "\n")
		s.body.write(w, indent+1)
		return
	}
	if s.head == "" {
		column := startColumn(indent) + len(s.prefix)
		w.WriteString(s.prefix + s.value.broken(indent, column) + s.suffix)
		return
	}
	tabs := strings.Repeat("\t", indent)
	w.WriteString(s.head + " {\n")
	s.body.write(w, indent+1)
	w.WriteString(tabs + "}")
	if s.els == nil {
		return
	}
	if len(s.els.stmts) == 1 && strings.HasPrefix(s.els.stmts[0].head, "if ") {
		w.WriteString(" else ")
		s.els.stmts[0].write(w, indent)
		return
	}
	w.WriteString(" else {\n")
	s.els.write(w, indent+1)
	w.WriteString(tabs + "}")
}

// formatted gives the statements one by one as gofmt prints them at no indentation.
func (b *block) formatted() ([]string, error) {
	var out []string
	for _, s := range b.stmts {
		var w strings.Builder
		s.write(&w, 0)
		src, err := format.Source([]byte(w.String()))
		if err != nil {
			return nil, fmt.Errorf("printing a statement of the Converse request: %w in\n%s", err, w.String())
		}
		out = append(out, strings.TrimRight(string(src), "\n"))
	}
	return out, nil
}

// formattedExpr gives an expression as gofmt prints it at no indentation.
func formattedExpr(c code) (string, error) {
	const lead = "_ = "
	src, err := format.Source([]byte(lead + c.broken(0, len(lead))))
	if err != nil {
		return "", fmt.Errorf("printing the Converse input: %w in\n%s", err, c.flat())
	}
	return strings.TrimSpace(strings.TrimPrefix(string(src), lead)), nil
}

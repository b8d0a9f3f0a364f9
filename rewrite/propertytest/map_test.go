package propertytest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// mapLiteral is a node as maps. Objects with members on conditions become variables.
func (p *printer) mapLiteral(n *node) string {
	switch {
	case n.elems != nil:
		return p.list(n, p.listType(n), p.mapLiteral)
	case n.typ != "":
		return n.expr
	}
	var items []string
	var later []*field
	for _, f := range n.fields {
		if f.when != "" || f.omit {
			later = append(later, f)
			continue
		}
		items = append(items, strconv.Quote(f.key)+": "+p.mapLiteral(f.value))
	}
	lit := p.composite("map[string]any", items)
	if len(later) == 0 {
		return lit
	}
	name := p.fresh("object")
	p.stmt("%s := %s", name, lit)
	for _, f := range later {
		p.stmt("if %s {\n%s[%q] = %s\n}", condition(f), name, f.key, p.mapLiteral(f.value))
	}
	return name
}

func (p *printer) listType(n *node) string {
	switch e := n.elems[0]; {
	case e.typ != "":
		return "[]" + e.typ
	case p.tagless:
		return "[]any"
	}
	return "[]map[string]any"
}

// condition says when a field is sent.
func condition(f *field) string {
	switch {
	case f.when != "":
		return f.when
	case strings.HasPrefix(f.value.typ, "[]"):
		return "len(" + f.value.expr + ") > 0"
	case f.value.typ == "string":
		return f.value.expr + ` != ""`
	}
	return f.value.expr + " != 0"
}

// sprintf is a plain tree as a format and its arguments.
func (p *printer) sprintf(n *node) (format string, args []string) {
	var b strings.Builder
	p.format(&b, n, &args)
	if p.short {
		return "{\n\t" + strings.TrimSuffix(b.String()[1:], "}") + "\n}", args
	}
	return b.String(), args
}

func (p *printer) format(b *strings.Builder, n *node, args *[]string) {
	switch {
	case n.elems != nil:
		b.WriteString("[")
		for i, e := range n.elems {
			comma(b, i)
			p.format(b, e, args)
		}
		b.WriteString("]")
	case n.typ != "":
		p.verb(b, n, args)
	default:
		b.WriteString("{")
		for i, f := range n.fields {
			comma(b, i)
			if p.short && i > 0 && strings.Count(b.String(), "{")-strings.Count(b.String(), "}") == 1 {
				b.WriteString("\n\t")
			}
			b.WriteString(strconv.Quote(f.key) + ": ")
			p.format(b, f.value, args)
		}
		b.WriteString("}")
	}
}

func comma(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteString(", ")
	}
}

// verb writes a leaf: constants as they are, strings marshalled before.
func (p *printer) verb(b *strings.Builder, n *node, args *[]string) {
	switch {
	case n.typ == "string" && isConstant(n.expr):
		s, _ := strconv.Unquote(n.expr)
		b.WriteString(strings.ReplaceAll(quoteJSON(s), "%", "%%"))
		return
	case isConstant(n.expr):
		b.WriteString(n.expr)
		return
	case n.typ == "string" || strings.HasPrefix(n.typ, "[]"):
		name := p.fresh("quoted")
		p.stmt("%s, err := json.Marshal(%s)\nif err != nil {\nreturn %serr\n}", name, n.expr, p.zero)
		b.WriteString("%s")
		*args = append(*args, name)
		return
	case n.typ == "int":
		b.WriteString("%d")
	default:
		b.WriteString("%v")
	}
	*args = append(*args, n.expr)
}

// isConstant reports whether an expression is a literal.
func isConstant(expr string) bool {
	if _, err := strconv.Unquote(expr); err == nil {
		return true
	}
	_, err := strconv.ParseFloat(expr, 64)
	return err == nil || expr == "true" || expr == "false"
}

// quoteJSON is a string as JSON has it.
func quoteJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

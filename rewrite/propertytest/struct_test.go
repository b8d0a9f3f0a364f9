package propertytest

import (
	"fmt"
	"strings"
)

// A goType is the Go type that a program declares for a node.
type goType struct {
	name   string // as it is written: "p7Message", "[]p7Message", "string"
	elem   *goType
	fields []goField
}

type goField struct {
	key, name string
	typ       *goType
	pointer   bool
}

func (t *goType) field(key string) goField {
	for _, f := range t.fields {
		if f.key == key {
			return f
		}
	}
	panic("no field " + key + " in " + t.name)
}

// printer writes one program's declarations and statements.
type printer struct {
	prefix   string              // of everything that the program declares
	named    func(string) string // gives types other names than those with the prefix
	zero     string              // what functions return before an error: `"", `
	pointers bool                // optional scalars are pointers
	tagless  bool
	short    bool // literals stand on one line where they fit, and JSON on several
	decls    []string
	stmts    []string
	names    map[string]int
}

func newPrinter(prefix string) *printer { return &printer{prefix: prefix, names: map[string]int{}} }

// fresh is a name that the program does not have yet.
func (p *printer) fresh(base string) string {
	p.names[base]++
	if n := p.names[base]; n > 1 {
		return fmt.Sprint(base, n)
	}
	return base
}

func (p *printer) stmt(format string, args ...any) {
	p.stmts = append(p.stmts, fmt.Sprintf(format, args...))
}
func (p *printer) decl(format string, args ...any) {
	p.decls = append(p.decls, fmt.Sprintf(format, args...))
}

// take is the statements printed so far, which are then forgotten.
func (p *printer) take() string {
	s := strings.Join(p.stmts, "\n")
	p.stmts = nil
	return s
}

// declare declares the struct types that a node needs, inner ones first.
func (p *printer) declare(n *node, name string) *goType {
	switch {
	case n.free:
		return &goType{name: "map[string]any"}
	case n.elems != nil:
		elem := p.declare(merged(n.elems), name)
		return &goType{name: "[]" + elem.name, elem: elem}
	case n.typ != "":
		return &goType{name: n.typ}
	}
	t := &goType{name: p.typeName(name)}
	var b strings.Builder
	for _, f := range n.fields {
		g, optional := p.goField(f), ""
		if f.omit || f.when != "" {
			optional = ",omitempty"
		}
		star := ""
		if g.pointer {
			star = "*"
		}
		fmt.Fprintf(&b, "%s %s%s `json:\"%s%s\"`\n", g.name, star, g.typ.name, f.key, optional)
		t.fields = append(t.fields, g)
	}
	p.decl("type %s struct {\n%s}", t.name, b.String())
	return t
}

// typeName is a name for the type of what a name stands for.
func (p *printer) typeName(name string) string {
	if p.named != nil {
		return p.fresh(p.named(name))
	}
	return p.fresh(p.prefix + name)
}

func (p *printer) goField(f *field) goField {
	g := goField{key: f.key, name: goName(f.key), typ: p.declare(f.value, goName(f.key))}
	optional := f.omit || f.when != ""
	scalar := f.value.typ == "int" || f.value.typ == "float64"
	g.pointer = optional && (len(g.typ.fields) > 0 || f.when != "" && scalar && p.pointers)
	return g
}

// literal is the Go expression of a node of a declared type. What cannot be said in an
// expression is said in statements before it.
func (p *printer) literal(n *node, t *goType) string {
	switch {
	case n.free:
		return p.mapLiteral(n)
	case n.elems != nil:
		return p.list(n, t.name, func(e *node) string { return p.literal(e, t.elem) })
	case n.typ != "":
		return n.expr
	}
	var items []string
	for _, f := range n.fields {
		if f.when == "" {
			g := t.field(f.key)
			amp := ""
			if g.pointer {
				amp = "&"
			}
			items = append(items, g.name+": "+amp+p.literal(f.value, g.typ))
		}
	}
	return p.composite(t.name, items)
}

// composite is a composite literal.
func (p *printer) composite(typ string, items []string) string {
	line := typ + "{" + strings.Join(items, ", ") + "}"
	if p.short && len(line) <= 80 && !strings.Contains(line, "\n") {
		return line
	}
	if p.short && len(items) == 1 {
		if inner, ok := strings.CutSuffix(items[0], "}"); ok && strings.HasPrefix(inner, "{") {
			return typ + "{" + items[0] + "}"
		}
	}
	return typ + "{\n" + strings.Join(append(items, ""), ",\n") + "}"
}

// conditional sets the members of a struct that are sent on a condition.
func (p *printer) conditional(n *node, t *goType, place string) {
	for _, f := range n.fields {
		g := t.field(f.key)
		switch {
		case f.when != "":
			p.stmt("if %s {\n%s.%s = %s\n}", f.when, place, g.name, p.assigned(f, g))
		case f.value.isObject() && !f.value.free:
			p.conditional(f.value, g.typ, place+"."+g.name)
		}
	}
}

func (p *printer) assigned(f *field, g goField) string {
	value := p.literal(f.value, g.typ)
	switch {
	case g.pointer && len(g.typ.fields) > 0:
		return "&" + value
	case g.pointer:
		return fmt.Sprintf("aws.%s(%s)", goName(g.typ.name), value)
	}
	return value
}

// list is a list literal, or the name of a list that is built in a loop before.
func (p *printer) list(n *node, typ string, element func(*node) string) string {
	looped := false
	for _, e := range n.elems {
		looped = looped || e.each != ""
	}
	if !looped {
		var items []string
		for _, e := range n.elems {
			item := element(e)
			if p.short {
				item = strings.TrimPrefix(item, strings.TrimPrefix(typ, "[]")+"{")
				if item != element(e) {
					item = "{" + item
				}
			}
			items = append(items, item)
		}
		return p.composite(typ, items)
	}
	name := p.fresh("list")
	p.stmt("var %s %s", name, typ)
	for elems := n.elems; len(elems) > 0; {
		together := elems[:1+sameLoop(elems)]
		elems = elems[len(together):]
		var items []string
		for _, e := range together {
			items = append(items, element(e))
		}
		add := fmt.Sprintf("%s = append(%s, %s)", name, name, strings.Join(items, ", "))
		if len(add) > 100 {
			add = fmt.Sprintf("%s = append(%s,\n%s,\n)", name, name, strings.Join(items, ",\n"))
		}
		if each := together[0].each; each != "" {
			add = "for _, " + each + " {\n" + add + "\n}"
		}
		p.stmt("%s", add)
	}
	return name
}

// sameLoop counts the elements after the first that the same loop adds.
func sameLoop(elems []*node) int {
	n := 0
	for elems[0].each != "" && n+1 < len(elems) && elems[n+1].each == elems[0].each {
		n++
	}
	return n
}

package propertytest

import (
	"fmt"
	"strings"
)

// forms are the ways to write a request.
var forms = []string{"struct", "struct pointer", "anonymous", "map", "map any", "raw", "constant", "encoder", "function", "constructor", "options", "method"}

// body prints the statements that make the request, and returns the expression of its
// bytes.
func (g *generator) body() string {
	root := g.tree()
	switch g.form {
	case "raw", "constant":
		return g.raw(root)
	case "map", "map any":
		g.tagless = g.form == "map any"
		return g.marshalled(g.mapLiteral(root))
	case "encoder":
		g.stmt("req := %s", g.structured(root))
		g.stmt("var buf bytes.Buffer\nif err := json.NewEncoder(&buf).Encode(req); err != nil {\nreturn err\n}")
		return "buf.Bytes()"
	case "function":
		return g.function(root)
	case "constructor", "method":
		return g.constructor(root)
	case "options":
		return g.options(root)
	case "struct pointer":
		return g.marshalled("&" + g.structured(root))
	}
	return g.marshalled(g.structured(root))
}

// marshalled gives the bytes of a Go value.
func (g *generator) marshalled(expr string) string {
	g.stmt("body, err := json.Marshal(%s)\nif err != nil {\nreturn err\n}", expr)
	return "body"
}

// structured is the request as a struct: a literal, or a variable that is filled in.
func (g *generator) structured(root *node) string {
	g.pointers = g.chance(2)
	t := g.declare(root, "Request")
	lit := g.literal(root, t)
	n := len(g.stmts)
	name := g.fresh("request")
	g.conditional(root, t, name)
	if len(g.stmts) == n && g.form != "struct pointer" {
		return lit
	}
	later := g.stmts[n:]
	g.stmts = append(g.stmts[:n:n], fmt.Sprintf("%s := %s", name, lit))
	g.stmts = append(g.stmts, later...)
	return name
}

// raw is JSON text with values in it.
func (g *generator) raw(root *node) string {
	format, args := g.sprintf(root)
	if len(args) == 0 && !strings.Contains(format, "`") {
		return "[]byte(`" + strings.ReplaceAll(format, "%%", "%") + "`)"
	}
	g.stmt("body := fmt.Sprintf(%s, %s)", "`"+strings.ReplaceAll(format, "`", "\\u0060")+"`", strings.Join(args, ", "))
	return "[]byte(body)"
}

// function has a function of its own make the bytes.
func (g *generator) function(root *node) string {
	before := g.stmts
	g.stmts = nil
	expr := g.structured(root)
	g.decl("func %sBody(in input.In) ([]byte, error) {\n%s\nreturn json.Marshal(%s)\n}", g.prefix, strings.Join(append(before, g.take()), "\n"), expr)
	g.stmts = []string{fmt.Sprintf("body, err := %sBody(in)\nif err != nil {\nreturn err\n}", g.prefix)}
	return "body"
}

// constructor has a function or a method make the request.
func (g *generator) constructor(root *node) string {
	expr := g.structured(root)
	name, typ := g.prefix+"New", g.prefix+"Request"
	if g.form == "method" {
		g.decl("type %sMaker struct{ in input.In }", g.prefix)
		body := g.take() + "\nresult := " + expr
		if strings.Contains(body, "in.") {
			body = "in := m.in\n" + body
		}
		g.decl("func (m *%sMaker) request() *%s {\n%s\nreturn &result\n}", g.prefix, typ, body)
		g.stmt("maker := &%sMaker{in: in}", g.prefix)
		return g.marshalled("maker.request()")
	}
	g.decl("func %s(in input.In) %s {\n%s\nreturn %s\n}", name, typ, g.take(), expr)
	return g.marshalled(name + "(in)")
}

// options sets the top-level scalars by functional options.
func (g *generator) options(root *node) string {
	t := g.declare(root, "Request")
	option := g.prefix + "Option"
	g.decl("type %s func(*%s)", option, t.name)
	base, args := object(), []string{"in"}
	for _, f := range root.fields {
		field := t.field(f.key)
		if f.value.typ == "" || f.value.typ == "string" || f.when != "" || field.pointer {
			base.fields = append(base.fields, f)
			continue
		}
		with := g.prefix + "With" + field.name
		g.decl("func %s(v %s) %s {\nreturn func(r *%s) { r.%s = v }\n}", with, field.typ.name, option, t.name, field.name)
		args = append(args, with+"("+f.value.expr+")")
	}
	lit := g.literal(base, t)
	g.stmt("r := %s", lit)
	g.conditional(base, t, "r")
	g.decl("func %sNew(in input.In, opts ...%s) *%s {\n%s\nfor _, o := range opts {\no(&r)\n}\nreturn &r\n}", g.prefix, option, t.name, g.take())
	return g.marshalled(g.prefix + "New(" + strings.Join(args, ", ") + ")")
}

package payload

import (
	"go/types"
	"maps"
	"strings"
	"text/template/parse"
)

// tmpl is a template of text/template, or of html/template, with those that it defines.
type tmpl struct {
	src
	typ   types.Type
	name  string
	trees map[string]*parse.Tree // nil when the text is not known
	html  bool
}

func (v *tmpl) at(s src) goValue { c := *v; c.src = s; return &c }

// newTemplate is template.New.
func newTemplate(c *callCtx) goValue {
	name, ok := constString(c.arg(0))
	t := &tmpl{src: c.a.src(c.e), typ: c.resultType(), name: name, html: strings.HasPrefix(c.fn.Pkg().Path(), "html/")}
	if ok {
		t.trees = make(map[string]*parse.Tree)
	}
	return t
}

// parseTemplate is the method Parse.
func parseTemplate(c *callCtx) goValue {
	t, ok := c.recv.(*tmpl)
	if !ok {
		return nil
	}
	out := *t
	out.src = c.a.src(c.e)
	text, ok := constString(c.arg(0))
	if len(t.trees) > 0 {
		c.a.r.reparsed = true // the receiver changes, whatever other names it has
	}
	if ok && t.trees != nil {
		out.trees = maps.Clone(t.trees)
		tree := parse.New(t.name)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(text, "", "", out.trees); err != nil {
			out.trees = nil
		}
	} else {
		out.trees = nil
	}
	return &tuple{src: c.a.src(c.e), vals: []goValue{&out, c.noError()}}
}

// sameTemplate is a method that gives its receiver back. Functions that are added cannot
// be followed where they are called, options and delimiters not at all.
func sameTemplate(c *callCtx) goValue {
	t, ok := c.recv.(*tmpl)
	if !ok {
		return nil
	}
	out := *t
	switch c.fn.Name() {
	case "Delims":
		out.trees = nil
	case "Funcs":
		c.a.escape(c.arg(0), c.st, c.e.Pos(), "is called by a template", true)
	}
	return &out
}

// mustTemplate is template.Must.
func mustTemplate(c *callCtx) goValue {
	if t, ok := c.arg(0).(*tmpl); ok {
		return t
	}
	return nil
}

// executeTemplate is Execute, or ExecuteTemplate with a name before the data.
func executeTemplate(c *callCtx) goValue {
	t, ok := c.recv.(*tmpl)
	data := len(c.args) - 1
	if !ok || data < 1 {
		return loseBuffer(c)
	}
	name := t.name
	if data == 2 {
		if name, ok = constString(c.arg(1)); !ok {
			return loseBuffer(c)
		}
	}
	tree := t.trees[name]
	if tree == nil || t.html || c.a.r.reparsed {
		return loseBuffer(c)
	}
	x := &templateRun{c: c, trees: t.trees, vars: []templateVar{{"$", c.arg(data)}}}
	ps, ok := x.list(tree.Root, c.arg(data))
	if !ok || !c.a.addTo(c.arg(0), ps, c.st, c.e) {
		return loseBuffer(c)
	}
	return c.noError()
}

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
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

// maxTemplateDepth bounds templates that call templates.
const maxTemplateDepth = 12

// templateRun is one execution of a template: of its text pieces, one after the other.
// False means that a node is not followed, and nothing of the output is known.
type templateRun struct {
	c     *callCtx
	trees map[string]*parse.Tree
	vars  []templateVar
	depth int
}

type templateVar struct {
	name string
	val  goValue
}

func (x *templateRun) list(l *parse.ListNode, dot goValue) ([]piece, bool) {
	if l == nil {
		return nil, true
	}
	defer func(n int) { x.vars = x.vars[:n] }(len(x.vars))
	var out []piece
	for _, n := range l.Nodes {
		ps, ok := x.node(n, dot)
		if !ok {
			return nil, false
		}
		out = append(out, ps...)
	}
	return joinLits(out), true
}

func (x *templateRun) node(n parse.Node, dot goValue) ([]piece, bool) {
	switch n := n.(type) {
	case *parse.TextNode:
		return []piece{{lit: string(n.Text)}}, true
	case *parse.CommentNode:
		return nil, true
	case *parse.ActionNode:
		return x.action(n, dot)
	case *parse.IfNode:
		return x.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return x.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return x.rangeOver(n, dot)
	case *parse.TemplateNode:
		return x.call(n, dot)
	}
	return nil, false
}

func (x *templateRun) call(n *parse.TemplateNode, dot goValue) ([]piece, bool) {
	tree := x.trees[n.Name]
	if tree == nil || x.depth > maxTemplateDepth {
		return nil, false
	}
	var data goValue = &constVal{src: x.c.anon(), typ: types.Typ[types.UntypedNil]}
	if n.Pipe != nil {
		v, ok := x.pipe(n.Pipe, dot)
		if !ok {
			return nil, false
		}
		data = v
	}
	sub := &templateRun{c: x.c, trees: x.trees, vars: []templateVar{{"$", data}}, depth: x.depth + 1}
	return sub.list(tree.Root, data)
}

// action is {{…}}: it prints a value, or declares a variable.
func (x *templateRun) action(n *parse.ActionNode, dot goValue) ([]piece, bool) {
	if len(n.Pipe.Decl) > 0 {
		v, ok := x.pipe(n.Pipe, dot)
		if !ok || n.Pipe.IsAssign {
			return nil, false
		}
		x.vars = append(x.vars, templateVar{n.Pipe.Decl[0].Ident[0], v})
		return nil, true
	}
	if v, ok := x.pipe(n.Pipe, dot); ok {
		return x.printed(v)
	}
	// What a function makes of its arguments is some text.
	return []piece{{val: x.c.a.r.widened(types.Typ[types.String], x.c.anon(), "")}}, x.harmless(n.Pipe)
}

// harmless reports whether a pipeline that is not followed has no effect: it calls
// nothing but functions.
func (x *templateRun) harmless(p *parse.PipeNode) bool {
	return slices.ContainsFunc(p.Cmds, func(c *parse.CommandNode) bool {
		_, ok := c.Args[0].(*parse.IdentifierNode)
		return ok
	})
}

// printed is the text of a value, as fmt.Print prints it; pointers are followed.
func (x *templateRun) printed(v goValue) ([]piece, bool) {
	if p, ok := v.(*pointer); ok {
		v = x.c.a.deref(p, x.c.st, x.c.e)
	}
	if t := typeOf(v); t == nil || types.IsInterface(t) || isNil(v) || !isBasic(t) && !hasTextMethods(t) {
		return []piece{{val: x.c.a.r.widened(types.Typ[types.String], x.c.anon(), "")}}, true
	}
	return x.c.a.printed(v)
}

// pipe is the value of a pipeline of one command.
func (x *templateRun) pipe(p *parse.PipeNode, dot goValue) (goValue, bool) {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		return nil, false
	}
	return x.operand(p.Cmds[0].Args[0], dot)
}

func (x *templateRun) operand(n parse.Node, dot goValue) (goValue, bool) {
	at := x.c.anon()
	switch n := n.(type) {
	case *parse.DotNode:
		return dot, true
	case *parse.StringNode:
		return stringConst(n.Text, types.Typ[types.String], at), true
	case *parse.BoolNode:
		return boolConst(n.True, at), true
	case *parse.NumberNode:
		return intConst(n.Int64, types.Typ[types.Int], at), n.IsInt
	case *parse.FieldNode:
		return x.fields(dot, n.Ident)
	case *parse.VariableNode:
		for i := len(x.vars) - 1; i >= 0; i-- {
			if x.vars[i].name == n.Ident[0] {
				return x.fields(x.vars[i].val, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		if v, ok := x.operand(n.Node, dot); ok {
			return x.fields(v, n.Field)
		}
	case *parse.PipeNode:
		return x.pipe(n, dot)
	}
	return nil, false
}

// fields follows the names of a chain: fields of structs, keys of maps.
func (x *templateRun) fields(v goValue, names []string) (goValue, bool) {
	for _, name := range names {
		var ok bool
		if v, ok = x.field(v, name); !ok {
			return nil, false
		}
	}
	return v, true
}

func (x *templateRun) field(v goValue, name string) (goValue, bool) {
	a, st := x.c.a, x.c.st
	if isPointer(typeOf(v)) {
		v = a.deref(v, st, x.c.e)
	}
	t := typeOf(v)
	if t == nil {
		return nil, false
	}
	if _, isChoice := v.(*choice); isChoice {
		return nil, false
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		obj, index, _ := types.LookupFieldOrMethod(t, true, nil, name)
		f, ok := obj.(*types.Var)
		if !ok || !f.Exported() {
			return nil, false
		}
		return a.fieldPath(v, index, st, x.c.e), true
	case *types.Map:
		m, ok := a.mapContent(v, st)
		if !ok || !isString(u.Key()) {
			return x.mapField(v, u, name)
		}
		es := entriesOf(m, stringConst(name, nil, src{}).val.ExactString())
		if len(es) == 1 && len(es[0].when) == 0 && m.rest == nil {
			return es[0].val, true
		}
	}
	return nil, false
}

// mapField is the value at a key of a map that is not followed.
func (x *templateRun) mapField(v goValue, u *types.Map, name string) (goValue, bool) {
	o, ok := v.(*opaque)
	if !ok || !isString(u.Key()) || !isString(u.Elem()) {
		return nil, false
	}
	s := o.src
	if o.expr != nil {
		s.expr = &ast.IndexExpr{X: o.expr, Index: &ast.BasicLit{Kind: token.STRING, Value: quote(name)}}
	}
	return x.c.a.r.newOpaque(u.Elem(), o.key+"["+name+"]", s), true
}

func quote(s string) string { return `"` + s + `"` }

// branch is if and with.
func (x *templateRun) branch(n *parse.BranchNode, dot goValue, with bool) ([]piece, bool) {
	if len(n.Pipe.Decl) > 0 && !with {
		return nil, false
	}
	inner := dot
	v, known := x.pipe(n.Pipe, dot)
	cond := unspokenCond(x.c.anon())
	if known {
		if truth := x.truth(v); truth != maybe {
			l := n.List
			if truth == no {
				l, v = n.ElseList, dot
			}
			if with {
				inner = v
			}
			return x.list(l, inner)
		}
		cond = x.cond(v)
	} else if with || !x.harmlessCond(n.Pipe) {
		return nil, false
	}
	if with {
		inner = v
	}
	then, okThen := x.list(n.List, inner)
	els, okElse := x.list(n.ElseList, dot)
	if !okThen || !okElse {
		return nil, false
	}
	r, t := x.c.a.r, types.Typ[types.String]
	alt := r.flatten(&choice{src: x.c.anon(), cases: []choiceCase{
		{[]Cond{cond}, r.textOf(then, t, x.c.anon())}, {nil, r.textOf(els, t, x.c.anon())},
	}})
	return []piece{{val: alt}}, true
}

// harmlessCond reports whether a condition that is not followed is made of functions and
// values: {{if eq .Role "user"}}.
func (x *templateRun) harmlessCond(p *parse.PipeNode) bool {
	return len(p.Decl) == 0 && x.harmless(p)
}

// truth is whether text/template takes v for true.
func (x *templateRun) truth(v goValue) truth {
	n := enc{a: x.c.a, st: x.c.st}
	if _, ok := v.(*pointer); ok {
		return yes
	}
	switch n.empty(v) {
	case yes:
		return no
	case no:
		return yes
	}
	return maybe
}

// cond is "v is not empty", as an expression where there is one.
func (x *templateRun) cond(v goValue) Cond {
	s := v.from()
	t := typeOf(v)
	if s.expr == nil || t == nil {
		return unspokenCond(x.c.anon())
	}
	e := s.expr
	b, isBasic := t.Underlying().(*types.Basic)
	switch {
	case isBasic && b.Info()&types.IsBoolean != 0:
	case isBasic && b.Info()&types.IsString != 0:
		e = &ast.BinaryExpr{X: e, OpPos: s.pos, Op: token.NEQ, Y: &ast.BasicLit{Kind: token.STRING, Value: `""`}}
	case isBasic && b.Info()&types.IsNumeric != 0:
		e = &ast.BinaryExpr{X: e, OpPos: s.pos, Op: token.NEQ, Y: &ast.BasicLit{Kind: token.INT, Value: "0"}}
	default:
		return unspokenCond(x.c.anon())
	}
	return Cond{Orig: Origin{Expr: e, At: s.pos, Frame: s.fr}, clock: s.clock}
}

// rangeOver is range, over a slice.
func (x *templateRun) rangeOver(n *parse.RangeNode, dot goValue) ([]piece, bool) {
	over, ok := x.pipe(n.Pipe, dot)
	if !ok || n.ElseList != nil || len(n.Pipe.Decl) > 2 {
		return nil, false
	}
	if isNil(over) {
		return nil, true
	}
	if _, isSlice := typeOf(over).Underlying().(*types.Slice); !isSlice {
		return nil, false
	}
	es, rest := x.c.a.elements(over, x.c.e, x.c.st)
	if rest != nil {
		return nil, false
	}
	var out []piece
	for i, el := range es {
		ps, ok := x.element(n, i, el)
		if !ok {
			return nil, false
		}
		out = append(out, ps...)
	}
	return out, true
}

// element is one pass of a range, or the passes of a loop that made the element.
func (x *templateRun) element(n *parse.RangeNode, i int, el element) ([]piece, bool) {
	defer func(n int) { x.vars = x.vars[:n] }(len(x.vars))
	decl := n.Pipe.Decl
	if len(decl) == 2 {
		var index goValue = intConst(int64(i), types.Typ[types.Int], x.c.anon())
		if el.loop != nil {
			index = x.c.a.r.newOpaque(types.Typ[types.Int], x.c.a.r.freshKey(), x.c.anon())
		}
		x.vars = append(x.vars, templateVar{decl[0].Ident[0], index})
	}
	if len(decl) > 0 {
		x.vars = append(x.vars, templateVar{decl[len(decl)-1].Ident[0], el.val})
	}
	ps, ok := x.list(n.List, el.val)
	switch {
	case !ok || el.loop != nil && len(el.when) > 0:
		return nil, false
	case el.loop != nil:
		return []piece{{each: ps, loop: el.loop}}, true
	case len(el.when) > 0:
		r, t := x.c.a.r, types.Typ[types.String]
		none := stringConst("", t, x.c.anon())
		return []piece{{val: r.flatten(&choice{src: x.c.anon(), cases: []choiceCase{{el.when, r.textOf(ps, t, x.c.anon())}, {nil, none}}})}}, true
	}
	return ps, true
}

package payload

import (
	"go/types"
	"slices"
	"text/template/parse"
)

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

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"text/template/parse"
)

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

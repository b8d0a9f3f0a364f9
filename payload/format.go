package payload

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/printer"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// Format prints a symbolic value on one line, for tests and for people:
//
//	{"max_tokens": 100, "system"? if(sys != ""): <sys string>, "messages": [for(msgs) {…}]}
//
// Run-time values stand in <>, with ! and the reason when they are not stable;
// unknown ones as ?(reason), unknown members as ...reason, followed by the expression
// that has them all if there is one. An asterisk after a key says that omitempty or omitzero
// decides.
func Format(v Value) string {
	var b strings.Builder
	format(&b, v)
	return b.String()
}

func format(b *strings.Builder, v Value) {
	switch v := v.(type) {
	case nil:
		b.WriteString("nothing")
	case *Const:
		if v.Val == nil {
			b.WriteString("null")
		} else {
			b.WriteString(constText(v.Val))
		}
	case *String:
		b.WriteString("str(")
		formatParts(b, v.Parts)
		b.WriteString(")")
	case *Expr:
		formatExpr(b, v)
	case *Object:
		formatObject(b, v)
	case *Array:
		formatArray(b, v)
	case *Alt:
		b.WriteString("alt(")
		for i, c := range v.Cases {
			if i > 0 {
				b.WriteString("; ")
			}
			formatConds(b, c.When)
			format(b, c.Value)
		}
		b.WriteString(")")
	case *Unknown:
		fmt.Fprintf(b, "?(%s)", v.Reason)
	}
}

// constText prints a constant, floats in their shortest form.
func constText(v constant.Value) string {
	if v.Kind() == constant.Float {
		f, _ := constant.Float64Val(v)
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v.ExactString()
}

func formatParts(b *strings.Builder, ps []Part) {
	for i, p := range ps {
		if i > 0 {
			b.WriteString(" + ")
		}
		switch {
		case p.Each != nil:
			b.WriteString("each(")
			formatParts(b, p.Each)
			b.WriteString(")")
		case p.Expr == nil:
			b.WriteString(strconv.Quote(p.Lit))
		default:
			if p.Raw {
				b.WriteString("raw ")
			}
			formatExpr(b, p.Expr)
			b.WriteString(p.Verb)
		}
	}
}

func formatExpr(b *strings.Builder, e *Expr) {
	b.WriteString("<")
	b.WriteString(exprText(e.Orig.Expr))
	b.WriteString(" ")
	b.WriteString(types.TypeString(e.Type, func(p *types.Package) string { return p.Name() }))
	if !e.Stable.OK {
		fmt.Fprintf(b, " !%s", e.Stable.Why)
	}
	b.WriteString(">")
}

// exprText prints an expression on one line.
func exprText(e ast.Expr) string {
	if _, bad := e.(*ast.BadExpr); bad || e == nil {
		return "-"
	}
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), e); err != nil {
		return "?"
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func formatConds(b *strings.Builder, cs []Cond) {
	for _, c := range cs {
		b.WriteString("if(")
		if c.Negate {
			b.WriteString("not ")
		}
		b.WriteString(exprText(c.Orig.Expr))
		b.WriteString(") ")
	}
}

func formatObject(b *strings.Builder, o *Object) {
	b.WriteString("{")
	for i, f := range o.Fields {
		if i > 0 {
			b.WriteString(", ")
		}
		formatConds(b, f.Presence.When)
		b.WriteString(strconv.Quote(f.Key))
		if f.Presence.OmitEmpty != nil {
			b.WriteString("*")
		}
		b.WriteString(": ")
		format(b, f.Value)
	}
	if o.Rest != nil {
		formatRest(b, o.Rest, o.Whole)
	}
	b.WriteString("}")
}

func formatRest(b *strings.Builder, rest *Unknown, whole *Expr) {
	fmt.Fprintf(b, ", ...%s", rest.Reason)
	if whole != nil {
		b.WriteString(" in ")
		formatExpr(b, whole)
	}
}

func formatArray(b *strings.Builder, a *Array) {
	b.WriteString("[")
	for i, e := range a.Elems {
		if i > 0 {
			b.WriteString(", ")
		}
		if e.Loop != nil {
			b.WriteString("for(")
			switch over := e.Loop.Over.(type) {
			case *Expr:
				b.WriteString(exprText(over.Orig.Expr))
			case *Unknown:
				b.WriteString(exprText(over.Orig.Expr))
			}
			b.WriteString(") ")
		}
		formatConds(b, e.Presence.When)
		format(b, e.Value)
	}
	if a.Rest != nil {
		formatRest(b, a.Rest, a.Whole)
	}
	b.WriteString("]")
	if a.NullIfEmpty {
		b.WriteString("|null")
	}
}

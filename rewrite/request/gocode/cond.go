package gocode

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// presence gives the Go condition under which a member of Go type t is sent, "" for
// always. It reports false for a member that is never sent.
func (p *printer) presence(t reflect.Type, pr payload.Presence, v payload.Value) (string, bool) {
	var conds []string
	for _, c := range pr.When {
		conds = append(conds, p.cond(c))
	}
	if pr.OmitEmpty != nil && !nilIsAbsent(t, pr.OmitEmpty, v) && !(t.Kind() == reflect.Slice && mayBeNil(pr.OmitEmpty)) {
		empty := p.nonEmpty(pr.OmitEmpty, pr.OmitZero)
		if empty.never {
			return "", false
		}
		conds = append(conds, empty.cond)
	}
	conds = append(conds, p.notNil(t, v))
	if conds, ok := compatible(conds); ok {
		return join(conds), true
	}
	return "", false
}

// nilIsAbsent reports whether a member's omitempty test is what the SDK does anyway: it
// does not send a nil pointer, and the Go pointer is passed on as it is.
func nilIsAbsent(t reflect.Type, tested, v payload.Value) bool {
	e, ok := v.(*payload.Expr)
	return ok && sameExpr(tested, v) && t.Kind() == reflect.Pointer && isPointerTo(e.Type, t.Elem())
}

// mayBeNil reports whether a list that is written out has only elements that are there on
// conditions of their own: with none of them it is nil, which the SDK does not send.
func mayBeNil(v payload.Value) bool {
	a, ok := v.(*payload.Array)
	if !ok || len(a.Elems) == 0 || a.Rest != nil {
		return false
	}
	return !slices.ContainsFunc(a.Elems, func(e *payload.Elem) bool { return e.Loop != nil || e.Presence.Always() })
}

// sameExpr reports whether two values are the same run-time expression, read in the same
// place.
func sameExpr(a, b payload.Value) bool {
	x, okX := a.(*payload.Expr)
	y, okY := b.(*payload.Expr)
	if !okX || !okY || x.Orig.Expr == nil || y.Orig.Expr == nil || x.Orig.Frame != y.Orig.Frame {
		return false
	}
	return x.Orig.Expr == y.Orig.Expr || types.ExprString(x.Orig.Expr) == types.ExprString(y.Orig.Expr)
}

// join connects conditions, each once, and what tests a pointer before what reads through it.
func join(conds []string) string {
	var out []string
	seen := map[string]bool{"": true}
	for _, c := range conds {
		if !seen[c] {
			seen[c] = true
			out = append(out, c)
		}
	}
	nilFirst(out)
	if len(out) > 1 {
		for i, c := range out {
			if strings.Contains(c, "||") {
				out[i] = "(" + c + ")"
			}
		}
	}
	return strings.Join(out, " && ")
}

// nilFirst moves the tests of pointers in front of the first condition that reads through
// the pointer. Conditions come from different places, omitempty's from the member and
// others from the code, and all of them hold or the value is not there.
func nilFirst(conds []string) {
	for i, c := range conds {
		pointer, ok := strings.CutSuffix(c, " != nil")
		if !ok {
			continue
		}
		reads := func(cond string) bool { return strings.Contains(cond, pointer+".") }
		if at := slices.IndexFunc(conds[:i], reads); at >= 0 {
			copy(conds[at+1:i+1], conds[at:i])
			conds[at] = c
		}
	}
}

// notNil is the test that a pointer needs before it is read. The SDK's own pointer types
// take a nil as it is: not sent.
func (p *printer) notNil(t reflect.Type, v payload.Value) string {
	e, ok := v.(*payload.Expr)
	if !ok || t == documentType {
		return ""
	}
	if _, ok := types.Unalias(e.Type).(*types.Pointer); !ok {
		return ""
	}
	if t.Kind() == reflect.Pointer && isPointerTo(e.Type, t.Elem()) {
		return ""
	}
	return p.stable(e, "the pointer").flat() + " != nil"
}

// emptiness is what testing a value for being empty comes to: a condition, or a
// decision that does not need one.
type emptiness struct {
	cond  string // holds when the value is not empty; "" when it never is
	never bool   // the value is always empty
}

// nonEmpty gives the condition under which omitempty, or omitzero, keeps a value.
func (p *printer) nonEmpty(v payload.Value, zero bool) emptiness {
	switch v := v.(type) {
	case *payload.Const:
		return emptiness{never: isZeroConst(v)}
	case *payload.String:
		return p.nonEmptyText(v)
	case *payload.Expr:
		return emptiness{cond: p.nonEmptyExpr(v, zero)}
	case *payload.Array:
		return p.nonEmptyArray(v)
	case *payload.Object:
		return emptiness{never: len(v.Fields) == 0 && v.Rest == nil && !isStruct(v)}
	}
	p.fail(v.Origin().Expr, "cannot tell when an omitempty member is empty")
	return emptiness{}
}

func isZeroConst(c *payload.Const) bool {
	switch {
	case c.Val == nil:
		return true
	case c.Val.Kind() == constant.String:
		return constant.StringVal(c.Val) == ""
	case c.Val.Kind() == constant.Bool:
		return !constant.BoolVal(c.Val)
	}
	return constant.Sign(c.Val) == 0
}

// nonEmptyText tests a string of pieces: any literal piece keeps it.
func (p *printer) nonEmptyText(s *payload.String) emptiness {
	var conds []string
	for _, part := range s.Parts {
		if part.Expr == nil || !isTextPart(part) {
			return emptiness{}
		}
		conds = append(conds, p.textOperand(part.Expr)+` != ""`)
	}
	return emptiness{cond: strings.Join(conds, " || ")}
}

func (p *printer) nonEmptyArray(a *payload.Array) emptiness {
	if len(a.Elems) == 0 && a.Rest == nil {
		return emptiness{never: true}
	}
	var conds []string
	for _, e := range a.Elems {
		over, ok := loopOver(e)
		switch {
		case ok:
			conds = append(conds, "len("+p.stable(over, "the list").flat()+") > 0")
		case e.Loop == nil && e.Presence.Always():
			return emptiness{}
		case e.Loop == nil: // there on a condition of its own
			cond, ok := p.presence(documentType, e.Presence, e.Value)
			if ok && cond == "" {
				return emptiness{}
			} else if ok {
				conds = append(conds, cond)
			}
		default:
			p.fail(a.Orig.Expr, "cannot tell when an omitempty list is empty")
		}
	}
	return emptiness{cond: join1(conds, " || "), never: len(conds) == 0}
}

// loopOver gives what an unconditional loop ranges over.
func loopOver(e *payload.Elem) (*payload.Expr, bool) {
	if e.Loop == nil || !e.Presence.Always() {
		return nil, false
	}
	over, ok := e.Loop.Over.(*payload.Expr)
	return over, ok
}

func join1(list []string, sep string) string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return strings.Join(out, sep)
}

func isStruct(o *payload.Object) bool {
	if o.Orig.Expr == nil || o.Orig.Frame == nil || o.Orig.Frame.Info == nil {
		return false
	}
	t := o.Orig.Frame.Info.TypeOf(o.Orig.Expr)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func (p *printer) nonEmptyExpr(e *payload.Expr, zero bool) string {
	s := p.stable(e, "the condition").flat()
	switch u := types.Unalias(e.Type).Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return s + ` != ""`
		case u.Info()&types.IsBoolean != 0:
			return s
		}
		return s + " != 0"
	case *types.Slice, *types.Map:
		if zero {
			return s + " != nil"
		}
		return "len(" + s + ") > 0"
	case *types.Pointer, *types.Interface:
		return s + " != nil"
	}
	if !zero {
		return "" // encoding/json never finds a struct empty
	}
	p.fail(e.Orig.Expr, "cannot write the omitzero test of a %s", e.Type)
	return ""
}

// cond prints a condition of the control flow.
func (p *printer) cond(c payload.Cond) string {
	if !c.Stable.OK {
		if s, ok := p.frozen(c.Orig); ok && c.Negate {
			return negated(s)
		} else if ok {
			return s.text
		}
		p.fail(c.Orig.Expr, "a condition cannot be evaluated at the call: %s", c.Stable.Why)
		return ""
	}
	s, err := p.resolve(c.Orig)
	if err != nil {
		p.fail(c.Orig.Expr, "a condition cannot be evaluated at the call: %v", err)
		return ""
	}
	if c.Negate {
		return negated(s)
	}
	return s.text
}

var opposite = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
}

// negated is the condition's opposite. Order comparisons are not turned round: with a
// NaN, !(a < b) is not a >= b.
func negated(s source) string {
	switch e := ast.Unparen(s.expr).(type) {
	case *ast.UnaryExpr:
		if e.Op == token.NOT {
			return printed(ast.Unparen(e.X))
		}
	case *ast.BinaryExpr:
		if turned := turnedRound(e); turned != nil {
			return printed(turned)
		}
		return "!(" + s.text + ")"
	}
	return "!" + s.text
}

// turnedRound is the opposite of comparisons that are joined by &&: a == nil || a.B != c
// for a != nil && a.B == c. It is nil for what has no such opposite.
func turnedRound(e ast.Expr) ast.Expr {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	if op, ok := opposite[b.Op]; ok {
		return &ast.BinaryExpr{X: b.X, Op: op, Y: b.Y}
	}
	x, y := turnedRound(b.X), turnedRound(b.Y)
	if b.Op != token.LAND || x == nil || y == nil {
		return nil
	}
	return &ast.BinaryExpr{X: x, Op: token.LOR, Y: y}
}

// choice prints an alternative: a variable, set in the branches of an if statement.
func (p *printer) choice(b *block, t reflect.Type, alt *payload.Alt, hint string) code {
	name := p.fresh(variableNames(hint)...)
	b.line("var " + name + " " + p.typeName(t))
	p.chain(b, alt.Cases, func(b *block, v payload.Value) {
		if !absent(v) {
			b.add(name+" = ", p.value(b, t, v, hint), "")
		}
	})
	return text(name)
}

// chain prints alternatives as if, else if, else.
func (p *printer) chain(b *block, cases []payload.AltCase, each func(*block, payload.Value)) {
	for i, c := range cases {
		cond := p.caseCond(cases, i)
		if cond == "" {
			each(b, c.Value)
			return
		}
		s := &stmt{head: "if " + cond, body: &block{}}
		b.stmts = append(b.stmts, s)
		each(s.body, c.Value)
		if i == len(cases)-1 {
			return
		}
		s.els = &block{}
		b = s.els
	}
}

// caseCond is the condition of one alternative after those before it did not hold: ""
// for the last one, if it is the opposite of the only other.
func (p *printer) caseCond(cases []payload.AltCase, i int) string {
	when := cases[i].When
	if i == 1 && len(cases) == 2 && opposites(cases[0].When, when) {
		return ""
	}
	var conds []string
	for _, c := range when {
		conds = append(conds, p.cond(c))
	}
	return join(conds)
}

// opposites reports whether one list of conditions is the negation of the other.
func opposites(a, b []payload.Cond) bool {
	return len(a) == 1 && len(b) == 1 && a[0].Orig.Expr == b[0].Orig.Expr && a[0].Negate != b[0].Negate
}

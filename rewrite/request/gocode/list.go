package gocode

import (
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// list prints a slice: a literal if every element is always there, else a variable that
// is appended to, in loops and under conditions as in the code.
func (p *printer) list(b *block, t reflect.Type, v payload.Value, hint string) code {
	a, ok := v.(*payload.Array)
	if !ok {
		return p.sliceExpr(t, v, hint)
	}
	if a.Rest != nil {
		return p.fail(a.Rest.Orig.Expr, "%s may have elements that are not known: %s", hint, a.Rest.Reason)
	}
	if len(a.Elems) == 0 {
		return text(p.typeName(t) + "{}")
	}
	if e := p.identity(t, a); e != nil {
		return p.stable(e, hint)
	}
	elems := p.lifted(t.Elem(), a.Elems)
	fixed := leading(elems)
	if len(fixed) == len(elems) {
		return p.sliceLit(b, t, fixed, hint)
	}
	name := p.fresh(variableNames(hint)...)
	if len(fixed) == 0 {
		b.line(p.declareList(name, t))
		if p.together(b, name, t, elems, hint) {
			return text(name)
		}
	} else {
		b.add(name+" := ", p.sliceLit(b, t, fixed, hint), "")
	}
	p.appends(b, name, t, elems[len(fixed):], hint)
	return text(name)
}

// declareList declares a slice variable without elements: nil, so that an empty list is
// not sent, unless the SDK's client demands one.
func (p *printer) declareList(name string, t reflect.Type) string {
	if t.Elem().Name() == "ToolResultContentBlock" {
		return name + " := " + p.typeName(t) + "{}"
	}
	return "var " + name + " " + p.typeName(t)
}

// together prints a slice whose elements are all sent or none: one assignment under
// their condition. It reports whether that is the case.
func (p *printer) together(b *block, name string, t reflect.Type, elems []*payload.Elem, hint string) bool {
	if slices.ContainsFunc(elems, func(e *payload.Elem) bool { return e.Loop != nil }) {
		return false // what the conditions read may be the loop's
	}
	var cond string
	for i, e := range elems {
		c, ok := p.presence(t.Elem(), e.Presence, e.Value)
		if !ok || i > 0 && c != cond {
			return false
		}
		cond = c
	}
	inner := b.when(cond)
	inner.add(name+" = ", p.sliceLit(inner, t, elems, hint), "")
	return true
}

// leading are the elements before the first that is conditional or in a loop.
func leading(elems []*payload.Elem) []*payload.Elem {
	for i, e := range elems {
		if e.Loop != nil || !e.Presence.Always() {
			return elems[:i]
		}
	}
	return elems
}

// lifted moves the condition of a union's only member to the element: a block whose
// text is omitted when empty is itself omitted, since a union without a member is no
// value.
func (p *printer) lifted(t reflect.Type, elems []*payload.Elem) []*payload.Elem {
	if t.Kind() != reflect.Interface {
		return elems
	}
	out := make([]*payload.Elem, len(elems))
	for i, e := range elems {
		out[i] = e
		o, ok := e.Value.(*payload.Object)
		if !ok || len(o.Fields) != 1 || o.Fields[0].Presence.Always() || !e.Presence.Always() {
			continue
		}
		f := *o.Fields[0]
		lifted := *e
		lifted.Presence, f.Presence = f.Presence, payload.Presence{}
		lifted.Value = &payload.Object{Orig: o.Orig, Fields: []*payload.Field{&f}}
		out[i] = &lifted
	}
	return out
}

// sliceLit prints elements that are always there. Struct elements leave out their type.
func (p *printer) sliceLit(b *block, t reflect.Type, elems []*payload.Elem, hint string) code {
	lit := &literal{open: p.typeName(t) + "{", close: "}"}
	for _, e := range elems {
		v := p.value(b, t.Elem(), e.Value, singular(hint))
		if inner, ok := v.(*literal); ok && t.Elem().Kind() == reflect.Struct {
			v = &literal{open: "{", close: "}", items: inner.items}
		}
		lit.items = append(lit.items, item{value: v})
	}
	return lit
}

// appends prints the statements that add elements to a slice variable.
func (p *printer) appends(b *block, name string, t reflect.Type, elems []*payload.Elem, hint string) {
	for len(elems) > 0 {
		n := sameLoop(elems)
		p.appendRun(b, name, t, elems[:n], hint)
		elems = elems[n:]
	}
}

// sameLoop counts the leading elements that one loop appends.
func sameLoop(elems []*payload.Elem) int {
	n := 1
	for elems[0].Loop != nil && n < len(elems) && elems[n].Loop == elems[0].Loop {
		n++
	}
	return n
}

func (p *printer) appendRun(b *block, name string, t reflect.Type, elems []*payload.Elem, hint string) {
	if loop := elems[0].Loop; loop != nil {
		head, leave := p.enterLoop(loop, hint)
		defer leave()
		outer := b
		b = b.loop(head)
		defer outer.blankKey(len(outer.stmts) - 1)
	}
	for _, e := range elems {
		cond, ok := p.presence(t.Elem(), e.Presence, e.Value)
		if ok && !absent(e.Value) {
			b.when(cond).append(name, p.elem(b.when(cond), t, e.Value, hint))
		}
	}
}

// elem prints an element of a slice in a statement that appends it.
func (p *printer) elem(b *block, t reflect.Type, v payload.Value, hint string) code {
	return p.value(b, t.Elem(), v, singular(hint))
}

// enterLoop prints a loop's head and gives its variables their names until leave.
func (p *printer) enterLoop(l *payload.Loop, hint string) (head string, leave func()) {
	switch stmt := l.Stmt.(type) {
	case nil, *ast.RangeStmt:
	case *ast.ForStmt:
		p.fail(nil, "the list is built by a for loop without range")
		return "for", func() {}
	default:
		p.fail(nil, "the list is built by a %T", stmt)
		return "for", func() {}
	}
	over, ok := l.Over.(*payload.Expr)
	if !ok {
		p.fail(l.Over.Origin().Expr, "the list that the loop ranges over cannot be evaluated at the call")
		return "for", func() {}
	}
	src := p.stable(over, "the list that the loop ranges over").flat()
	if l.Elem != nil {
		name := p.loopName(elemName(l))
		p.elems[l.Elem] = name
		return "for _, " + name + " := range " + src, func() { delete(p.used, name) }
	}
	key, value := p.loopVar(l.Key), p.loopVar(l.Value)
	leave = func() {
		for _, obj := range []types.Object{l.Key, l.Value} {
			if obj != nil {
				delete(p.used, p.renamed[obj])
				delete(p.renamed, obj)
			}
		}
	}
	switch {
	case value != "_":
		return "for " + key + ", " + value + " := range " + src, leave
	case key != "_":
		return "for " + key + " := range " + src, leave
	}
	return "for range " + src, leave
}

// loopVar names a loop variable in the printed loop as it is named in the code.
func (p *printer) loopVar(obj types.Object) string {
	if obj == nil || obj.Name() == "_" {
		return "_"
	}
	name := p.loopName(obj.Name())
	p.renamed[obj] = name
	return name
}

// loopName keeps the name of a loop variable unless the prelude uses it already. It may
// hide a variable of the function, as the loop in the code did: the body reads nothing
// but what was resolved to these very objects.
func (p *printer) loopName(name string) string {
	if !p.used[name] && !p.visible(name) {
		p.used[name] = true
		return name
	}
	return p.fresh(name, name+"Item")
}

// visible reports whether the name means something at the call.
func (p *printer) visible(name string) bool {
	_, obj := p.scope().LookupParent(name, p.site.At)
	return obj != nil
}

// elemName names the element of a slice: m for a []Message, message for what messages
// holds that has no name of its own.
func elemName(l *payload.Loop) string {
	t := l.Type
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return strings.ToLower(named.Obj().Name()[:1])
	}
	switch list := ast.Unparen(l.Over.Origin().Expr).(type) {
	case *ast.Ident:
		if one, ok := strings.CutSuffix(list.Name, "s"); ok && one != "" {
			return one
		}
	case *ast.TypeAssertExpr: // a member of a map
		return "item"
	}
	return "e"
}

// identity finds the slice that an array is, element for element, with the SDK's own
// Go type: []string for stop sequences.
func (p *printer) identity(t reflect.Type, a *payload.Array) *payload.Expr {
	if len(a.Elems) != 1 {
		return nil
	}
	over, ok := loopOver(a.Elems[0])
	if !ok || !sameSlice(over.Type, t) {
		return nil
	}
	e, ok := a.Elems[0].Value.(*payload.Expr)
	if !ok {
		return nil
	}
	id, ok := e.Orig.Expr.(*ast.Ident)
	if !ok {
		return nil
	}
	l := a.Elems[0].Loop
	if id == l.Elem || l.Value != nil && objectOf(id, e.Orig.Frame) == l.Value {
		return over
	}
	return nil
}

// sliceExpr prints a run-time slice that is passed on as it is.
func (p *printer) sliceExpr(t reflect.Type, v payload.Value, hint string) code {
	e, ok := v.(*payload.Expr)
	if !ok || !sameSlice(e.Type, t) {
		return p.fail(v.Origin().Expr, "%s cannot be written as %s", hint, t)
	}
	return p.stable(e, hint)
}

func sameSlice(have types.Type, want reflect.Type) bool {
	s, ok := types.Unalias(have).(*types.Slice)
	return ok && want.Kind() == reflect.Slice && sameBasic(s.Elem(), want.Elem())
}

// singular names one element of a list.
func singular(hint string) string {
	if hint == "system" || !strings.HasSuffix(hint, "s") {
		return hint
	}
	return strings.TrimSuffix(hint, "s")
}

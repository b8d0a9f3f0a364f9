package gocode

import (
	"reflect"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// input prints the request itself. Its conditional members become variables of the
// prelude, which stay nil, and so unsent, where the condition does not hold: the
// literal at the call then shows every member that can be sent.
func (p *printer) input(b *block, t reflect.Type, tree *payload.Object) code {
	lit := &literal{open: "&" + p.typeName(t) + "{", close: "}", expand: true}
	for _, group := range p.members(t, tree) {
		f, ok := structField(t, group.key)
		if !ok {
			p.fail(nil, "%s has no member %s", t.Name(), group.key)
			continue
		}
		v := p.inputMember(b, f.Type, group)
		if v != nil {
			lit.items = append(lit.items, item{f.Name + ":", v})
		}
	}
	if p.site.Split != nil {
		p.splitTurns(b, lit)
	}
	return lit
}

// splitTurns adds what a function makes of a prompt, behind the model's id.
func (p *printer) splitTurns(b *block, lit *literal) {
	system, messages := p.fresh(variableNames("system")...), p.fresh(variableNames("messages")...)
	prompt := p.value(b, reflect.TypeFor[string](), p.site.Split.Prompt, "the prompt").flat()
	b.line(system + ", " + messages + " := " + p.site.Split.Func + "(" + prompt + ")")
	turns := []item{{"System:", text(system)}, {"Messages:", text(messages)}}
	lit.items = append(lit.items[:1:1], append(turns, lit.items[1:]...)...)
}

// inputMember prints one member of the request; nil when it is never sent.
func (p *printer) inputMember(b *block, t reflect.Type, g group) code {
	if len(g.fields) == 1 {
		f := g.fields[0]
		if doc, ok := f.Value.(*payload.Object); ok && t == documentType && isSparse(doc) {
			return p.sparseDocument(b, f, g.key)
		}
		cond, ok := p.presence(t, f.Presence, f.Value)
		if !ok {
			return nil
		}
		if cond == "" {
			return p.value(b, t, f.Value, g.key)
		}
		name := p.fresh(variableNames(g.key)...)
		b.line("var " + name + " " + p.typeName(t))
		inner := b.when(cond)
		inner.add(name+" = ", p.value(inner, t, f.Value, g.key), "")
		return text(name)
	}
	name := p.fresh(variableNames(g.key)...)
	declared := false
	for _, f := range g.fields {
		cond, ok := p.presence(t, f.Presence, f.Value)
		if !ok {
			continue
		}
		assign := " = "
		if !declared {
			declared = true
			if assign = " := "; cond != "" {
				b.line("var " + name + " " + p.typeName(t))
				assign = " = "
			}
		}
		inner := b.when(cond)
		inner.add(name+assign, p.value(inner, t, f.Value, g.key), "")
	}
	return text(name)
}

// isSparse reports whether a document may turn out to be empty. Some models refuse an
// empty one where none is fine: https://github.com/BerriAI/litellm/pull/29565
func isSparse(doc *payload.Object) bool {
	for _, f := range doc.Fields {
		if f.Presence.Always() {
			return false
		}
	}
	return len(doc.Fields) > 0
}

// sparseDocument prints a document that is sent if any of its members is.
func (p *printer) sparseDocument(b *block, f *payload.Field, key string) code {
	fields, plain := p.anyObject(b, f.Value.(*payload.Object), documentMembers)
	name := p.fresh(variableNames(key)...)
	b.line("var " + name + " " + p.typeName(documentType))
	inner := b.when("len(" + fields.flat() + ") > 0")
	inner.add(name+" = ", p.documentOf(fields, plain), "")
	return text(name)
}

// group is the fields of one key, in order: more than one when a default is replaced
// under a condition.
type group struct {
	key    string
	fields []*payload.Field
}

// members groups an object's fields by key, in the order in which people write them.
// A field that is always sent hides those of its key before it.
func (p *printer) members(t reflect.Type, o *payload.Object) []group {
	if o.Rest != nil {
		p.fail(o.Rest.Orig.Expr, "part of the request is not known: %s", o.Rest.Reason)
	}
	var groups []group
	at := map[string]int{}
	for _, f := range o.Fields {
		if absent(f.Value) && !isDemandedList(t, f) {
			continue
		}
		i, ok := at[f.Key]
		if !ok {
			i = len(groups)
			at[f.Key] = i
			groups = append(groups, group{key: f.Key})
		}
		if f.Presence.Always() {
			groups[i].fields = nil
		}
		groups[i].fields = append(groups[i].fields, f)
	}
	sortMembers(t, groups, func(g group) string { return g.key })
	return groups
}

// isDemandedList reports whether the SDK's client refuses a nil list where the service
// takes an empty one: a tool may have nothing to say.
func isDemandedList(t reflect.Type, f *payload.Field) bool {
	_, isList := f.Value.(*payload.Array)
	return isList && t.Name() == "ToolResultBlock" && f.Key == "content"
}

// absent reports whether a value is never worth sending: Converse refuses null, and
// empty lists are refused by some models where a missing one is not.
// https://github.com/BerriAI/litellm/pull/29565
func absent(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Const:
		return v.Val == nil
	case *payload.Array:
		return len(v.Elems) == 0 && v.Rest == nil
	}
	return false
}

// value prints a value as Go type t. Statements that it needs go to b; hint is the key
// it is for, and so the base of variable names.
func (p *printer) value(b *block, t reflect.Type, v payload.Value, hint string) code {
	switch v := v.(type) {
	case *payload.Unknown:
		return p.fail(v.Orig.Expr, "%s is not known: %s", hint, v.Reason)
	case *payload.Alt:
		return p.choice(b, t, v, hint)
	}
	switch {
	case t == documentType:
		return p.document(b, v, hint)
	case t == bytesType:
		return p.bytes(b, v, hint)
	}
	switch t.Kind() {
	case reflect.Pointer:
		if t.Elem().Kind() == reflect.Struct {
			return p.structure(b, t.Elem(), "&", v, hint)
		}
		return p.pointer(t.Elem(), v, hint)
	case reflect.Struct:
		return p.structure(b, t, "", v, hint)
	case reflect.Interface:
		return p.union(b, t, v, hint)
	case reflect.Slice:
		return p.list(b, t, v, hint)
	case reflect.Map:
		return p.stringMap(t, v, hint)
	}
	return p.scalar(t, v, hint)
}

// structure prints a struct: one literal, or a variable that is completed under
// conditions.
func (p *printer) structure(b *block, t reflect.Type, amp string, v payload.Value, hint string) code {
	o, ok := v.(*payload.Object)
	if !ok {
		return p.fail(v.Origin().Expr, "%s is an object for Converse, but not in the code", hint)
	}
	lit := &literal{open: amp + p.typeName(t) + "{", close: "}"}
	var later []conditional
	for _, g := range p.members(t, o) {
		f, ok := structField(t, g.key)
		if !ok {
			p.fail(v.Origin().Expr, "%s has no member %s", t.Name(), g.key)
			continue
		}
		for _, pf := range g.fields {
			cond, ok := p.presence(f.Type, pf.Presence, pf.Value)
			switch {
			case !ok:
			case cond == "":
				lit.items = append(lit.items, item{f.Name + ":", p.value(b, f.Type, pf.Value, hint+"."+g.key)})
			default:
				later = append(later, conditional{f, g.key, cond, pf.Value})
			}
		}
	}
	if len(later) == 0 {
		return lit
	}
	name := p.fresh(variableNames(hint)...)
	b.add(name+" := ", lit, "")
	for _, c := range later {
		inner := b.when(c.cond)
		inner.add(name+"."+c.field.Name+" = ", p.value(inner, c.field.Type, c.value, hint+"."+c.key), "")
	}
	return text(name)
}

type conditional struct {
	field reflect.StructField
	key   string
	cond  string
	value payload.Value
}

// union prints the one member of a union that an object with one key stands for.
func (p *printer) union(b *block, t reflect.Type, v payload.Value, hint string) code {
	o, ok := v.(*payload.Object)
	if !ok || len(o.Fields) == 0 || o.Rest != nil {
		return p.fail(v.Origin().Expr, "cannot tell which kind of %s is sent", t.Name())
	}
	if len(o.Fields) == 1 && o.Fields[0].Presence.Always() {
		return p.unionMember(b, t, o, o.Fields[0], hint)
	}
	name := p.fresh(variableNames(hint)...)
	b.line("var " + name + " " + p.typeName(t))
	for _, f := range o.Fields {
		if f.Presence.Always() {
			return p.fail(v.Origin().Expr, "cannot tell which kind of %s is sent", t.Name())
		}
		if cond, ok := p.presence(t, f.Presence, f.Value); ok {
			inner := b.when(cond)
			inner.add(name+" = ", p.unionMember(inner, t, o, f, hint), "")
		}
	}
	return text(name)
}

func (p *printer) unionMember(b *block, t reflect.Type, v payload.Value, f *payload.Field, hint string) code {
	m, ok := member(t, f.Key)
	if !ok {
		return p.fail(v.Origin().Expr, "%s has no member %s", t.Name(), f.Key)
	}
	value, _ := m.FieldByName("Value")
	if absent(f.Value) {
		return p.fail(v.Origin().Expr, "the %s of a %s is null", f.Key, t.Name())
	}
	return &literal{
		open:  "&" + p.typeName(m) + "{",
		close: "}",
		items: []item{{"Value:", p.value(b, value.Type, f.Value, hint+"."+f.Key)}},
	}
}

// variableNames are the names to try for a variable that holds a Converse member, given
// as a dotted path. The plain one is often taken by the native value that it is made from.
func variableNames(path string) []string {
	steps := strings.Split(path, ".")
	key := steps[len(steps)-1]
	switch key {
	case "inferenceConfig":
		return []string{"inference", "inferenceConfig"}
	case "additionalModelRequestFields":
		return []string{"additional", "additionalFields"}
	case documentMembers:
		return []string{"fields", "nativeFields"}
	}
	names := []string{key}
	if len(steps) > 2 {
		names = append(names, steps[len(steps)-2]+exported(key))
	}
	return append(names, "converse"+exported(key))
}

// documentMembers is the hint for the map inside of a document.
const documentMembers = "documentMembers"

package mapping

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// value maps a value at its place. pr says when it is sent.
func (m *mapper) value(p spot, v payload.Value, pr payload.Presence) {
	defer func(path string) { m.path = path }(m.path)
	m.path = p.path
	var tested []branch // of the omitempty test, one for each of the value
	if sameAlt(pr.OmitEmpty, v) {
		tested = m.branches(pr.OmitEmpty)
	}
	if f := p.shape.Field; f != nil && (f.Transform != "prompt" || !m.templated(v)) {
		whole := Whole(v)
		m.solid[whole] = whole != v && neverEmpty(v)
		v = whole
	}
	branches := m.branches(v)
	for i, b := range branches {
		if len(tested) == len(branches) {
			pr.OmitEmpty = tested[i].value // of a pointer, not what it points to
		}
		if c, ok := pr.OmitEmpty.(*payload.Const); ok && isZero(c) {
			continue
		}
		if len(b.when) > 0 {
			m.known(p, b.value, m.both(payload.Presence{When: b.when}, pr))
			continue
		}
		m.known(p, b.value, pr)
	}
}

// known maps a value that is not an alternative.
func (m *mapper) known(p spot, v payload.Value, pr payload.Presence) {
	if c, ok := v.(*payload.Const); ok && c.Val == nil {
		return // null: the native formats read it as a missing member
	}
	if u, ok := v.(*payload.Unknown); ok {
		if f := p.shape.Field; f != nil && isDocument(f.Converse) && u.Stable.OK && u.Orig.Expr != nil && u.Type != nil {
			// Any JSON will do here, so its shape need not be known.
			m.field(p, f, &payload.Expr{Orig: u.Orig, Type: u.Type, Stable: u.Stable}, pr)
			return
		}
		m.failCode(rules.CallUnknown, u, "%s cannot be known: %s", name(p.path), u.Reason)
		return
	}
	s := p.shape
	if s.Field != nil && m.takesWhole(s, v) {
		m.field(p, s.Field, v, pr)
		return
	}
	switch v := v.(type) {
	case *payload.Object:
		if len(s.Keys) > 0 || len(s.Variants) > 0 {
			m.object(p, v, pr)
			return
		}
	case *payload.Array:
		if s.Elem != nil {
			m.array(p, v, pr)
			return
		}
	}
	m.fail(v, "%s is %s, which %s does not take here", name(p.path), describe(v), m.n.Family.Name)
}

func name(path string) string {
	if path == "" {
		return "the body"
	}
	return path
}

func describe(v payload.Value) string {
	switch v := v.(type) {
	case *payload.Object:
		return "an object"
	case *payload.Array:
		return "an array"
	case *payload.Expr:
		return "of Go type " + types.TypeString(v.Type, func(p *types.Package) string { return p.Name() })
	case *payload.String:
		return "a string"
	}
	return "a scalar"
}

// takesWhole reports whether a value goes through the node's own field rather than
// through those of its parts.
func (m *mapper) takesWhole(s *catalog.Shape, v payload.Value) bool {
	if t, ok := catalog.TransformNamed(s.Field.Transform); ok && t.Whole {
		return true
	}
	structured := len(s.Keys) > 0 || len(s.Variants) > 0 || s.Elem != nil
	switch v.(type) {
	case *payload.Object:
		// What goes to a document unchanged goes there in one piece, with all its conditions.
		return !structured || isDocument(s.Field.Converse) && s.Discriminator == ""
	case *payload.Array:
		return !structured || s.Field.Items != ""
	case *payload.Expr:
		// A map or an interface is as good as an object where the whole of it goes to
		// a document; elsewhere its members would have to be known.
		return s.Field.Items != "" || s.Field.Type != "object" && s.Field.Type != "array" || isDocument(s.Field.Converse) || s.Field.Verdict == catalog.Drops || s.Field.Verdict == catalog.Lost
	}
	return true
}

// object maps the members of an object.
func (m *mapper) object(p spot, o *payload.Object, pr payload.Presence) {
	s := p.shape
	if s.Discriminator != "" {
		if s = m.variant(p, o, pr); s == nil {
			return
		}
		if s.Field != nil && s.Field.Verdict != catalog.Drops {
			m.field(p, s.Field, o, pr)
			return
		}
	}
	if o.Rest != nil {
		m.failCode(rules.CallPartial, o.Rest, "%s may have members that cannot be known: %s", name(p.path), o.Rest.Reason)
	}
	var last []*payload.Field
	for _, f := range m.recased(p, s, o) {
		if k := s.Key(f.Key); k != nil && k.Field != nil && (k.Field.Transform == "cache-point" || k.Field.Transform == "last-message") {
			last = append(last, f) // it comes after the block that it marks, or the history
			continue
		}
		m.fieldOf(p, s, f, pr)
	}
	for _, f := range last {
		m.fieldOf(p, s, f, pr)
	}
}

func (m *mapper) fieldOf(p spot, s *catalog.Shape, f *payload.Field, pr payload.Presence) {
	path := f.Key
	if p.path != "" {
		path = p.path + "." + f.Key
	}
	k := s.Key(f.Key)
	if k == nil {
		if c, ok := f.Value.(*payload.Const); ok && c.Val == nil {
			return
		}
		defer func(at string) { m.path = at }(m.path)
		m.path = path
		m.failCode(rules.FieldUnknown, f.Value, "%s is not part of %s; InvokeModel refuses it", path, m.n.Family.Name)
		return
	}
	in := pointerPresence(f)
	if s.Value != "" && demanded(k) {
		// Without it the block is refused natively, and Converse refuses an empty one:
		// to test for that would only hide the mistake.
		in.OmitEmpty = nil
	}
	m.value(spot{k, path, p.slots}, f.Value, m.both(pr, in))
}

// pointerPresence adds to a field's presence that a nil pointer is null, and so not sent.
func pointerPresence(f *payload.Field) payload.Presence {
	e, ok := f.Value.(*payload.Expr)
	if !ok || f.Presence.OmitEmpty != nil {
		return f.Presence
	}
	if _, ok := types.Unalias(e.Type).(*types.Pointer); !ok {
		return f.Presence
	}
	out := f.Presence
	out.OmitEmpty = e
	return out
}

// variant finds the kind of object that its discriminator names. Nil means that it was
// dealt with: mapped kind by kind, or reported.
func (m *mapper) variant(p spot, o *payload.Object, pr payload.Presence) *catalog.Shape {
	s := p.shape
	var at payload.Value
	for _, f := range o.Fields {
		if f.Key == s.Discriminator {
			at = f.Value
		}
	}
	switch v := at.(type) {
	case nil:
		if found := s.Variant(""); found != nil {
			return found
		}
		m.fail(o, "%s has no %s", name(p.path), s.Discriminator)
	case *payload.Const:
		if v.Val != nil && v.Val.Kind() == constant.String {
			if found := s.Variant(constant.StringVal(v.Val)); found != nil {
				return found
			}
			m.failCode(rules.FieldUnknown, v, "%s of %s %s is not part of %s", name(p.path), s.Discriminator, v.Val, m.n.Family.Name)
			return nil
		}
		m.fail(v, "%s.%s is not a string", name(p.path), s.Discriminator)
	case *payload.Expr:
		m.runTimeVariant(p, o, v, pr)
	default:
		m.fail(v, "%s.%s is known only at run time", name(p.path), s.Discriminator)
	}
	return nil
}

// runTimeVariant maps an object whose kind is known at run time only: one condition for
// each kind that its Go type has the members for. Any other kind is refused natively
// for want of members, so nothing that worked is lost.
func (m *mapper) runTimeVariant(p spot, o *payload.Object, kind *payload.Expr, pr payload.Presence) {
	s := p.shape
	var fits []*catalog.Shape
	for _, v := range s.Variants {
		if expressible(v, o) {
			fits = append(fits, v)
		}
	}
	if len(fits) == 0 {
		m.fail(kind, "%s.%s is known only at run time", name(p.path), s.Discriminator)
		return
	}
	for _, v := range fits {
		when := pr
		if len(fits) > 1 {
			when = m.both(payload.Presence{When: []payload.Cond{equals(kind, v.Value)}}, pr)
		}
		m.object(spot{only(s, v), p.path, m.conditioned(p.slots, when)}, ofKind(o, s, v), payload.Presence{})
	}
}

// conditioned gives the innermost element a presence of its own, so that each kind of
// it is another element of the Converse list.
func (m *mapper) conditioned(slots []*slot, pr payload.Presence) []*slot {
	if len(slots) == 0 || pr.Always() {
		return slots
	}
	last := *slots[len(slots)-1]
	last.presence = m.both(last.presence, pr)
	last.joined = map[*list]*elem{}
	return append(slots[:len(slots)-1:len(slots)-1], &last)
}

// expressible reports whether an object has what a kind demands, and something that
// belongs to it.
func expressible(v *catalog.Shape, o *payload.Object) bool {
	some := false
	for _, k := range v.Keys {
		f := member(o, k.Name)
		some = some || f != nil
		if demanded(k) && (f == nil || !spells(k, f.Value)) {
			return false
		}
	}
	return some
}

// spells reports whether a value can be what a kind demands. A Go []byte is base64 in
// JSON, which is nothing to be read as text.
func spells(k *catalog.Shape, v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Expr:
		if _, slice := types.Unalias(v.Type).Underlying().(*types.Slice); slice && k.Field != nil && k.Field.Type == "string" {
			return k.Field.Transform == "base64-bytes"
		}
	case *payload.Object:
		for _, kind := range k.Variants {
			if expressible(kind, v) {
				return true
			}
		}
		return len(k.Variants) == 0
	}
	return true
}

// demanded reports whether a kind cannot do without a member.
func demanded(k *catalog.Shape) bool {
	if k.Field != nil {
		return k.Field.Required
	}
	for _, v := range k.Variants {
		for _, inner := range v.Keys {
			if inner.Field != nil && inner.Field.Required {
				return true
			}
		}
	}
	return false
}

func member(o *payload.Object, key string) *payload.Field {
	for _, f := range o.Fields {
		if f.Key == key {
			return f
		}
	}
	return nil
}

// only is the shape of one kind, without the others.
func only(s, v *catalog.Shape) *catalog.Shape {
	out := *s
	out.Discriminator, out.Variants = "", nil
	out.Keys = append(append([]*catalog.Shape{}, v.Keys...), s.Keys...)
	return &out
}

// ofKind is the object with the members that one kind has. Members that are omitted
// when empty do not need the test any more where the kind demands them.
func ofKind(o *payload.Object, s, v *catalog.Shape) *payload.Object {
	out := &payload.Object{Orig: o.Orig, Rest: o.Rest}
	for _, f := range o.Fields {
		k := v.Key(f.Key)
		if k == nil || f.Key == s.Discriminator {
			continue
		}
		if demanded(k) {
			kept := *f
			kept.Presence.OmitEmpty = nil
			f = &kept
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

// equals is the condition that a run-time string has a value.
func equals(e *payload.Expr, value string) payload.Cond {
	orig := e.Orig
	orig.Expr = &ast.BinaryExpr{X: e.Orig.Expr, Op: token.EQL, Y: stringLit(value)}
	return payload.Cond{Orig: orig, Stable: e.Stable}
}

// array maps the elements of an array.
func (m *mapper) array(p spot, a *payload.Array, pr payload.Presence) {
	if a.Rest != nil {
		m.failCode(rules.CallPartial, a.Rest, "%s may have elements that cannot be known: %s", name(p.path), a.Rest.Reason)
	}
	for _, e := range a.Elems {
		for _, b := range m.branches(e.Value) {
			in := e.Presence
			if len(b.when) > 0 {
				in = m.both(e.Presence, payload.Presence{When: b.when})
			}
			s := &slot{presence: in, loop: e.Loop, array: pr, from: a, orig: b.value.Origin(), joined: map[*list]*elem{}}
			m.value(spot{p.shape.Elem, p.path + "[]", append(p.slots[:len(p.slots):len(p.slots)], s)}, b.value, payload.Presence{})
		}
	}
}

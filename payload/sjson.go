package payload

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// setJSON is sjson.Set and its kin: argument 0 is a JSON text, 1 a path in it, 2 the value
// that is put there; a JSON text itself if raw.
func setJSON(raw bool) effect {
	return func(c *callCtx) goValue {
		path, ok := constString(c.arg(1))
		keys := jsonPath(path)
		if !ok || keys == nil {
			return c.withError(c.a.r.widened(c.resultType(), c.anon(), ""))
		}
		n := enc{a: c.a, st: c.st, pos: c.e.Pos()}
		var v Value
		if raw {
			v = c.a.r.jsonText(c.arg(2), n)
		} else {
			v = c.encodeArg(c.arg(2), 2)
		}
		return c.edited(func(doc Value) Value { return setAt(doc, keys, v, c.e.Args[1]) })
	}
}

// deleteJSON is sjson.Delete.
func deleteJSON(c *callCtx) goValue {
	path, ok := constString(c.arg(1))
	keys := jsonPath(path)
	if !ok || len(keys) != 1 {
		return c.withError(c.a.r.widened(c.resultType(), c.anon(), ""))
	}
	return c.edited(func(doc Value) Value { return withoutKey(doc, keys[0]) })
}

// edited is argument 0, a JSON text, with f applied to the value that it holds.
func (c *callCtx) edited(f func(Value) Value) goValue {
	doc := c.a.mapValue(c.arg(0), func(v goValue) goValue {
		n := enc{a: c.a, st: c.st, pos: c.e.Pos()}
		var base Value = &Object{Orig: n.src(v).origin()}
		if s, isConst := constString(v); !isConst || strings.TrimSpace(s) != "" {
			if !isNil(v) {
				base = c.a.r.jsonText(v, n)
			}
		}
		return &text{src: c.a.src(c.e), typ: c.resultType(), pieces: []piece{{json: f(base), call: c.e, in: c.a.fr}}}
	})
	return &tuple{src: c.a.src(c.e), vals: []goValue{doc, c.noError()}}
}

// jsonPath splits a path of sjson into keys; nil when it has wildcards, queries or
// modifiers.
func jsonPath(path string) []string {
	if path == "" || strings.ContainsAny(path, "|#@*?{}[]!") {
		return nil
	}
	var out []string
	var key strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			key.WriteByte(path[i])
		case c == '.':
			out = append(out, key.String())
			key.Reset()
		default:
			key.WriteByte(c)
		}
	}
	return append(out, key.String())
}

// setAt is doc with the value v at the path keys.
func setAt(doc Value, keys []string, v Value, at ast.Expr) Value {
	if len(keys) == 0 {
		return v
	}
	switch d := doc.(type) {
	case *Object:
		return setMember(d, keys, v, at)
	case *Array:
		return setElement(d, keys, v, at)
	case *Alt:
		out := *d
		out.Cases = nil
		for _, k := range d.Cases {
			out.Cases = append(out.Cases, AltCase{When: k.When, Value: setAt(k.Value, keys, v, at)})
		}
		return &out
	case *Const:
		if d.Val == nil {
			return fresh(d.Orig, keys, v, at)
		}
	case *Expr:
		return setAt(&Unknown{Orig: d.Orig, Reason: "JSON that is only known at run time", Type: d.Type, clock: d.clock}, keys, v, at)
	case *Unknown:
		if !isIndex(keys[0]) {
			o := &Object{Orig: d.Orig, Rest: d}
			return setMember(o, keys, v, at)
		}
	}
	return &Unknown{Orig: doc.Origin(), Reason: "a path is set in a value that it does not fit"}
}

// fresh is what a path makes where there is nothing.
func fresh(o Origin, keys []string, v Value, at ast.Expr) Value {
	if len(keys) == 0 {
		return v
	}
	if isIndex(keys[0]) {
		return setElement(&Array{Orig: o}, keys, v, at)
	}
	return setMember(&Object{Orig: o}, keys, v, at)
}

// isIndex reports whether a key of a path counts elements, or is -1, for a new one.
func isIndex(key string) bool {
	_, err := strconv.Atoi(key)
	return err == nil && (key == "-1" || key[0] != '-' && key[0] != '+')
}

func setMember(o *Object, keys []string, v Value, at ast.Expr) Value {
	key := strings.TrimPrefix(keys[0], ":")
	out := *o
	out.Fields = nil
	var old *Field
	several := false
	for _, f := range o.Fields {
		if f.Key == key {
			several = several || old != nil || !f.Presence.Always()
			old = f
		}
	}
	f := &Field{Key: key, KeyAt: at.Pos(), KeyExpr: at}
	switch {
	case len(keys) == 1:
		f.Value = v
	case several || o.Rest != nil && old == nil:
		rest := &Unknown{Orig: o.Orig, Reason: "a path is set in a member that may be there"}
		f.Value = setAt(rest, keys[1:], v, at)
	case old != nil:
		f.Value = setAt(old.Value, keys[1:], v, at)
	default:
		f.Value = fresh(o.Orig, keys[1:], v, at)
	}
	placed := false
	for _, g := range o.Fields {
		if g.Key != key {
			out.Fields = append(out.Fields, g)
		} else if !placed {
			out.Fields = append(out.Fields, f)
			placed = true
		}
	}
	if !placed {
		out.Fields = append(out.Fields, f)
	}
	return &out
}

func setElement(a *Array, keys []string, v Value, at ast.Expr) Value {
	i, err := strconv.Atoi(keys[0])
	plain := a.Rest == nil
	for _, e := range a.Elems {
		plain = plain && e.Loop == nil && e.Presence.Always()
	}
	out := *a
	switch {
	case err != nil || !isIndex(keys[0]):
		return &Unknown{Orig: a.Orig, Reason: "a key is set in an array"}
	case i == -1 || plain && i == len(a.Elems):
		out.Elems = append(a.Elems[:len(a.Elems):len(a.Elems)], &Elem{Value: fresh(a.Orig, keys[1:], v, at)})
		out.NullIfEmpty = false
	case plain && i < len(a.Elems):
		out.Elems = append([]*Elem(nil), a.Elems...)
		out.Elems[i] = &Elem{Value: setAt(a.Elems[i].Value, keys[1:], v, at)}
	default:
		return &Unknown{Orig: a.Orig, Reason: "an element is set at an index that is not certain"}
	}
	return &out
}

// withoutKey is doc without a member.
func withoutKey(doc Value, key string) Value {
	switch d := doc.(type) {
	case *Object:
		out := *d
		out.Fields = nil
		for _, f := range d.Fields {
			if f.Key != key {
				out.Fields = append(out.Fields, f)
			}
		}
		return &out
	case *Alt:
		out := *d
		out.Cases = nil
		for _, k := range d.Cases {
			out.Cases = append(out.Cases, AltCase{When: k.When, Value: withoutKey(k.Value, key)})
		}
		return &out
	case *Const, *Array:
		return &Unknown{Orig: doc.Origin(), Reason: "a key is deleted from a value that has none"}
	}
	return doc
}

// documents merges two JSON texts that were made of the same one: what one of them set is
// set under the condition. Nil when they were not, which shows in that they share no
// member.
func (m *merger) documents(a, b goValue) goValue {
	x, y := documentOf(a), documentOf(b)
	if x == nil || y == nil {
		return nil
	}
	out := *x
	out.Fields = nil
	if out.Rest == nil {
		out.Rest = y.Rest
	}
	shared := make(map[*Field]bool)
	for _, f := range y.Fields {
		shared[f] = true
	}
	if !slices.ContainsFunc(x.Fields, func(f *Field) bool { return shared[f] }) {
		return nil
	}
	for _, f := range x.Fields {
		if shared[f] {
			out.Fields = append(out.Fields, f)
			delete(shared, f)
			continue
		}
		out.Fields = append(out.Fields, f.under(m.c))
	}
	for _, f := range y.Fields {
		if shared[f] {
			out.Fields = append(out.Fields, f.under(m.not))
		}
	}
	t := *a.(*text)
	p := t.pieces[0]
	p.json = &out
	t.pieces = []piece{p}
	t.expr = nil
	return &t
}

func documentOf(v goValue) *Object {
	t, ok := v.(*text)
	if !ok || len(t.pieces) != 1 || t.pieces[0].json == nil {
		return nil
	}
	o, _ := t.pieces[0].json.(*Object)
	return o
}

// under is the field, there only if c holds as well.
func (f *Field) under(c Cond) *Field {
	g := *f
	g.Presence.When = withCond(c, f.Presence.When)
	return &g
}

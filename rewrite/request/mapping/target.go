package mapping

import (
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// object is a Converse object under construction.
type object struct {
	orig   payload.Origin
	fields []*field
}

// field is one member of an object: exactly one of value, object and list is set.
type field struct {
	key      string
	presence payload.Presence
	value    payload.Value
	object   *object
	list     *list
}

// list is a Converse array under construction.
type list struct {
	orig  payload.Origin
	elems []*elem
	from  payload.Value // the native array, for the test whether it is empty
}

// elem is one element, or one per iteration of a loop.
type elem struct {
	presence payload.Presence
	loop     *payload.Loop
	object   *object
	value    payload.Value // instead of object
}

// slot is one native array element that the walk is inside of. It joins a Converse list
// when its first part lands there, and every other part of it joins the same element.
// So the arrays of a Converse path correspond one to one to those of the native path,
// without either side saying which is which.
type slot struct {
	presence payload.Presence // of the element
	loop     *payload.Loop
	array    payload.Presence // of the whole native array
	from     payload.Value    // the native array
	orig     payload.Origin
	joined   map[*list]*elem
}

// join returns the slot's element of the list, making it on first use.
func (s *slot) join(l *list) *elem {
	if e := s.joined[l]; e != nil {
		return e
	}
	e := &elem{presence: s.presence, loop: s.loop, object: &object{orig: s.orig}}
	s.joined[l] = e
	l.elems = append(l.elems, e)
	return e
}

// after adds a further element to the list, right behind the slot's own.
func (s *slot) after(l *list, o *object, presence payload.Presence) {
	s.join(l)
	l.elems = append(l.elems, &elem{presence: presence, loop: s.loop, object: o})
}

// get returns the last member of that key, or nil.
func (o *object) get(key string) *field {
	for i := len(o.fields) - 1; i >= 0; i-- {
		if o.fields[i].key == key {
			return o.fields[i]
		}
	}
	return nil
}

// child returns the object of that key, making it if needed.
func (o *object) child(key string) *object {
	if f := o.get(key); f != nil && f.object != nil {
		return f.object
	}
	f := &field{key: key, object: &object{}}
	o.fields = append(o.fields, f)
	return f.object
}

// array returns the list of that key, making it if needed with the slot's presence. Two
// native arrays of one key are alternatives, and so are their lists.
func (o *object) array(key string, s *slot) *list {
	for _, f := range o.fields {
		if f.key == key && f.list != nil && (s == nil || f.list.from == s.from) {
			return f.list
		}
	}
	f := &field{key: key, list: &list{}}
	if s != nil {
		f.presence, f.list.from = s.array, s.from
		if s.from != nil {
			f.list.orig = s.from.Origin()
		}
	}
	o.fields = append(o.fields, f)
	return f.list
}

// add appends a member. Earlier ones of the same key stay: the printer lets a later
// member replace an earlier one, where its presence holds.
func (o *object) add(key string, v payload.Value, p payload.Presence) {
	o.fields = append(o.fields, &field{key: key, value: v, presence: p})
}

// lists returns every list of that key.
func (o *object) lists(key string) []*list {
	var out []*list
	for _, f := range o.fields {
		if f.key == key && f.list != nil {
			out = append(out, f.list)
		}
	}
	return out
}

func (o *object) remove(key string) {
	var kept []*field
	for _, f := range o.fields {
		if f.key != key {
			kept = append(kept, f)
		}
	}
	o.fields = kept
}

// place puts a value at a Converse path such as messages[].content[].image.format. The
// arrays of the path are those of slots, outermost first; an array beyond them gets an
// element of its own, which then carries the presence: a text block is there or not,
// but has its text always.
func (o *object) place(path string, slots []*slot, v payload.Value, p payload.Presence) {
	steps := strings.Split(path, ".")
	for i, step := range steps {
		key, isArray := strings.CutSuffix(step, "[]")
		last := i == len(steps)-1
		switch {
		case isArray:
			var s *slot
			if len(slots) > 0 {
				s, slots = slots[0], slots[1:]
			}
			l := o.array(key, s)
			if last {
				l.push(s, v, p)
				return
			}
			if s != nil {
				o = s.join(l).object
				continue
			}
			e := &elem{presence: p, object: &object{}}
			p = payload.Presence{}
			l.elems = append(l.elems, e)
			o = e.object
		case last:
			o.add(key, v, p)
		default:
			o = o.child(key)
		}
	}
}

// push appends a whole element.
func (l *list) push(s *slot, v payload.Value, p payload.Presence) {
	e := &elem{presence: p, value: v}
	if s != nil {
		e.loop = s.loop
		if p.Always() {
			e.presence = s.presence
		}
	}
	l.elems = append(l.elems, e)
}

// find returns the list at the end of a path whose last step is an array, reached
// through the slots' elements, and the slot of that last array.
func (o *object) find(path string, slots []*slot) (*list, *slot) {
	steps := strings.Split(path, ".")
	for i, step := range steps {
		key, isArray := strings.CutSuffix(step, "[]")
		if !isArray {
			o = o.child(key)
			continue
		}
		if len(slots) == 0 {
			return nil, nil
		}
		s := slots[0]
		slots = slots[1:]
		l := o.array(key, s)
		if i == len(steps)-1 {
			return l, s
		}
		o = s.join(l).object
	}
	return nil, nil
}

// freeze turns the tree into payload values.
func (o *object) freeze() *payload.Object {
	out := &payload.Object{Orig: o.orig}
	for _, f := range o.fields {
		pf := &payload.Field{Key: f.key, Presence: f.presence, Value: f.value}
		switch {
		case f.object != nil:
			pf.Value = f.object.freeze()
		case f.list != nil:
			pf.Value = f.list.freeze()
		}
		out.Fields = append(out.Fields, pf)
	}
	return out
}

func (l *list) freeze() *payload.Array {
	out := &payload.Array{Orig: l.orig}
	for _, e := range l.elems {
		if e.object != nil && len(e.object.fields) == 0 && e.value == nil {
			continue // nothing of it has a place of its own: a cache point's marker
		}
		pe := &payload.Elem{Value: e.value, Presence: e.presence, Loop: e.loop}
		if e.value == nil {
			pe.Value = e.object.freeze()
		}
		out.Elems = append(out.Elems, pe)
	}
	out.Elems = joinBranches(out.Elems)
	return out
}

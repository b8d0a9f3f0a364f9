package payload

import (
	"go/token"
	"go/types"
	"slices"
)

// scribbled accounts for a write to bytes in place. Byte slices are values here, without a
// storage of their own, so which others share that storage is not known: all of them are
// unknown from now on.
func (r *run) scribbled(st *state, pos token.Pos, why string) {
	s := &scribble{r: r, src: src{pos: pos, clock: r.clock}, why: why}
	for _, addr := range sortedKeys(st.heap) {
		if v := s.over(st.heap[addr], 0); v != st.heap[addr] {
			r.wrote(addr)
			st.heap[addr] = v
			st.changed[addr] = mark{r.tick(), pos}
		}
	}
	r.touch(st, pos)
}

// scribble replaces bytes in values.
type scribble struct {
	r   *run
	src src
	why string
}

// over is v with all bytes in it unknown; v itself where there are none.
func (s *scribble) over(v goValue, depth int) goValue {
	if depth > maxNesting {
		return v
	}
	switch v := v.(type) {
	case *text, *opaque:
		if t := typeOf(v); t != nil && isBytes(t) {
			return s.lost(t)
		}
	case *bufVal:
		if len(v.pieces) > 0 {
			c := *v
			c.pieces, c.lost = nil, s.why
			return &c
		}
	case *structVal:
		if fields, ok := each(s, v.fields, func(f *goValue) *goValue { return f }, depth); ok {
			c := *v
			c.fields = fields
			return &c
		}
	case *choice:
		if cases, ok := each(s, v.cases, func(k *choiceCase) *goValue { return &k.val }, depth); ok {
			c := *v
			c.cases = cases
			return &c
		}
	case *mapObj:
		if entries, ok := each(s, v.entries, func(e *mapEntry) *goValue { return &e.val }, depth); ok {
			c := *v
			c.entries = entries
			return &c
		}
	case *arrayObj:
		if elems, ok := each(s, v.elems, func(e *element) *goValue { return &e.val }, depth); ok {
			c := *v
			c.elems = elems
			return &c
		}
	}
	return v
}

// each is a copy of the parts of a value, over which the scribble has gone, and whether
// that changed any; at is where a part holds its value.
func each[T any](s *scribble, parts []T, at func(*T) *goValue, depth int) ([]T, bool) {
	out, changed := slices.Clone(parts), false
	for i := range out {
		v := at(&out[i])
		before := *v
		*v = s.over(before, depth+1)
		changed = changed || *v != before
	}
	return out, changed
}

func (s *scribble) lost(t types.Type) goValue {
	return &unknown{src: s.src, typ: t, reason: s.why}
}

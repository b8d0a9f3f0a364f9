package payload

import (
	"go/token"
	"go/types"
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
		if fields, ok := s.all(v.fields, depth); ok {
			c := *v
			c.fields = fields
			return &c
		}
	case *choice:
		c := *v
		c.cases = append([]choiceCase(nil), v.cases...)
		changed := false
		for i, k := range v.cases {
			c.cases[i].val = s.over(k.val, depth+1)
			changed = changed || c.cases[i].val != k.val
		}
		if changed {
			return &c
		}
	case *mapObj:
		c := *v
		c.entries = append([]mapEntry(nil), v.entries...)
		changed := false
		for i, e := range v.entries {
			c.entries[i].val = s.over(e.val, depth+1)
			changed = changed || c.entries[i].val != e.val
		}
		if changed {
			return &c
		}
	case *arrayObj:
		c := *v
		c.elems = append([]element(nil), v.elems...)
		changed := false
		for i, e := range v.elems {
			c.elems[i].val = s.over(e.val, depth+1)
			changed = changed || c.elems[i].val != e.val
		}
		if changed {
			return &c
		}
	}
	return v
}

func (s *scribble) all(vs []goValue, depth int) ([]goValue, bool) {
	out, changed := make([]goValue, len(vs)), false
	for i, v := range vs {
		out[i] = s.over(v, depth+1)
		changed = changed || out[i] != v
	}
	return out, changed
}

func (s *scribble) lost(t types.Type) goValue {
	return &unknown{src: s.src, typ: t, reason: s.why}
}

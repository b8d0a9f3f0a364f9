package payload

import (
	"go/token"
	"go/types"
)

// disturb accounts for a write to p, behind an opaque pointer: another such pointer
// to the same type may be the same one.
func (r *run) disturb(st *state, p place, pos token.Pos) {
	st.mem = mark{r.tick(), pos}
	t := r.cellType[p.addr]
	r.forgetEscaped(st, t, p.addr, pos)
	for _, addr := range sortedKeys(st.heap) {
		if addr == p.addr || !r.lazyCell[addr] || r.cellType[addr] == nil || !types.Identical(t, r.cellType[addr]) {
			continue
		}
		st.heap[addr] = r.widened(r.cellType[addr], r.anonymous(st.heap[addr]), "may have been written through another pointer")
		st.changed[addr] = mark{r.tick(), pos}
	}
}

// forgetEscaped accounts for a write of a t through an opaque reference: it may be to
// one of the cells that have escaped.
func (r *run) forgetEscaped(st *state, t types.Type, except int, pos token.Pos) {
	for _, addr := range sortedKeys(st.escaped) {
		if c := r.cellType[addr]; addr != except && (t == nil || c == nil || types.Identical(t, c)) {
			r.forget(st, addr, pos, "may have been written through another reference")
		}
	}
}

// anonymous is the source of v without its expression, which no longer yields it.
func (r *run) anonymous(v goValue) src {
	s := v.from()
	return src{pos: s.pos, fr: s.fr, clock: r.clock}
}

// touch accounts for a write to memory that is not followed: everything behind
// opaque references may have changed.
func (r *run) touch(st *state, pos token.Pos) {
	r.effects++
	st.mem = mark{r.tick(), pos}
	for _, addr := range sortedKeys(st.heap) {
		if r.lazyCell[addr] {
			r.forget(st, addr, pos, "may have been changed by code that is not followed")
		}
	}
}

// forget makes the content of a cell unknown.
func (r *run) forget(st *state, addr int, pos token.Pos, why string) {
	s := src{pos: pos, clock: r.clock}
	switch v := st.heap[addr].(type) {
	case *mapObj:
		c := *v
		c.entries = nil
		c.rest = &unknown{src: s, typ: v.typ, reason: why}
		st.heap[addr] = &c
	case *arrayObj:
		l := v.lose(why)
		l.rest.src = s
		st.heap[addr] = l
	default:
		st.heap[addr] = r.widened(r.cellType[addr], s, why)
	}
	st.changed[addr] = mark{r.tick(), pos}
}

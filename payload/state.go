package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// mark is an abstract time and the place in the source that it belongs to.
type mark struct {
	clock int
	pos   token.Pos
}

// state is the memory at one point of the program. Cells are addressed by integers
// that are never reused within a run, so that states of different branches can be
// compared cell by cell.
type state struct {
	heap     map[int]goValue
	changed  map[int]mark   // last write of each cell
	lazy     map[string]int // cells made for memory behind opaque references, by key
	volatile map[int]string // cells that other goroutines or unknown code may write, and why
	escaped  map[int]bool   // cells that unknown code knows of and may write when it is called
	mem      mark           // last time that memory behind opaque references may have changed
	path     []Cond         // conditions of the branches that are open
}

func newState() *state {
	return &state{
		heap:     make(map[int]goValue),
		changed:  make(map[int]mark),
		lazy:     make(map[string]int),
		volatile: make(map[int]string),
		escaped:  make(map[int]bool),
	}
}

func (st *state) clone() *state {
	return &state{
		heap:     maps.Clone(st.heap),
		changed:  maps.Clone(st.changed),
		lazy:     maps.Clone(st.lazy),
		volatile: maps.Clone(st.volatile),
		escaped:  maps.Clone(st.escaped),
		mem:      st.mem,
		path:     st.path[:len(st.path):len(st.path)],
	}
}

// changedLater notes that a cell was written, unless a later write is known.
func (st *state) changedLater(addr int, m mark) {
	if m.clock > st.changed[addr].clock {
		st.changed[addr] = m
	}
}

// branch is a copy of st in which c holds.
func (st *state) branch(c Cond) *state {
	b := st.clone()
	b.path = append(b.path, c)
	return b
}

// alloc makes a cell that holds v.
func (r *run) alloc(st *state, v goValue, t types.Type) int {
	r.lastAddr++
	st.heap[r.lastAddr] = v
	r.cellType[r.lastAddr] = t
	return r.lastAddr
}

// lazyAlloc makes the cell for the memory behind an opaque reference, which held v all
// along. Each branch of the program that asks for the cell has it at the same address.
func (r *run) lazyAlloc(st *state, key string, v goValue, t types.Type) int {
	addr, ok := r.lazyAddr[key]
	if ok {
		st.heap[addr] = v
	} else {
		addr = r.alloc(st, v, t)
		r.lazyAddr[key] = addr
	}
	r.lazyCell[addr] = true
	r.initial[addr] = v
	st.lazy[key] = addr
	st.changed[addr] = st.mem
	return addr
}

// shareLazy gives to st the cells behind opaque references that another state has: they
// hold what they always held.
func (r *run) shareLazy(st, other *state) {
	for key, addr := range other.lazy {
		if _, ok := st.lazy[key]; !ok && r.lazyCell[addr] {
			st.lazy[key], st.heap[addr], st.changed[addr] = addr, r.initial[addr], st.mem
		}
	}
}

// tick advances abstract time.
func (r *run) tick() int {
	r.clock++
	return r.clock
}

// load reads the cell at addr, following path through fields and elements.
func (r *run) load(st *state, addr int, path []int, s src) goValue {
	v, t := st.heap[addr], r.cellType[addr]
	if why := st.volatile[addr]; why != "" {
		for _, i := range path {
			t = stepType(t, i)
		}
		return r.widened(t, s, why)
	}
	for _, i := range path {
		v = r.step(st, v, i, s)
	}
	if v == nil {
		return &unknown{src: s, reason: "not initialised"}
	}
	return v
}

// step is field or element i of v.
func (r *run) step(st *state, v goValue, i int, s src) goValue {
	switch v := v.(type) {
	case *structVal:
		if i < len(v.fields) {
			return v.fields[i]
		}
	case *arrayObj:
		if e := v.index(i); e != nil {
			return e.val
		}
		if e := v.filledAt(i); e != nil {
			return e
		}
	case *opaque:
		if t, ok := v.typ.Underlying().(*types.Struct); ok && i < t.NumFields() {
			return r.opaqueField(v, t, i)
		}
		if t := arrayOfType(v.typ); t != nil {
			if s, ok := r.expandArray(v, t).(*structVal); ok {
				return r.step(st, s, i, s.src)
			}
		}
	case *choice:
		return r.mapChoice(v, func(c goValue) goValue { return r.step(st, c, i, s) })
	case *unknown:
		return &unknown{src: v.src, reason: v.reason, typ: stepType(v.typ, i)}
	}
	return &unknown{src: s, reason: "read of memory that is not followed"}
}

// opaqueField is field i of an opaque struct.
func (r *run) opaqueField(v *opaque, t *types.Struct, i int) goValue {
	f := t.Field(i)
	s := v.src
	if v.expr != nil {
		s.expr = &ast.SelectorExpr{X: stripStar(v.expr), Sel: ast.NewIdent(f.Name())}
	}
	out := r.newOpaque(f.Type(), v.key+"."+f.Name(), s)
	if o, ok := out.(*opaque); ok {
		o.field = f
	}
	return out
}

// newOpaque is a run-time value of type t; buffers and interfaces, of which the type
// says nothing, are unknown.
func (r *run) newOpaque(t types.Type, key string, s src) goValue {
	if t == nil {
		return &unknown{src: s, reason: "has no type"}
	}
	if isBuffer(t) {
		return &bufVal{src: s, typ: t, lost: "its content was written elsewhere"}
	}
	return &opaque{src: s, typ: t, key: key}
}

// widened is a value of type t of which nothing else is known any more.
func (r *run) widened(t types.Type, s src, why string) goValue {
	if t == nil {
		return &unknown{src: s, reason: why}
	}
	if isBuffer(t) {
		return &bufVal{src: s, typ: t, lost: why}
	}
	return &opaque{src: s, typ: t, key: r.freshKey()}
}

func stripStar(e ast.Expr) ast.Expr {
	if s, ok := e.(*ast.StarExpr); ok {
		return s.X
	}
	return e
}

func stepType(t types.Type, i int) types.Type {
	if t == nil {
		return nil
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if i < u.NumFields() {
			return u.Field(i).Type()
		}
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	}
	return nil
}

// index is element i when its position is certain, else nil.
func (a *arrayObj) index(i int) *element {
	if i < 0 || i >= len(a.elems) || a.rest != nil || a.volatile != "" {
		return nil
	}
	for k := 0; k <= i; k++ {
		if len(a.elems[k].when) > 0 || a.elems[k].loop != nil {
			return nil
		}
	}
	return &a.elems[i]
}

// filledAt is the element at the index that code stands for; nil when nobody knows.
func (a *arrayObj) filledAt(code int) goValue {
	switch {
	case a.size == "" || code > runtimeIndex:
		return nil
	case a.filled == nil:
		return zero(a.typ.Underlying().(*types.Slice).Elem(), a.src)
	case a.filled.code == code:
		return a.filled.val
	}
	return nil
}

// runtimeIndex and what is below it are indexes that are only known at run time, in the
// paths of places: each stands for one opaque value. -1 is an index of which nothing is
// known.
const runtimeIndex = -2

// indexCode is the index v in a path.
func (r *run) indexCode(v goValue) int {
	if n, ok := intOf(v); ok {
		return n
	}
	o, ok := v.(*opaque)
	if !ok {
		return -1
	}
	code, ok := r.indexes[o.key]
	if !ok {
		code = runtimeIndex - len(r.indexes)
		r.indexes[o.key] = code
	}
	return code
}

// store writes v to the cell at addr, or to the part of it that path leads to.
func (r *run) store(st *state, addr int, path []int, v goValue, set fieldSet, pos token.Pos) {
	r.wrote(addr)
	st.changed[addr] = mark{r.tick(), pos}
	st.heap[addr] = r.replace(st, st.heap[addr], path, v, set)
}

// wrote remembers the oldest cell that was written: a call that writes a cell older
// than itself has an effect.
func (r *run) wrote(addr int) { r.oldest = min(r.oldest, addr) }

func (r *run) replace(st *state, old goValue, path []int, v goValue, set fieldSet) goValue {
	if len(path) == 0 {
		return v
	}
	i := path[0]
	switch o := old.(type) {
	case *structVal:
		c := *o
		c.fields = append([]goValue(nil), o.fields...)
		c.fields[i] = r.replace(st, o.fields[i], path[1:], v, set)
		if len(path) == 1 {
			c.sets = append([]fieldSet(nil), o.sets...)
			c.sets[i] = set
		}
		return &c
	case *opaque:
		if t, ok := o.typ.Underlying().(*types.Struct); ok {
			return r.replace(st, r.expand(o, t), path, v, set)
		}
		if t := arrayOfType(o.typ); t != nil {
			if s, ok := r.expandArray(o, t).(*structVal); ok {
				return r.replace(st, s, path, v, set)
			}
		}
	case *choice:
		return r.mapChoice(o, func(c goValue) goValue { return r.replace(st, c, path, v, set) })
	case *arrayObj:
		if e := o.filledAt(i); e != nil && !o.shares && o.child == 0 {
			c := *o
			c.filled = &filledElem{i, r.replace(st, e, path[1:], v, set)}
			return &c
		}
		if o.index(i) != nil && !o.shares && o.child == 0 {
			c := *o
			c.elems = append([]element(nil), o.elems...)
			c.elems[i].val = r.replace(st, o.elems[i].val, path[1:], v, set)
			return &c
		}
		return o.lose("an element is written at an index that is not certain")
	}
	return &unknown{src: v.from(), typ: typeOf(old), reason: "written through memory that is not followed"}
}

// lose is the array of which no element is known any more.
func (a *arrayObj) lose(why string) *arrayObj {
	c := *a
	c.elems = nil
	c.nilBase = false
	c.size, c.filled = "", nil
	c.rest = &unknown{src: a.src, typ: a.typ, reason: why}
	return &c
}

// expand spells out an opaque struct as its opaque fields.
func (r *run) expand(o *opaque, t *types.Struct) *structVal {
	v := &structVal{src: o.src, typ: o.typ, fields: make([]goValue, t.NumFields()), sets: make([]fieldSet, t.NumFields())}
	for i := range v.fields {
		v.fields[i] = r.opaqueField(o, t, i)
	}
	return v
}

// mapChoice applies f to every case. The expression of c does not yield the result.
func (r *run) mapChoice(c *choice, f func(goValue) goValue) goValue {
	s := c.src
	s.expr = nil
	out := &choice{src: s, cases: make([]choiceCase, len(c.cases))}
	for i, k := range c.cases {
		out.cases[i] = choiceCase{k.when, f(k.val)}
	}
	return r.flatten(out)
}

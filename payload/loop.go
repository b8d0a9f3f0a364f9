package payload

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// maxRounds bounds the passes over a loop's body. Each pass makes more cells unknown
// at its head, so few are needed.
const maxRounds = 8

func (a *activation) forStmt(s *ast.ForStmt, st *state, label string) *state {
	if s.Init != nil {
		st = a.stmt(s.Init, st, "")
	}
	at := ast.Expr(s.Cond)
	if at == nil {
		id := ast.NewIdent("_")
		id.NamePos = s.Pos()
		at = id
	}
	l := &loopRun{
		a: a, stmt: s, label: label, body: s.Body, endless: s.Cond == nil,
		loop: &Loop{Stmt: s, Over: &Unknown{Orig: Origin{Expr: s.Cond, At: s.Pos(), Frame: a.fr}, Reason: "counted or conditional loop"}},
		ran:  a.cond(at, s),
	}
	if s.Cond != nil {
		l.head = func(st *state) { a.eval(s.Cond, st) }
	}
	a.counted(l, s, st)
	if s.Post != nil {
		l.post = func(st *state) *state { return a.stmt(s.Post, st, "") }
	}
	return l.run(st)
}

// loopRun evaluates a loop whose number of iterations is not known. The body is
// evaluated until the state at its head is one that an iteration leads back to: what
// only grows is kept as what it was, plus what one iteration adds; what changes
// otherwise is unknown.
type loopRun struct {
	a       *activation
	stmt    ast.Stmt
	label   string
	body    *ast.BlockStmt
	head    func(*state) // condition, or binding of the loop variables
	post    func(*state) *state
	loop    *Loop
	ran     Cond   // "the loop ran"
	when    []Cond // conditions of every iteration
	endless bool
	again   bool // it is made by a goto

	// index is the value of the variable that counts the iterations from 0, at the head
	// of the present one, and count the key of how many there are in all. Nil and "" when
	// there is no such variable.
	index goValue
	count string

	keys    int             // the last key that the head can know of
	havoc   map[string]bool // keys of values made unknown at the head
	carried goValue         // stands for what earlier iterations added
	history *histories      // of lists
}

func (l *loopRun) run(st *state) *state {
	a, r := l.a, l.a.r
	l.havoc = make(map[string]bool)
	l.carried = &unknown{src: src{pos: l.stmt.Pos(), fr: a.fr, clock: r.clock}, reason: earlier}
	l.history = &histories{l: l, kinds: make(map[goValue][]goValue)}
	rets, hits, reached := len(a.rets), len(r.hits), false
	r.loops++
	defer func() { r.loops-- }()
	head := st.clone()
	for range maxRounds {
		a.rets, r.hits = a.rets[:rets:rets], r.hits[:hits:hits]
		l.keys = r.keys
		exits, breaks := l.iteration(head.clone())
		reached = reached || len(r.hits) > hits
		if r.spent() {
			break
		}
		next, stable := l.advance(head, append(exits, breaks...))
		if stable {
			return l.finish(st, head, exits, breaks)
		}
		head = next
	}
	a.rets, r.hits = a.rets[:rets:rets], r.hits[:hits:hits]
	r.missed = r.missed || reached
	return l.giveUp(st, head)
}

// giveUp is the state after a loop whose effects do not settle: nothing is known. A
// call that the loop contains is not reported as reached.
func (l *loopRun) giveUp(entry, head *state) *state {
	l.a.r.stuck = true
	out := head.clone()
	for _, addr := range sortedKeys(out.heap) {
		l.a.r.forget(out, addr, l.stmt.Pos(), "changes in a loop that is not followed")
	}
	out.path = entry.path
	return out
}

// iteration evaluates the body once and gives the states in which it ends, and those
// in which it leaves the loop.
func (l *loopRun) iteration(st *state) (exits, breaks []*state) {
	a := l.a
	j := &jump{label: l.label, loop: true, again: l.again, base: len(st.path)}
	path := st.path
	if l.head != nil {
		l.head(st)
	}
	body := st.clone()
	body.path = append(append(body.path, l.ran), l.when...)
	inner := body.path
	a.jumps = append(a.jumps, j)
	end := a.block(l.body, body)
	a.jumps = a.jumps[:len(a.jumps)-1]
	j.base = len(inner)
	for i := range j.continues {
		j.continues[i].when = j.continues[i].when[min(len(j.continues[i].when), len(inner)-len(path)):]
	}
	end = a.leave(j.continues, end, path)
	if end != nil && l.post != nil {
		end = l.post(end)
	}
	if end != nil {
		exits = append(exits, end)
	}
	for _, b := range j.breaks {
		b.st.path = path
		breaks = append(breaks, b.st)
	}
	return exits, breaks
}

// advance is the state at the head after one more iteration, and whether it is the
// one that was assumed.
func (l *loopRun) advance(head *state, ends []*state) (*state, bool) {
	next := head.clone()
	stable := true
	l.history.grown = make(map[goValue][]element)
	for _, end := range ends {
		for _, addr := range sortedKeys(head.heap) {
			h, x := next.heap[addr], end.heap[addr]
			if v := l.grow(h, x, l.a.r.cellType[addr], next, end); v != h {
				next.heap[addr] = v
				next.changedLater(addr, end.changed[addr])
				stable = false
			}
		}
		for key, addr := range end.lazy {
			if _, ok := next.lazy[key]; !ok && l.knows(key) {
				next.lazy[key] = addr
				next.heap[addr] = end.heap[addr]
				if next.changed[addr] != end.changed[addr] && end.changed[addr].clock > head.mem.clock {
					l.a.r.forget(next, addr, l.stmt.Pos(), "changes in a loop")
					l.note(next.heap[addr])
				}
				stable = false
			}
		}
		for addr, why := range end.volatile {
			if next.volatile[addr] == "" {
				next.volatile[addr] = why
				stable = false
			}
		}
		for addr := range end.escaped {
			if _, ok := head.heap[addr]; ok && !next.escaped[addr] {
				next.escaped[addr] = true
				stable = false
			}
		}
		if end.mem.clock > next.mem.clock {
			next.mem = end.mem
		}
	}
	return next, stable
}

// knows reports whether the opaque value that key leads on from was there when the
// iteration began: memory behind values that each iteration makes anew does not matter
// to the next one.
func (l *loopRun) knows(key string) bool {
	num, isKey := strings.CutPrefix(key, "#")
	if end := strings.IndexFunc(num, func(c rune) bool { return c < '0' || c > '9' }); end >= 0 {
		num = num[:end]
	}
	n, err := strconv.Atoi(num)
	return isKey && err == nil && n <= l.keys
}

func (l *loopRun) note(v goValue) {
	if o, ok := v.(*opaque); ok {
		l.havoc[o.key] = true
	}
}

// unknownAt is a value of type t that changes in the loop.
func (l *loopRun) unknownAt(t types.Type) goValue {
	v := l.a.r.widened(t, src{pos: l.stmt.Pos(), fr: l.a.fr, clock: l.a.r.clock}, "changes in a loop")
	l.note(v)
	return v
}

package payload

import (
	"go/ast"
	"go/constant"
	"maps"
)

// foldReturns joins the ways in which a function returns. Those that fail, with an
// error that is not nil or a last result of false, are joined apart from the others and
// set against them by one condition, "the call failed". The caller nearly always asks
// just that, and what is left then (see prune) has no trace of the failures: neither
// their conditions nor their zero values.
func (r *run) foldReturns(rets []outcome, e *ast.CallExpr, fr *Frame) (*state, []goValue) {
	var failed, rest []outcome
	for _, o := range rets {
		if fails(o, rets) {
			failed = append(failed, o)
		} else {
			rest = append(rest, o)
		}
	}
	if len(failed) == 0 || len(rest) == 0 || len(rets) == 2 {
		return r.fold(rets)
	}
	c := Cond{Orig: Origin{At: e.Pos(), Frame: fr}, clock: r.tick()}
	if len(failed) == 1 && len(failed[0].when) == 1 {
		c = failed[0].when[0]
	}
	bad, badVals := r.fold(failed)
	good, goodVals := r.fold(rest)
	return r.join([]Cond{c}, bad, badVals, good, goodVals)
}

// fails reports whether o returns an error that is not nil, or false where others return
// true.
func fails(o outcome, all []outcome) bool {
	if len(o.vals) < 2 {
		return false
	}
	last := len(o.vals) - 1
	switch v := o.vals[last].(type) {
	case *someError:
		return true
	case *constVal:
		return v.val != nil && v.val.Kind() == constant.Bool && !constant.BoolVal(v.val) && allConst(all, last)
	}
	return false
}

// allConst reports whether result i is a constant wherever it is returned.
func allConst(all []outcome, i int) bool {
	for _, o := range all {
		if _, ok := boolOf(o.vals[i]); !ok {
			return false
		}
	}
	return true
}

// dropUnreturned forgets, in each of the outcomes of a function, the memory that the
// function made, that only another outcome returns, and that nothing leads to any more: a
// list that was being filled when the function gave up. Joining the outcomes would mix the
// two states of that memory. first is the last address from before the function.
func (r *run) dropUnreturned(rets []outcome, first int) {
	if len(rets) < 2 {
		return
	}
	made := make([]map[int]bool, len(rets)) // what each returns, of the function's own memory
	for i, o := range rets {
		made[i] = make(map[int]bool)
		for _, v := range o.vals {
			r.reach(v, o.st, made[i])
		}
		maps.DeleteFunc(made[i], func(addr int, _ bool) bool { return addr <= first })
	}
	for i, o := range rets {
		var lost []int
		for k, p := range rets {
			for addr := range made[k] {
				old, ok := o.st.heap[addr]
				if k != i && ok && !made[i][addr] && old != p.st.heap[addr] {
					lost = append(lost, addr)
				}
			}
		}
		if len(lost) > 0 {
			rets[i].st = r.without(o, lost, first)
		}
	}
}

// without is the state of o without those of the cells that nothing in it leads to.
func (r *run) without(o outcome, cells []int, first int) *state {
	live := make(map[int]bool)
	for _, v := range o.vals {
		r.reach(v, o.st, live)
	}
	for addr, v := range o.st.heap {
		if addr <= first || o.st.escaped[addr] {
			live[addr] = true
			r.reach(v, o.st, live)
		}
	}
	for _, addr := range o.st.lazy {
		live[addr] = true
		r.reach(o.st.heap[addr], o.st, live)
	}
	r.spend(len(live) / 8)
	out := o.st.clone()
	for _, addr := range cells {
		if !live[addr] {
			delete(out.heap, addr)
		}
	}
	return out
}

// hasFuncLit reports whether function literals, which keep variables alive, stand in body.
func hasFuncLit(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		_, lit := n.(*ast.FuncLit)
		found = found || lit
		return !found
	})
	return found
}

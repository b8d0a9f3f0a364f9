package payload

import (
	"go/ast"
	"go/constant"
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

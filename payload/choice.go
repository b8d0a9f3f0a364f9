package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// maxCases bounds the alternatives of one value; beyond it they are widened. Very many
// are not even looked at for what their conditions have in common, which takes a time
// that grows with the square of their number.
const (
	maxCases      = 24
	maxConditions = 4 * maxCases
)

// maxWeight bounds the values that a choice holds, those inside its structs included.
// Alternatives of structs whose fields have alternatives multiply; a request that needs
// more of them than this is one that nobody could read either.
const maxWeight = 4096

// flatten lifts nested choices, drops cases that cannot be reached or that the else
// covers, and widens too many.
func (r *run) flatten(c *choice) goValue {
	if r.spend(len(c.cases)) {
		return &unknown{src: c.src, typ: typeOf(c.cases[0].val), reason: tooManySteps}
	}
	var cases []choiceCase
	for _, k := range c.cases {
		inner, ok := k.val.(*choice)
		if !ok {
			cases = append(cases, k)
			continue
		}
		for _, n := range inner.cases {
			cases = append(cases, choiceCase{append(slices.Clone(k.when), n.when...), n.val})
		}
	}
	if len(cases) > maxConditions {
		return light(r.widenCases(c.src, cases))
	}
	r.spend(len(cases) * len(cases) / 64)
	implied(cases)
	for i, k := range cases {
		if len(k.when) == 0 {
			cases = cases[:i+1]
			break
		}
	}
	for len(cases) > 1 && len(cases[len(cases)-1].when) == 0 && same(cases[len(cases)-2].val, cases[len(cases)-1].val) {
		k := cases[len(cases)-2]
		cases = append(cases[:len(cases)-2], choiceCase{nil, common(k.val, cases[len(cases)-1].val, earliest(k.when))})
	}
	if len(cases) == 1 {
		return cases[0].val
	}
	if len(cases) > maxCases {
		return light(r.widenCases(c.src, cases))
	}
	return light(&choice{src: c.src, cases: cases})
}

// light is v, or unknown in its place when it weighs too much.
func light(v goValue) goValue {
	if weight(v) <= maxWeight {
		return v
	}
	return &unknown{src: v.from(), typ: typeOf(v), reason: "too many alternatives"}
}

// weight counts the values that v is made of, alternatives in texts included. A choice
// remembers its own.
func weight(v goValue) int {
	switch v := v.(type) {
	case *structVal:
		sum := 1
		for _, f := range v.fields {
			sum += weight(f)
		}
		return sum
	case *text:
		return 1 + weightOf(v.pieces)
	case *bufVal:
		return 1 + weightOf(v.pieces)
	case *choice:
		if v.weight == 0 {
			v.weight = 1
			for _, k := range v.cases {
				v.weight += len(k.when) + weight(k.val)
			}
		}
		return v.weight
	}
	return 1
}

func weightOf(ps []piece) int {
	sum := 0
	for _, p := range ps {
		if p.val != nil {
			sum += weight(p.val)
		}
		sum += weightOf(p.each)
	}
	return sum
}

// widenCases makes few alternatives of many: equal values are one, whichever of their
// conditions holds, and structs of one type are one struct of which the fields have
// alternatives. What is left over is unknown. No case may then say more of its condition
// than that there is one.
func (r *run) widenCases(s src, cases []choiceCase) goValue {
	var vals []goValue
	for _, k := range cases {
		r.spend(len(vals) / 16)
		vals = addDistinct(vals, k.val)
	}
	vals = r.mergeStructs(s, vals)
	if len(vals) > maxCases {
		rest := &unknown{src: s, typ: typeOf(vals[0]), reason: "too many alternatives"}
		vals = append(vals[:maxCases-1:maxCases-1], rest)
	}
	if len(vals) == 1 {
		return vals[0]
	}
	return &choice{src: s, cases: someOf(s, vals)}
}

// addDistinct adds v to vals unless an equal value is there: that one stays, known by
// what both have in common.
func addDistinct(vals []goValue, v goValue) []goValue {
	for i, w := range vals {
		if same(w, v) {
			vals[i] = common(w, v, 0)
			return vals
		}
	}
	return append(vals, v)
}

// someOf are cases of which nobody knows which one it is.
func someOf(s src, vals []goValue) []choiceCase {
	out := make([]choiceCase, len(vals))
	for i, v := range vals {
		out[i] = choiceCase{[]Cond{unspokenCond(s)}, v}
	}
	out[len(out)-1].when = nil
	return out
}

// unspokenCond is a condition that no expression stands for. It equals no other.
func unspokenCond(s src) Cond {
	return Cond{Orig: Origin{Expr: &ast.BadExpr{From: s.pos, To: s.pos}, At: s.pos, Frame: s.fr}, clock: s.clock}
}

// mergeStructs makes one struct of those that have the same type, if there are several.
func (r *run) mergeStructs(s src, vals []goValue) []goValue {
	var out []goValue
	for _, v := range vals {
		x, ok := v.(*structVal)
		i := -1
		if ok {
			i = slices.IndexFunc(out, func(w goValue) bool {
				y, ok := w.(*structVal)
				return ok && types.Identical(x.typ, y.typ)
			})
		}
		if i < 0 {
			out = append(out, v)
			continue
		}
		out[i] = r.eitherStruct(s, out[i].(*structVal), x)
	}
	return out
}

func (r *run) eitherStruct(s src, a, b *structVal) goValue {
	c := *a
	c.fields = make([]goValue, len(a.fields))
	c.sets = slices.Clone(a.sets)
	for i := range a.fields {
		c.fields[i] = r.eitherValue(s, a.fields[i], b.fields[i])
		if c.sets[i].node == nil {
			c.sets[i] = b.sets[i]
		}
	}
	return &c
}

// eitherValue is one of two values, nobody knows which.
func (r *run) eitherValue(s src, a, b goValue) goValue {
	if x, ok := a.(*structVal); ok {
		if y, ok := b.(*structVal); ok && types.Identical(x.typ, y.typ) {
			return r.eitherStruct(s, x, y)
		}
	}
	var vals []goValue
	for _, v := range []goValue{a, b} {
		c, ok := v.(*choice)
		if !ok {
			vals = addDistinct(vals, v)
			continue
		}
		r.spend(len(c.cases) * (1 + len(vals)/16))
		for _, k := range c.cases {
			vals = addDistinct(vals, k.val)
		}
	}
	if len(vals) == 1 {
		return vals[0]
	}
	return r.flatten(&choice{src: s, cases: someOf(s, vals)})
}

// earliest is the time of the first of some conditions.
func earliest(when []Cond) int {
	return slices.MinFunc(when, func(a, b Cond) int { return a.clock - b.clock }).clock
}

// implied drops conditions that hold anyway because an earlier case was not taken.
func implied(cases []choiceCase) {
	var failed []Cond // the conditions that did not hold if an earlier case was not taken
	for i, k := range cases {
		holds := func(c Cond) bool {
			return slices.ContainsFunc(failed, func(f Cond) bool { return f.opposes(c) })
		}
		if slices.ContainsFunc(k.when, holds) {
			cases[i].when = slices.DeleteFunc(slices.Clone(k.when), holds)
		}
		if len(cases[i].when) == 1 {
			failed = append(failed, cases[i].when[0])
		}
	}
}

package payload

import (
	"slices"
)

// maxCases bounds the alternatives of one value; beyond it the value is unknown.
const maxCases = 24

// flatten lifts nested choices, drops cases that cannot be reached or that the else
// covers, and gives up on too many.
func flatten(c *choice) goValue {
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
		return &unknown{src: c.src, typ: typeOf(c), reason: "too many alternatives"}
	}
	return &choice{src: c.src, cases: cases}
}

// earliest is the time of the first of some conditions.
func earliest(when []Cond) int {
	return slices.MinFunc(when, func(a, b Cond) int { return a.clock - b.clock }).clock
}

// implied drops conditions that hold anyway because an earlier case was not taken.
func implied(cases []choiceCase) {
	for i := range cases {
		for _, earlier := range cases[:i] {
			if len(earlier.when) != 1 {
				continue
			}
			not := negate(earlier.when[0])
			cases[i].when = slices.DeleteFunc(slices.Clone(cases[i].when), func(c Cond) bool { return sameConds([]Cond{c}, []Cond{not}) })
		}
	}
}

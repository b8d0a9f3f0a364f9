package rewrite

import "github.com/bedrocklint/bedrocklint/rules"

// fill keeps the decoded value and fills it from the Converse answer instead.
func (a *answer) fill() error {
	return because(rules.CallPartial, a.r.Decode, "the answer is read in a way that cannot be printed for Converse")
}

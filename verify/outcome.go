package verify

import (
	"slices"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Outcome is what a comparison says.
type Outcome string

// The outcomes, best first.
const (
	Equal     Outcome = "equal"
	AsStated  Outcome = "as stated" // differs in what was stated, and in nothing else
	Undecided Outcome = "undecided" // a real model answered, and answered otherwise
	Different Outcome = "different"
)

var rank = []Outcome{Equal, AsStated, Undecided, Different}

// worse is the worse of two outcomes.
func worse(a, b Outcome) Outcome {
	return rank[max(slices.Index(rank, a), slices.Index(rank, b))]
}

// PairResult is what the comparison of one pair came to.
type PairResult struct {
	Pair
	Site        string // where the call is made, when that is known
	Outcome     Outcome
	Codes       []rules.Code // the statements that Outcome rests on, sorted
	Differences []Difference
}

// OutputResult compares what the program itself said.
type OutputResult struct {
	Outcome    Outcome
	Codes      []rules.Code // the statements that Outcome rests on
	ExitBefore int
	ExitAfter  int
	Diff       string // of the standard outputs; empty when they are equal
	Compared   bool   // false where there is no program: replayed recordings
}

// Result is a whole verification.
type Result struct {
	Pairs  []PairResult
	Output OutputResult
	Notes  []string // what else the reader should know: call sites that were not reached
}

// Outcome is the worst of all pairs and the output.
func (r *Result) Outcome() Outcome {
	out := Equal
	for _, p := range r.Pairs {
		out = worse(out, p.Outcome)
	}
	if r.Output.Compared {
		out = worse(out, r.Output.Outcome)
	}
	return out
}

// Count is the number of pairs with the given outcome.
func (r *Result) Count(o Outcome) int {
	n := 0
	for _, p := range r.Pairs {
		if p.Outcome == o {
			n++
		}
	}
	return n
}

// stated reports whether any pair rests on a statement.
func (r *Result) stated() bool {
	return slices.ContainsFunc(r.Pairs, func(p PairResult) bool {
		return slices.ContainsFunc(p.Differences, func(d Difference) bool { return d.Stated })
	})
}

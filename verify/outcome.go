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

// OutputResult compares what a program itself said.
type OutputResult struct {
	Program    string // its name, where there are several
	Outcome    Outcome
	Codes      []rules.Code // the statements that Outcome rests on
	ExitBefore int
	ExitAfter  int
	Diff       string // of the standard outputs; empty when they are equal
	Stderr     string // of the side that failed, when the exit statuses differ; for the reader
}

// Result is a whole verification.
type Result struct {
	Pairs   []PairResult
	Outputs []OutputResult // one a program; none for replayed recordings
	Notes   []string       // what else the reader should know: call sites that were not reached
}

// Join makes one verification of several, each of another program.
func Join(all ...*Result) *Result {
	whole := &Result{}
	for _, r := range all {
		whole.Pairs = append(whole.Pairs, r.Pairs...)
		whole.Outputs = append(whole.Outputs, r.Outputs...)
		whole.Notes = append(whole.Notes, r.Notes...)
	}
	return whole
}

// Outcome is the worst of all pairs and outputs.
func (r *Result) Outcome() Outcome {
	out := Equal
	for _, p := range r.Pairs {
		out = worse(out, p.Outcome)
	}
	for _, o := range r.Outputs {
		out = worse(out, o.Outcome)
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

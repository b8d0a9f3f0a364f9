package verify

import (
	"cmp"
	"slices"

	"github.com/bedrocklint/bedrocklint/rules"
)

// Judge compares calls. The zero Judge accepts no difference at all.
type Judge struct {
	// Models tell the kinds of differences apart. Without them nothing about defaults and
	// templates can be accepted.
	Models Models
	// Site says where a pair of calls is made and what was stated there.
	Site func(Pair) (site string, stated []Statement)
	// Accept holds for every pair.
	Accept []Statement
	// Live says that a real model answered: another answer to the same request proves
	// nothing then.
	Live bool

	// consequences says what a difference in the answer is when what the model saw
	// differs by statement, and by nothing else.
	consequences Outcome
}

// Calls pairs the calls of two runs and compares each pair.
func (j *Judge) Calls(before, after []*Call) []PairResult {
	pairs := pairCalls(before, after)
	results := make([]PairResult, len(pairs))
	for i, p := range pairs {
		results[i] = j.pair(p)
	}
	return results
}

func (j *Judge) pair(p Pair) PairResult {
	r := PairResult{Pair: p, Outcome: Equal}
	var stated []Statement
	if j.Site != nil {
		r.Site, stated = j.Site(p)
	}
	stated = append(slices.Clone(stated), j.Accept...)
	if p.Before == nil || p.After == nil {
		r.Differences = []Difference{alone(p)}
		r.Outcome = Different
		return r
	}
	r.Differences = differences(p)
	l := j.Models.lookup(p.Before.ModelID)
	for i := range r.Differences {
		d := &r.Differences[i]
		d.Code = kindOf(*d, p, l)
		d.Stated = d.Code != "" && slices.ContainsFunc(stated, func(s Statement) bool {
			return s.Code == d.Code && s.about(*d, l)
		})
	}
	j.follow(r.Differences)
	r.Codes = codes(r.Differences)
	for _, d := range r.Differences {
		r.Outcome = worse(r.Outcome, j.outcome(d))
	}
	return r
}

func (j *Judge) outcome(d Difference) Outcome {
	switch {
	case d.Stated:
		return AsStated
	case d.consequence() && d.Code != "":
		return Undecided
	case j.Live && d.consequence() && d.Path != "usage.input":
		return Undecided
	}
	return Different
}

// consequence reports whether a difference lies in the answer. A model that saw
// something else may answer something else.
func (d *Difference) consequence() bool {
	return d.Part == PartAnswer || d.Part == PartStop || d.Part == PartUsage
}

// follow deals with the answer's differences where the request differs by statement, and
// in nothing that was not stated. In the first round of Run they follow from that, for
// the second will tell; in the second they count; elsewhere nobody can say.
func (j *Judge) follow(all []Difference) {
	cause := cause(all)
	if cause == "" || j.consequences == Different {
		return
	}
	for i := range all {
		if d := &all[i]; d.consequence() {
			d.Code, d.Stated = cause, j.consequences == AsStated
		}
	}
}

// cause is the code by which the request differs, empty when it does not or when
// anything else differs, too.
func cause(all []Difference) rules.Code {
	var cause rules.Code
	for _, d := range all {
		switch {
		case d.consequence():
		case !d.Stated:
			return ""
		default:
			cause = cmp.Or(cause, d.Code)
		}
	}
	return cause
}

func codes(all []Difference) []rules.Code {
	var found []rules.Code
	for _, d := range all {
		if d.Stated {
			found = append(found, d.Code)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

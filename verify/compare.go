package verify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Judge compares calls. The zero Judge accepts no difference at all.
type Judge struct {
	// Catalog tells the kinds of differences apart. Without it nothing about defaults and
	// templates can be accepted.
	Catalog *catalog.Catalog
	// Site says where a pair of calls is made and what was stated there.
	Site func(Pair) (site string, stated []Statement)
	// Accept holds for every pair.
	Accept []Statement
	// Live says that a real model answered: another answer to the same request proves
	// nothing then.
	Live bool
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
	l := j.lookup(p.Before.ModelID)
	for i := range r.Differences {
		d := &r.Differences[i]
		d.Code = kindOf(*d, p, l)
		d.Stated = d.Code != "" && slices.ContainsFunc(stated, func(s Statement) bool {
			return s.Code == d.Code && s.about(*d, l.family)
		})
	}
	j.follow(r.Differences)
	r.Codes = codes(r.Differences)
	for _, d := range r.Differences {
		r.Outcome = worse(r.Outcome, j.outcome(d))
	}
	return r
}

func (j *Judge) lookup(modelID string) (l lookup) {
	if j.Catalog != nil {
		l.model, l.family, _ = j.Catalog.ModelByID(modelID)
	}
	return l
}

func (j *Judge) outcome(d Difference) Outcome {
	switch {
	case d.Stated:
		return AsStated
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

// follow marks the answer's differences as stated where the model saw something else by
// statement, and nothing that was not stated: they follow from it. Run makes sure of
// that by having the stand-in answer both alike.
func (j *Judge) follow(all []Difference) {
	var cause rules.Code
	for _, d := range all {
		switch {
		case d.consequence():
		case !d.Stated:
			return
		case d.Part == PartSeen:
			cause = cmp.Or(cause, d.Code)
		}
	}
	for i := range all {
		if d := &all[i]; cause != "" && d.consequence() && !d.Stated {
			d.Code, d.Stated = cause, true
		}
	}
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

// alone is the difference of a call that has no partner.
func alone(p Pair) Difference {
	if p.After == nil {
		return Difference{Part: PartCall, Path: "call", Before: p.Before.Operation}
	}
	return Difference{Part: PartCall, Path: "call", After: p.After.Operation}
}

// differences lists all in which two calls differ, part by part.
func differences(p Pair) []Difference {
	b, a := p.Before, p.After
	all := diffScalar(PartCall, "modelId", b.ModelID, a.ModelID)
	all = append(all, diffScalar(PartCall, "operation", kind(b), kind(a))...)
	all = append(all, requestDifferences(b, a)...)
	all = append(all, diffTrees(PartSeen, b.Seen, a.Seen)...)
	all = append(all, diffScalar(PartError, "type", b.ErrorType, a.ErrorType)...)
	all = append(all, diffTrees(PartError, status(b), status(a))...)
	all = append(all, prefixed("content", diffTrees(PartAnswer, b.Answer.Content, a.Answer.Content))...)
	all = append(all, diffScalar(PartAnswer, "events", strings.Join(b.Answer.Events, " "), strings.Join(a.Answer.Events, " "))...)
	all = append(all, diffScalar(PartStop, "stopReason", b.Answer.StopReason, a.Answer.StopReason)...)
	return append(all, prefixed("usage", diffTrees(PartUsage, tree(b.Answer.Usage), tree(a.Answer.Usage)))...)
}

// requestDifferences compares the canonical requests. Where neither has one (a model that
// nobody knows, a body that both refuse) what the model saw and the error have to do.
func requestDifferences(b, a *Call) []Difference {
	if (b.Unread == "") != (a.Unread == "") {
		return diffScalar(PartRequest, "canonical form", b.Unread, a.Unread)
	}
	if b.Unread != "" && b.Operation != a.Operation {
		return nil
	}
	return diffTrees(PartRequest, b.request(), a.request())
}

// kind tells streams from single answers: a caller that read pieces as they came and
// now waits for the end is another program, though it says the same.
func kind(c *Call) string {
	if c.Streaming() {
		return "stream"
	}
	return "unary"
}

// status is 0 for success, so that a failing call differs in one leaf.
func status(c *Call) any {
	if c.Status == 0 || c.Status == 200 {
		return map[string]any{}
	}
	return tree(map[string]int{"status": c.Status})
}

func diffScalar(part Part, path, before, after string) []Difference {
	if before == after {
		return nil
	}
	return []Difference{{Part: part, Path: path, Before: quoted(before), After: quoted(after)}}
}

func quoted(s string) string {
	if s == "" {
		return ""
	}
	return compact(s)
}

// prefixed puts the name of the whole before the paths within.
func prefixed(name string, all []Difference) []Difference {
	for i := range all {
		sep := "."
		if all[i].Path == "" || strings.HasPrefix(all[i].Path, "[") {
			sep = ""
		}
		all[i].Path = name + sep + all[i].Path
	}
	return all
}

package main

import (
	"fmt"
	"slices"
	"strings"
)

// A tally counts what was right. It adds up over repositories.
type tally struct {
	Labelled     int   `json:"labelled"`     // sites of the sheet
	Found        int   `json:"found"`        // of them, reported
	False        int   `json:"false"`        // reported sites without a label
	NotCallSites int   `json:"notCallSites"` // of those, lines that the sheet says are no call
	Family       int   `json:"family"`       // found with the right family
	Verdict      int   `json:"verdict"`      // found with the right verdict, both rewrites as one
	VerdictExact int   `json:"verdictExact"` // found with the very verdict
	Bolder       int   `json:"bolder"`       // a rewrite where the label says adapter
	Request      ratio `json:"requestKeys"`  // labelled keys, and those recalled
	RequestExtra int   `json:"requestExtra"` // reported keys without a label
	Response     ratio `json:"responseKeys"` // labelled keys, and those recalled

	Decided  int `json:"decided"`  // reported sites that diff was asked about
	Disagree int `json:"disagree"` // of those, sites of which audit says one thing and diff does another

	// Confusion counts found sites by the label's verdict, then by ours.
	Confusion map[verdict]map[verdict]int `json:"confusion,omitempty"`
}

// A ratio is a count of a whole and of its part that is right.
type ratio struct {
	Of   int `json:"of"`
	Have int `json:"have"`
}

func (r *ratio) add(s ratio) {
	r.Of += s.Of
	r.Have += s.Have
}

func (t *tally) add(u tally) {
	t.Labelled += u.Labelled
	t.Found += u.Found
	t.False += u.False
	t.NotCallSites += u.NotCallSites
	t.Family += u.Family
	t.Verdict += u.Verdict
	t.VerdictExact += u.VerdictExact
	t.Bolder += u.Bolder
	t.Request.add(u.Request)
	t.RequestExtra += u.RequestExtra
	t.Response.add(u.Response)
	t.Decided += u.Decided
	t.Disagree += u.Disagree
	for want, row := range u.Confusion {
		for got, n := range row {
			t.confuse(want, got, n)
		}
	}
}

func (t *tally) confuse(want, got verdict, n int) {
	if t.Confusion == nil {
		t.Confusion = make(map[verdict]map[verdict]int)
	}
	if t.Confusion[want] == nil {
		t.Confusion[want] = make(map[verdict]int)
	}
	t.Confusion[want][got] += n
}

// A mismatch is one point in which the inventory and the sheet differ.
type mismatch struct {
	Repo    string   `json:"repo"`
	Place   string   `json:"place"` // file:line, of the label where there is one
	Kind    string   `json:"kind"`  // missing, false, family, verdict, bolder, request, response, extra or diff
	Want    string   `json:"want"`
	Got     string   `json:"got"`
	Reasons []string `json:"reasons,omitempty"` // codes of the site's reasons
}

// judge counts one labelled site and lists where it differs.
func (t *tally) judge(p pair) []mismatch {
	t.Labelled++
	l := p.Label
	base := mismatch{Repo: l.Repo, Place: fmt.Sprintf("%s:%d", l.File, l.Line)}
	if p.Site == nil {
		base.Kind, base.Want, base.Got = "missing", string(l.Expected), "-"
		return []mismatch{base}
	}
	t.Found++
	base.Reasons = p.Site.codes()
	var out []mismatch
	differ := func(kind, want, got string) {
		m := base
		m.Kind, m.Want, m.Got = kind, want, got
		out = append(out, m)
	}

	if sameFamily(l.Family, p.Site.Model.Family) {
		t.Family++
	} else {
		differ("family", l.Family, p.Site.Model.Family)
	}
	if kind := t.judgeVerdict(l.Expected, p.Site.Verdict); kind != "" {
		differ(kind, string(l.Expected), string(p.Site.Verdict))
	}
	if l.RequestKeys != nil {
		got := paths(p.Site.Request.Fields)
		if missing := t.Request.judge(l.RequestKeys, got); missing != nil {
			differ("request", strings.Join(missing, ","), "-")
		}
		if more := extra(l.RequestKeys, got); more != nil {
			t.RequestExtra += len(more)
			differ("extra", "-", strings.Join(more, ","))
		}
	}
	if l.ResponseKeys != nil {
		if missing := t.Response.judge(l.ResponseKeys, paths(p.Site.Response.Fields)); missing != nil {
			differ("response", strings.Join(missing, ","), "-")
		}
	}
	return out
}

// judgeVerdict counts a verdict and returns the kind of mismatch, "" if none.
func (t *tally) judgeVerdict(want, got verdict) string {
	t.confuse(want, got, 1)
	if want == got {
		t.VerdictExact++
	}
	switch {
	case want.coarse() == got.coarse():
		t.Verdict++
		return ""
	case want == adapter && got.coarse() == rewrite:
		t.Bolder++
		return "bolder"
	}
	return "verdict"
}

// judgeDecision counts what diff does about a reported site, and reports whether that
// is what its verdict says.
func (t *tally) judgeDecision(s *site) bool {
	if s.Decision == nil {
		return true
	}
	t.Decided++
	if s.Decision.moves() == (s.Verdict.coarse() == rewrite && !s.ByHand) {
		return true
	}
	t.Disagree++
	return false
}

// judge counts the labelled keys and returns those that got lacks.
func (r *ratio) judge(labelled, got []string) (missing []string) {
	found, missing := recalled(labelled, got)
	r.Of += len(labelled)
	r.Have += len(found)
	return missing
}

// sameFamily compares a label's family with ours. Both of the words for "not
// one family" mean the same.
func sameFamily(want, got string) bool {
	none := []string{"multi", "unknown"}
	return want == got || slices.Contains(none, want) && slices.Contains(none, got)
}

package verify

import (
	"slices"
	"strings"
)

// A Site is one call site of the program before, with all that reading the source told
// about the calls it can make.
type Site struct {
	Position  string   // "chat/ask.go:41"
	Operation string   // "InvokeModel" or "InvokeModelWithResponseStream"
	Models    []string // every id that can reach it; empty when they are not known
	Keys      []string // the members that its body can have
	Always    []string // those of them that it always has
	Open      bool     // the body may have others, too
	Rewritten bool
	Notes     []Statement // what the rewriter stated there
}

// makes reports whether the site can have made a call, its model apart.
func (s *Site) makes(c *Call) bool {
	if c.Converse() && !s.Rewritten || strings.HasSuffix(s.Operation, "Stream") != c.Streaming() {
		return false
	}
	return c.Converse() || s.fits(c.Native)
}

// makers are the sites that can have made a call: those that name its model or, if none
// does, those that fit otherwise. A program may take the id from its environment.
func makers(sites []Site, c *Call) []*Site {
	var all, named []*Site
	for i := range sites {
		s := &sites[i]
		if !s.makes(c) {
			continue
		}
		all = append(all, s)
		if slices.Contains(s.Models, c.ModelID) {
			named = append(named, s)
		}
	}
	if len(named) > 0 {
		return named
	}
	return all
}

// fits reports whether the site can have sent a body, by the names of its members.
func (s *Site) fits(body any) bool {
	object, _ := body.(map[string]any)
	for _, key := range s.Always {
		if _, ok := object[key]; !ok {
			return false
		}
	}
	for key := range object {
		if !s.Open && !slices.Contains(s.Keys, key) {
			return false
		}
	}
	return true
}

// Locate is a Judge's Site function for known call sites. The stand-in does not learn
// where a call comes from, but the model, the operation and the members of the body
// leave one site, nearly always; where they leave several, what any of them states
// counts, and all are named.
func Locate(sites []Site) func(Pair) (string, []Statement) {
	return func(p Pair) (string, []Statement) {
		call := p.Before
		if call == nil {
			call = p.After
		}
		var places []string
		var stated []Statement
		for _, s := range makers(sites, call) {
			places = append(places, s.Position)
			stated = append(stated, s.Notes...)
		}
		return strings.Join(places, " or "), stated
	}
}

// Unreached notes the rewritten sites that made no call in the run, and so were not
// verified by it, and counts the others.
func Unreached(sites []Site, pairs []PairResult) (notes []string, reached int) {
	made := map[*Site]bool{}
	for _, p := range pairs {
		if p.Before != nil {
			for _, s := range makers(sites, p.Before) {
				made[s] = true
			}
		}
	}
	for i := range sites {
		switch s := &sites[i]; {
		case !s.Rewritten:
		case made[s]:
			reached++
		default:
			notes = append(notes, s.Position+": rewritten, but the run did not reach it; nothing is proved about it")
		}
	}
	return notes, reached
}

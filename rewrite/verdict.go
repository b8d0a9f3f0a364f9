package rewrite

import (
	"errors"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Judge makes the verdicts of call sites say what Plan does about them. Package callsite
// judges by what it knows of the request and of the readers of the answer. The code around
// a call can keep it all the same, and a value that callsite cannot know may be one that is
// read when the program runs. Rather than a second reading of that code, this is the first:
// each site is tried by itself, as Plan does before it puts the rewrites of a package
// together and asks the go command about them, after which it rarely leaves any.
//
// A site that Converse cannot carry becomes an adapter site. One that is left because of
// how the code around it is written keeps its verdict, which is about the call, and is
// marked ByHand.
//
// Nothing is run, and nothing outside this process is asked. Sites of a file that does not
// compile keep their verdict: what the type checker says of the names there cannot be
// relied on.
func (r *Rewriter) Judge(prog *load.Result, sites []*callsite.Site) {
	all := *r
	all.opts.Only = nil
	j := newJob(&all, prog, newEngine(prog))
	for _, p := range prog.Packages {
		for _, s := range sitesIn(p, sites) {
			if compiles(p, s) {
				agree(s, j.alone(p, s))
			}
		}
	}
}

// agree makes a site's verdict that of the rewriter, which leaves it for an error, if any.
func agree(s *callsite.Site, err error) {
	movable := s.Verdict == callsite.Rewrite || s.Verdict == callsite.RewriteWithNotes
	switch {
	case movable && err != nil:
		reasons := reasonsOf(s, err)
		if s.ByHand = aboutCode(reasons); !s.ByHand {
			s.Verdict = callsite.Adapter
		}
		s.Reasons = append(s.Reasons, unsaid(s, reasons)...)
	case s.Verdict == callsite.Adapter && err == nil:
		s.Verdict = callsite.RewriteWithNotes
	}
}

// aboutCode reports whether reasons to leave a site say what the rewriter cannot follow or
// change, and none of them what Converse does not carry.
func aboutCode(reasons []callsite.Reason) bool {
	about := false
	for _, r := range reasons {
		switch r.Code {
		case rules.FieldLost, rules.CallUnknown:
			return false
		case rules.ResponseLost, rules.ResponseMoves:
			// Of itself it keeps the call; beside another reason it is a remark.
		default:
			about = true
		}
	}
	return about
}

// unsaid are those of some reasons that a site does not have yet.
func unsaid(s *callsite.Site, reasons []callsite.Reason) []callsite.Reason {
	return slices.DeleteFunc(slices.Clone(reasons), func(r callsite.Reason) bool {
		return slices.ContainsFunc(s.Reasons, func(have callsite.Reason) bool { return have.Code == r.Code && have.Message == r.Message })
	})
}

// compiles reports whether nothing is wrong with the file of a site, as far as is known.
func compiles(p *packages.Package, s *callsite.Site) bool {
	file := p.Fset.Position(s.Call.Pos()).Filename
	for _, e := range p.Errors {
		if in := newProblem(askedAs(p), e).file; in == file || in == "" {
			return false
		}
	}
	return true
}

// reasonsOf are the reasons for which a site stays; none for no error.
func reasonsOf(s *callsite.Site, err error) []callsite.Reason {
	var l *leave
	switch {
	case err == nil:
		return nil
	case errors.As(err, &l):
		return distinct(l.reasons)
	}
	return []callsite.Reason{{Code: rules.CallPartial, Message: err.Error(), Node: s.Call}}
}

// distinct leaves out a reason that says what one before it says. One is found wherever
// the answer is read, and a site that is left has one place.
func distinct(reasons []callsite.Reason) []callsite.Reason {
	type said struct {
		code    rules.Code
		message string
	}
	seen := map[said]bool{}
	return slices.DeleteFunc(slices.Clone(reasons), func(r callsite.Reason) bool {
		is := said{r.Code, r.Message}
		was := seen[is]
		seen[is] = true
		return was
	})
}

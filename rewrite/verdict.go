package rewrite

import (
	"errors"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// An Attempt is what came of a site that was tried by itself.
type Attempt struct {
	Moves   bool
	Reasons []callsite.Reason // of a site that does not move: why
}

// Try works out each of some sites of a program by itself, and says whether it moves.
// That is how Plan begins, before it puts the rewrites of a package together and asks the
// go command about them; what Plan leaves after that is rare. Nothing is run, and nothing
// outside this process is asked. Sites of a file that does not compile are not tried,
// since what the type checker says of the names there cannot be relied on.
func (r *Rewriter) Try(prog *load.Result, sites []*callsite.Site) map[*callsite.Site]Attempt {
	j := newJob(r, prog, newEngine(prog))
	out := map[*callsite.Site]Attempt{}
	for _, p := range prog.Packages {
		for _, s := range sitesIn(p, sites) {
			if compiles(p, s) {
				err := j.alone(p, s)
				out[s] = Attempt{Moves: err == nil, Reasons: reasonsOf(s, err)}
			}
		}
	}
	return out
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
		return l.reasons
	}
	return []callsite.Reason{{Code: rules.CallPartial, Message: err.Error(), Node: s.Call}}
}

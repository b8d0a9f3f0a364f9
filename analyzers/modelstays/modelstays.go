package modelstays

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.New("modelstays", Doc, check) }

func check(r *finding.Reporter, s *callsite.Site) {
	profile(r, s)
	if s.Kept != "" {
		r.Reasons(s, rules.ModelEOL)
		return // the author has said that it stays
	}
	r.Reasons(s, rules.ModelStays, rules.ModelEOL)
}

// profile looks at an id that is written out: what is put together at run time may get a
// profile's prefix there.
func profile(r *finding.Reporter, s *callsite.Site) {
	id, ok := s.Request.Members["ModelId"].(*payload.Const)
	if !ok || id.Orig.Expr == nil {
		return
	}
	for _, m := range s.Model.Models {
		if msg := finding.NeedsProfile(m, id); msg != "" {
			r.Report(s, rules.ProfileNeeded, id.Orig.Expr, msg)
		}
	}
}

package modelstays

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.New("modelstays", Doc, check) }

func check(r *finding.Reporter, s *callsite.Site) {
	if s.Kept != "" {
		r.Reasons(s, rules.ModelEOL)
		return // the author has said that it stays
	}
	r.Reasons(s, rules.ModelStays, rules.ModelEOL)
}

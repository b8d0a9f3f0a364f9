package forbidden

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer {
	return finding.New("forbidden", Doc, func(r *finding.Reporter, s *callsite.Site) {
		r.Reasons(s, rules.Forbidden)
	})
}

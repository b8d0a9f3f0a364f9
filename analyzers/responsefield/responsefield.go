package responsefield

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.New("responsefield", Doc, check) }

func check(r *finding.Reporter, s *callsite.Site) {
	r.Reasons(s, rules.ResponseLost, rules.ResponseMoves, rules.StopReason)
	if s.Operation == callsite.InvokeStream && s.Verdict != callsite.Keep {
		order(r, s)
	}
}

// order reports what ConverseStream sends in another event than the native stream does:
// the catalog notes it where that is so. A value that is kept is read more than once; the
// first read is where it is taken from the chunk.
func order(r *finding.Reporter, s *callsite.Site) {
	seen := map[string]bool{}
	for _, f := range s.Reads {
		if f.Verdict == catalog.Maps && f.Shape.Field != nil && f.Shape.Field.Note != "" && !seen[f.Path] {
			seen[f.Path] = true
			r.Report(s, rules.StreamOrder, f.Use.Expr, fmt.Sprintf("%s is at %s on ConverseStream: %s", f.Path, f.Shape.Field.Converse, f.Shape.Field.Note))
		}
	}
}

package responsefield

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
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

// order reports counts that the code takes from another chunk than the last, where
// ConverseStream has them; the catalog notes it where that is so. A value that is kept is
// read more than once; the first read is where it is taken from the chunk. A chunk that is
// let out whole is not read here.
func order(r *finding.Reporter, s *callsite.Site) {
	seen := map[string]bool{}
	for _, f := range s.Reads {
		if f.Verdict != catalog.Maps || f.Use.Kind == payload.Returned || seen[f.Path] {
			continue
		}
		seen[f.Path] = true
		if field := f.Shape.Field; field != nil && field.Note != "" && strings.HasPrefix(field.Converse, "metadata.") {
			r.Report(s, rules.StreamOrder, f.Use.Expr, fmt.Sprintf("%s is at %s on ConverseStream: %s", f.Path, field.Converse, field.Note))
		}
	}
}

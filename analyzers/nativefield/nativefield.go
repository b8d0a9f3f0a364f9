package nativefield

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/nativebody"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.New("nativefield", Doc, check) }

func check(r *finding.Reporter, s *callsite.Site) {
	r.Reasons(s, rules.FieldLost, rules.FieldMoves, rules.ValueDiffers)
	if nativebody.Foreign(r.Catalog(), s) != nil {
		return // none of the fields is known, and BL2008 says why
	}
	fixes := renames(r, s)
	for _, reason := range s.Reasons {
		if reason.Code == rules.FieldUnknown {
			r.Report(s, reason.Code, reason.Node, reason.Message, fixes[reason.Node.Pos()]...)
		}
	}
}

// renames returns the fixes of misspelt keys, by position: those that are literals.
func renames(r *finding.Reporter, s *callsite.Site) map[token.Pos][]analysis.SuggestedFix {
	out := map[token.Pos][]analysis.SuggestedFix{}
	for _, f := range s.Fields {
		lit, ok := f.Field.KeyExpr.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING || f.Shape != nil {
			continue
		}
		if to := s.Rename(r.Catalog(), f); to != "" {
			out[lit.Pos()] = []analysis.SuggestedFix{{
				Message:   fmt.Sprintf("rename it to %s", to),
				TextEdits: []analysis.TextEdit{{Pos: lit.Pos(), End: lit.End(), NewText: []byte(strconv.Quote(to))}},
			}}
		}
	}
	return out
}

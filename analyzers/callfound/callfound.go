package callfound

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Fixer makes the edits that move one call to Converse. It returns nil when there is
// nothing to offer.
type Fixer func(*analysis.Pass, *callsite.Site) (*analysis.SuggestedFix, error)

// New returns the analyzer. fix, which may be nil, makes the suggested fixes: the
// rewriter builds on the analyzers, so it comes in from outside.
func New(fix Fixer) *analysis.Analyzer {
	return finding.New("callfound", Doc, func(r *finding.Reporter, s *callsite.Site) {
		switch s.Verdict {
		case callsite.Rewrite, callsite.RewriteWithNotes:
			r.Report(s, rules.CallSite, selector{s}, message(s), suggest(r, s, fix)...)
		case callsite.Adapter:
			r.Reasons(s, rules.CallUnknown, rules.CallPartial)
		}
	})
}

func message(s *callsite.Site) string {
	to := "Converse"
	if s.Operation == callsite.InvokeStream {
		to = "ConverseStream"
	}
	msg := fmt.Sprintf("%s of %s can move to %s", s.Operation, families(s), to)
	switch n := differences(s); n {
	case 0:
		return msg
	case 1:
		return msg + ", with 1 note"
	default:
		return fmt.Sprintf("%s, with %d notes", msg, n)
	}
}

// families names what reaches a call: one family, or those of a dispatch.
func families(s *callsite.Site) string {
	names := make([]string, len(s.Model.Families))
	for i, f := range s.Model.Families {
		names[i] = f.Name
	}
	return strings.Join(names, " or ")
}

// differences counts what carries over otherwise than as it is.
func differences(s *callsite.Site) int {
	n := 0
	for _, r := range s.Reasons {
		if r.Code != rules.ModelEOL {
			n++
		}
	}
	return n
}

func suggest(r *finding.Reporter, s *callsite.Site, fix Fixer) []analysis.SuggestedFix {
	if fix == nil {
		return nil
	}
	// A call that the rewriter cannot do has its reason in bedrockmigrate's output;
	// the diagnostic stands without a fix.
	f, err := fix(r.Pass, s)
	if err != nil || f == nil {
		return nil
	}
	return []analysis.SuggestedFix{*f}
}

// selector is the method's name in the call.
type selector struct{ site *callsite.Site }

func (s selector) Pos() token.Pos { return s.site.Pos() }

func (s selector) End() token.Pos {
	if sel, ok := ast.Unparen(s.site.Call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel.End()
	}
	return s.site.Call.Fun.End()
}

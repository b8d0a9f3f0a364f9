package callfound_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, callfound.New(nil), "a") }

// TestFix wants a fix at the calls that can move and at no other, and none where the
// fixer has none.
func TestFix(t *testing.T) {
	fix := func(_ *analysis.Pass, s *callsite.Site) (*analysis.SuggestedFix, error) {
		if s.FuncName == "notes" {
			return nil, errors.New("not this one")
		}
		return &analysis.SuggestedFix{Message: "move " + s.FuncName, TextEdits: []analysis.TextEdit{{Pos: s.Pos(), End: s.Pos()}}}, nil
	}
	var fixes []string
	for _, r := range linttest.Run(t, callfound.New(fix), "a") {
		for _, d := range r.Diagnostics {
			for _, f := range d.SuggestedFixes {
				fixes = append(fixes, d.Category+" "+f.Message)
			}
		}
	}
	if got := strings.Join(fixes, ", "); got != "BL1001 move rewrite" {
		t.Errorf("fixes are %q", got)
	}
}

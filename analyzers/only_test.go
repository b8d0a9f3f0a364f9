package analyzers

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/rules"
)

func TestOnly(t *testing.T) {
	a := &analysis.Analyzer{Run: func(pass *analysis.Pass) (any, error) {
		pass.Report(analysis.Diagnostic{Category: string(rules.CallSite)})
		pass.Report(analysis.Diagnostic{Category: string(rules.FieldLost)})
		return "result", nil
	}}
	only(a, func(c rules.Code) bool { return c == rules.FieldLost })
	var got []string
	res, err := a.Run(&analysis.Pass{Report: func(d analysis.Diagnostic) { got = append(got, d.Category) }})
	if err != nil || res != "result" {
		t.Errorf("Run = %v, %v; want the analyzer's own result", res, err)
	}
	if len(got) != 1 || got[0] != string(rules.FieldLost) {
		t.Errorf("reported %v, want %s alone", got, rules.FieldLost)
	}
}

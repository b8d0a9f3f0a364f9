package analyzers

import (
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestReplace wants analyzers to see the replacement's results under the old names, and
// those that do not depend on it to stay as they are.
func TestReplace(t *testing.T) {
	giving := func(v string) *analysis.Analyzer {
		return &analysis.Analyzer{Name: v, Run: func(*analysis.Pass) (any, error) { return v, nil }, ResultType: reflect.TypeFor[string]()}
	}
	old, other := giving("old"), giving("other")
	middle := &analysis.Analyzer{Name: "middle", Requires: []*analysis.Analyzer{old, other}}
	middle.Run = func(pass *analysis.Pass) (any, error) {
		return pass.ResultOf[old].(string) + "+" + pass.ResultOf[other].(string), nil
	}
	top := &analysis.Analyzer{Name: "top", Requires: []*analysis.Analyzer{middle}}
	top.Run = func(pass *analysis.Pass) (any, error) { return "top(" + pass.ResultOf[middle].(string) + ")", nil }

	got := replace([]*analysis.Analyzer{top, other}, old, giving("new"))
	if got[1] != other {
		t.Error("an analyzer that does not depend on it was replaced")
	}
	if v := evaluate(t, got[0]); v != "top(new+other)" {
		t.Errorf("after the replacement: %v", v)
	}
	if v := evaluate(t, top); v != "top(old+other)" {
		t.Errorf("the analyzer as it was: %v", v)
	}
}

func evaluate(t *testing.T, a *analysis.Analyzer) any {
	t.Helper()
	results := map[*analysis.Analyzer]any{}
	for _, r := range a.Requires {
		results[r] = evaluate(t, r)
	}
	v, err := a.Run(&analysis.Pass{Analyzer: a, ResultOf: results})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

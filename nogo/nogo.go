// Package nogo holds the suite as one analyzer, for drivers that want a variable named
// Analyzer: Bazel's nogo (https://github.com/bazel-contrib/rules_go/blob/master/go/nogo.rst)
// takes one for each package among its deps.
package nogo

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers"
)

// Analyzer runs the whole suite, without suggested fixes. Its diagnostics have the codes
// of the suite for their categories.
var Analyzer = bundle(analyzers.All())

// bundle makes one analyzer of several, which have no facts. Those of the suite that
// others of it require run inside it as well: a driver may or may not report what an
// analyzer finds that it was not asked for.
func bundle(suite []*analysis.Analyzer) *analysis.Analyzer {
	var requires []*analysis.Analyzer
	for _, a := range suite {
		for _, r := range a.Requires {
			if !slices.Contains(suite, r) && !slices.Contains(requires, r) {
				requires = append(requires, r)
			}
		}
	}
	return &analysis.Analyzer{
		Name:     "bedrocklint",
		Doc:      "report calls of Bedrock's InvokeModel, and what moving them to Converse takes\n\nThe whole suite of bedrocklint in one analyzer.",
		URL:      "https://github.com/bedrocklint/bedrocklint",
		Requires: requires,
		Run: func(pass *analysis.Pass) (any, error) {
			r := &runner{pass: pass, results: maps.Clone(pass.ResultOf)}
			for _, a := range suite {
				if err := r.run(a); err != nil {
					return nil, fmt.Errorf("%s: %w", a.Name, err)
				}
			}
			return nil, nil
		},
	}
}

// runner runs analyzers in the pass of another one.
type runner struct {
	pass    *analysis.Pass
	results map[*analysis.Analyzer]any
}

// run runs an analyzer once, after those that it requires.
func (r *runner) run(a *analysis.Analyzer) error {
	if _, done := r.results[a]; done {
		return nil
	}
	for _, required := range a.Requires {
		if err := r.run(required); err != nil {
			return err
		}
	}
	own := *r.pass
	own.Analyzer, own.ResultOf = a, r.results
	result, err := a.Run(&own)
	r.results[a] = result
	return err
}

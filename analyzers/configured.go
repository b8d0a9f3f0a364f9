package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/rules"
)

// configure makes analyzers report what the configuration of a package wants, here and
// not in a driver, so that every driver reports the same. All of them get their
// configuration from source, or by the search if that is nil.
func configure(checks []*analysis.Analyzer, source *config.Source) []*analysis.Analyzer {
	if source != nil {
		checks = replace(checks, callsite.ConfigAnalyzer, callsite.NewConfigAnalyzer(source))
	}
	for _, a := range checks {
		filter(a)
	}
	return checks
}

// filter makes an analyzer leave out diagnostics that are not wanted. The analyzer must
// require callsite's, which knows the configuration.
func filter(a *analysis.Analyzer) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		cfg, err := configOf(pass)
		if err != nil {
			return nil, err
		}
		filtered := *pass
		filtered.Report = func(d analysis.Diagnostic) {
			if cfg.Reports(rules.Code(d.Category), pass.Fset.Position(d.Pos).Filename) {
				pass.Report(d)
			}
		}
		return run(&filtered)
	}
}

func configOf(pass *analysis.Pass) (*config.Config, error) {
	for _, res := range pass.ResultOf {
		if r, ok := res.(*callsite.Result); ok {
			return r.Config()
		}
	}
	return nil, nil
}

// replace returns analyzers that require a replacement wherever they required old, be it
// through others. Each gets the results under the names that it was written for.
func replace(as []*analysis.Analyzer, old, replacement *analysis.Analyzer) []*analysis.Analyzer {
	done := map[*analysis.Analyzer]*analysis.Analyzer{old: replacement}
	out := make([]*analysis.Analyzer, len(as))
	for i, a := range as {
		out[i] = replaceIn(a, done)
	}
	return out
}

func replaceIn(a *analysis.Analyzer, done map[*analysis.Analyzer]*analysis.Analyzer) *analysis.Analyzer {
	if got := done[a]; got != nil {
		return got
	}
	changed := false
	requires := make([]*analysis.Analyzer, len(a.Requires))
	for i, r := range a.Requires {
		requires[i] = replaceIn(r, done)
		changed = changed || requires[i] != r
	}
	done[a] = a
	if changed {
		done[a] = &analysis.Analyzer{
			Name: a.Name, Doc: a.Doc, URL: a.URL, RunDespiteErrors: a.RunDespiteErrors,
			Requires: requires, ResultType: a.ResultType, FactTypes: a.FactTypes,
			Run: func(pass *analysis.Pass) (any, error) {
				renamed := *pass
				renamed.Analyzer = a
				renamed.ResultOf = make(map[*analysis.Analyzer]any, len(requires))
				for i, r := range a.Requires {
					renamed.ResultOf[r] = pass.ResultOf[requires[i]]
				}
				return a.Run(&renamed)
			},
		}
	}
	return done[a]
}

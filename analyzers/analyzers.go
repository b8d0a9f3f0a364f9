// Package analyzers is the suite of bedrocklint: checks that find calls of Bedrock
// Runtime's InvokeModel and say what moving them to Converse takes.
//
// Each check is a package of its own and reports the codes that its documentation names.
// What they report was worked out once, by analyzers/callsite; none of them has facts,
// so that a driver need not look at dependencies.
package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/directive"
	"github.com/bedrocklint/bedrocklint/analyzers/documentvalue"
	"github.com/bedrocklint/bedrocklint/analyzers/firstblock"
	"github.com/bedrocklint/bedrocklint/analyzers/modelstays"
	"github.com/bedrocklint/bedrocklint/analyzers/nativedefault"
	"github.com/bedrocklint/bedrocklint/analyzers/nativefield"
	"github.com/bedrocklint/bedrocklint/analyzers/nilanswer"
	"github.com/bedrocklint/bedrocklint/analyzers/prompttemplate"
	"github.com/bedrocklint/bedrocklint/analyzers/responsefield"
	"github.com/bedrocklint/bedrocklint/analyzers/stopstring"
	"github.com/bedrocklint/bedrocklint/analyzers/unionassert"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Options configure the suite. The zero value reports and fixes nothing.
type Options struct {
	// Fix makes the suggested fix of a call that can move; nil for none.
	Fix callfound.Fixer
	// Report says which codes to report; nil means those that are on by default. It is
	// asked at each diagnostic, so it may depend on flags that are parsed later.
	Report func(rules.Code) bool
}

// All returns the suite without fixes.
func All() []*analysis.Analyzer { return New(Options{}) }

// New returns the suite.
func New(o Options) []*analysis.Analyzer {
	checks := []*analysis.Analyzer{
		callfound.New(o.Fix),
		documentvalue.New(),
		firstblock.New(),
		modelstays.New(),
		nativedefault.New(),
		nativefield.New(),
		nilanswer.New(),
		prompttemplate.New(),
		responsefield.New(),
		stopstring.New(),
		unionassert.New(),
	}
	checks = append(checks, directive.New(checks...))
	report := o.Report
	if report == nil {
		report = rules.OnByDefault
	}
	for _, a := range checks {
		only(a, report)
	}
	return checks
}

// only makes an analyzer report those diagnostics whose code is wanted.
func only(a *analysis.Analyzer, want func(rules.Code) bool) {
	run := a.Run
	a.Run = func(pass *analysis.Pass) (any, error) {
		filtered := *pass
		filtered.Report = func(d analysis.Diagnostic) {
			if want(rules.Code(d.Category)) {
				pass.Report(d)
			}
		}
		return run(&filtered)
	}
}

// Package analyzers is the suite of bedrocklint: checks that find calls of Bedrock
// Runtime's InvokeModel and say what moving them to Converse takes.
//
// Each check is a package of its own and reports the codes that its documentation names.
// What they report was worked out once, by analyzers/callsite; none of them has facts,
// so that a driver need not look at dependencies.
package analyzers

import (
	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callerror"
	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/conversedocument"
	"github.com/bedrocklint/bedrocklint/analyzers/conversefeature"
	"github.com/bedrocklint/bedrocklint/analyzers/conversemessages"
	"github.com/bedrocklint/bedrocklint/analyzers/conversemodel"
	"github.com/bedrocklint/bedrocklint/analyzers/conversevalue"
	"github.com/bedrocklint/bedrocklint/analyzers/directive"
	"github.com/bedrocklint/bedrocklint/analyzers/documentvalue"
	"github.com/bedrocklint/bedrocklint/analyzers/firstblock"
	"github.com/bedrocklint/bedrocklint/analyzers/forbidden"
	"github.com/bedrocklint/bedrocklint/analyzers/limitunsent"
	"github.com/bedrocklint/bedrocklint/analyzers/modelstays"
	"github.com/bedrocklint/bedrocklint/analyzers/nativebody"
	"github.com/bedrocklint/bedrocklint/analyzers/nativedefault"
	"github.com/bedrocklint/bedrocklint/analyzers/nativefield"
	"github.com/bedrocklint/bedrocklint/analyzers/nilanswer"
	"github.com/bedrocklint/bedrocklint/analyzers/prompttemplate"
	"github.com/bedrocklint/bedrocklint/analyzers/responsefield"
	"github.com/bedrocklint/bedrocklint/analyzers/retryunset"
	"github.com/bedrocklint/bedrocklint/analyzers/stopstring"
	"github.com/bedrocklint/bedrocklint/analyzers/streamend"
	"github.com/bedrocklint/bedrocklint/analyzers/unionassert"
	"github.com/bedrocklint/bedrocklint/analyzers/usageunread"
	"github.com/bedrocklint/bedrocklint/config"
)

// Options configure the suite. The zero value reports and fixes nothing.
type Options struct {
	// Fix makes the suggested fix of a call that can move; nil for none.
	Fix callfound.Fixer
	// Config says where the configuration of a package comes from; nil means the search
	// that package config describes. It is asked when an analyzer runs, so its fields may
	// depend on flags that are parsed later.
	Config *config.Source
}

// All returns the suite without fixes.
func All() []*analysis.Analyzer { return New(Options{}) }

// New returns the suite.
func New(o Options) []*analysis.Analyzer {
	checks := []*analysis.Analyzer{
		callerror.New(),
		callfound.New(o.Fix),
		conversedocument.New(),
		conversefeature.New(),
		conversemessages.New(),
		conversemodel.New(),
		conversevalue.New(),
		documentvalue.New(),
		firstblock.New(),
		forbidden.New(),
		limitunsent.New(),
		modelstays.New(),
		nativebody.New(),
		nativedefault.New(),
		nativefield.New(),
		nilanswer.New(),
		prompttemplate.New(),
		responsefield.New(),
		retryunset.New(),
		stopstring.New(),
		streamend.New(),
		unionassert.New(),
		usageunread.New(),
	}
	return configure(append(checks, directive.New(checks...)), o.Config)
}

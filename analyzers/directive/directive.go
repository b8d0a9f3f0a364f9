package directive

import (
	"fmt"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer. others are the analyzers whose diagnostics directives can
// silence.
func New(others ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "directive",
		Doc:              Doc,
		URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/analyzers/directive",
		Requires:         append([]*analysis.Analyzer{callsite.Analyzer}, others...),
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[finding.Used](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := finding.NewReporter(pass)
			cfg, err := r.Result.Config()
			if err != nil {
				return nil, err
			}
			for _, d := range r.Result.Directives {
				if problem := problemOf(cfg.Catalog(), d, usedBy(pass, others, d)); problem != "" {
					r.Report(nil, rules.BadDirective, d.Comment, problem)
				}
			}
			return r.Used(), nil
		},
	}
}

func usedBy(pass *analysis.Pass, others []*analysis.Analyzer, d *callsite.Directive) bool {
	for _, a := range others {
		if pass.ResultOf[a].(finding.Used)[d] {
			return true
		}
	}
	return false
}

// problemOf says what is wrong with a directive, or "".
func problemOf(cat *catalog.Catalog, d *callsite.Directive, used bool) string {
	switch {
	case d.Verb == "nolint":
		return "" // golangci-lint checks its own comments
	case d.Problem != "":
		return d.Problem
	case d.Verb == "ignore" && !used && d.File:
		return fmt.Sprintf("nothing in this file is reported as %s; remove the directive", join(d.Codes))
	case d.Verb == "ignore" && !used:
		return fmt.Sprintf("nothing here is reported as %s; remove the directive", join(d.Codes))
	case d.Verb != "ignore" && len(d.Sites) == 0:
		return fmt.Sprintf("%s stands at no call of InvokeModel; move it to the call or remove it", d.Verb)
	case d.Verb == "model":
		if _, f, reason := cat.ModelByID(d.Model); f == nil {
			return reason + "; name a model of Bedrock, such as anthropic.claude-3-haiku-20240307-v1:0"
		}
	}
	return ""
}

func join(codes []rules.Code) string {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = string(c)
	}
	return strings.Join(names, " or ")
}

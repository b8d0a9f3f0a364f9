// Package finding is what the analyzers of the suite have in common: each looks at the
// reasons of one site after another, and reports some. Directives are honoured here, in
// the analyzers and not in a driver, so that every driver gives the same report.
package finding

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Used is the result of every analyzer of the suite: the directives that silenced one of
// its diagnostics. The directive analyzer reports those that silence nothing.
type Used map[*callsite.Directive]bool

// New makes an analyzer that looks at every call site of a package.
func New(name, doc string, check func(*Reporter, *callsite.Site)) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             name,
		Doc:              doc,
		URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/analyzers/" + name,
		Requires:         []*analysis.Analyzer{callsite.Analyzer},
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[Used](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := NewReporter(pass)
			for _, s := range r.Result.Sites {
				check(r, s)
			}
			return r.used, nil
		},
	}
}

// Reporter reports diagnostics that no directive silences.
type Reporter struct {
	Pass   *analysis.Pass
	Result *callsite.Result
	used   Used
	seen   map[said]bool
}

// said is a diagnostic that was reported. Two calls that share the code which makes
// their bodies have the same to say about it, once.
type said struct {
	pos     token.Pos
	message string
}

// NewReporter makes a reporter for a pass that requires callsite.Analyzer.
func NewReporter(pass *analysis.Pass) *Reporter {
	return &Reporter{Pass: pass, Result: pass.ResultOf[callsite.Analyzer].(*callsite.Result), used: Used{}, seen: map[said]bool{}}
}

// Used returns the directives that have silenced something so far.
func (r *Reporter) Used() Used { return r.used }

// Reasons reports those reasons of a site that have one of the codes.
func (r *Reporter) Reasons(s *callsite.Site, codes ...rules.Code) {
	for _, reason := range s.Reasons {
		if slices.Contains(codes, reason.Code) {
			r.Report(s, reason.Code, reason.Node, reason.Message)
		}
	}
}

// Report reports one diagnostic at a node, unless a directive silences it.
func (r *Reporter) Report(s *callsite.Site, code rules.Code, at ast.Node, message string, fixes ...analysis.SuggestedFix) {
	d := analysis.Diagnostic{
		Pos: at.Pos(), End: at.End(), Category: string(code),
		Message:        fmt.Sprintf("%s (%s)", message, code),
		URL:            rules.URL(code),
		SuggestedFixes: fixes,
	}
	if s != nil {
		// A body may be made of a type of another package, of which only export
		// data is there: its positions mean nothing to a reader of this package.
		if !r.ours(d.Pos) {
			d.Pos, d.End = s.Pos(), s.Call.End()
		}
		if d.Pos < s.Call.Pos() || d.Pos >= s.Call.End() {
			d.Related = []analysis.RelatedInformation{{Pos: s.Pos(), End: s.Call.End(), Message: "the call"}}
		}
	}
	if by := r.Result.SilencedBy(s, code, r.Pass.Fset.Position(d.Pos)); by != nil {
		r.used[by] = true
		return
	}
	if key := (said{d.Pos, d.Message}); !r.seen[key] {
		r.seen[key] = true
		r.Pass.Report(d)
	}
}

// ours reports whether pos lies in a file of the pass.
func (r *Reporter) ours(pos token.Pos) bool {
	return slices.ContainsFunc(r.Pass.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
}

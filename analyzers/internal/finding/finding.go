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
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/conversecall"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Used is the result of every analyzer of the suite: the directives that silenced one of
// its diagnostics. The directive analyzer reports those that silence nothing.
type Used map[*callsite.Directive]bool

// New makes an analyzer that looks at every call site of a package.
func New(name, doc string, check func(*Reporter, *callsite.Site)) *analysis.Analyzer {
	return newAnalyzer(name, doc, func(r *Reporter) {
		for _, s := range r.Result.Sites {
			check(r, s)
		}
	})
}

// NewPackage makes an analyzer that looks at the syntax of a package which imports the
// SDK. In any other it does nothing: no name of the SDK can stand there.
func NewPackage(name, doc string, check func(*Reporter), requires ...*analysis.Analyzer) *analysis.Analyzer {
	return newAnalyzer(name, doc, func(r *Reporter) {
		if sdk.ImportedBy(r.Pass.Pkg) {
			check(r)
		}
	}, requires...)
}

// NewConverse makes an analyzer that looks at every form of every call of Converse in a
// package.
func NewConverse(name, doc string, check func(*Reporter, *conversecall.Call, *conversecall.Form)) *analysis.Analyzer {
	return newAnalyzer(name, doc, func(r *Reporter) {
		for _, c := range r.Pass.ResultOf[conversecall.Analyzer].(*conversecall.Result).Calls {
			for _, f := range c.Forms {
				check(r, c, f)
			}
		}
	}, conversecall.Analyzer)
}

func newAnalyzer(name, doc string, check func(*Reporter), requires ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             name,
		Doc:              doc,
		URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/analyzers/" + name,
		Requires:         append([]*analysis.Analyzer{callsite.Analyzer}, requires...),
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[Used](),
		Run: func(pass *analysis.Pass) (any, error) {
			r := NewReporter(pass)
			check(r)
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

// Catalog is the catalog that counts for the package, with what its configuration adds.
// A configuration that cannot be read has been reported by callsite.Analyzer.
func (r *Reporter) Catalog() *catalog.Catalog {
	cfg, err := r.Result.Config()
	if err != nil {
		return catalog.Default()
	}
	return cfg.Catalog()
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
	r.say(d)
}

// ReportIn is Report for code on Converse: a directive silences the diagnostic from any
// line of around as well (a call that runs over several lines, say), or from the line
// above it.
func (r *Reporter) ReportIn(around ast.Node, code rules.Code, at ast.Node, message string, fixes ...analysis.SuggestedFix) {
	d := analysis.Diagnostic{
		Pos: at.Pos(), End: at.End(), Category: string(code),
		Message:        fmt.Sprintf("%s (%s)", message, code),
		URL:            rules.URL(code),
		SuggestedFixes: fixes,
	}
	if !r.ours(d.Pos) {
		d.Pos, d.End = around.Pos(), around.End()
	}
	if r.generated(d.Pos) {
		d.SuggestedFixes = nil
	}
	places := []token.Position{r.Pass.Fset.Position(d.Pos)}
	first, last := r.Pass.Fset.Position(around.Pos()), r.Pass.Fset.Position(around.End())
	for line := first.Line; line <= last.Line; line++ {
		places = append(places, token.Position{Filename: first.Filename, Line: line})
	}
	for _, p := range places {
		if by := r.Result.SilencedBy(nil, code, p); by != nil {
			r.used[by] = true
			return
		}
	}
	r.say(d)
}

// say reports a diagnostic once.
func (r *Reporter) say(d analysis.Diagnostic) {
	if key := (said{d.Pos, d.Message}); !r.seen[key] {
		r.seen[key] = true
		r.Pass.Report(d)
	}
}

// Files returns the files of the package that are not tests. A test that panics or
// leaves out a check has failed, which is all that it is for.
func (r *Reporter) Files() []*ast.File {
	return slices.DeleteFunc(slices.Clone(r.Pass.Files), func(f *ast.File) bool {
		return strings.HasSuffix(r.Pass.Fset.Position(f.FileStart).Filename, "_test.go")
	})
}

// generated reports whether pos lies in a generated file, where a fix would not last.
func (r *Reporter) generated(pos token.Pos) bool {
	return slices.ContainsFunc(r.Pass.Files, func(f *ast.File) bool {
		return f.FileStart <= pos && pos < f.FileEnd && ast.IsGenerated(f)
	})
}

// ours reports whether pos lies in a file of the pass.
func (r *Reporter) ours(pos token.Pos) bool {
	return slices.ContainsFunc(r.Pass.Files, func(f *ast.File) bool { return f.FileStart <= pos && pos < f.FileEnd })
}

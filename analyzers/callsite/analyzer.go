package callsite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Analyzer finds the call sites of one package. Its result is a *Result.
var Analyzer = &analysis.Analyzer{
	Name:             "callsite",
	Doc:              "find and resolve calls of Bedrock Runtime's InvokeModel\n\nReports nothing; the other analyzers of the suite are made from its result.",
	URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/analyzers/callsite",
	Run:              run,
	Requires:         []*analysis.Analyzer{ConfigAnalyzer},
	RunDespiteErrors: true,
	ResultType:       reflect.TypeFor[*Result](),
}

// Result is what Analyzer knows of a package.
type Result struct {
	Sites      []*Site      // in source order
	Directives []*Directive // in source order

	source *config.Source
	dir    string
}

// Config is the configuration of the package; nil means that there is none.
func (r *Result) Config() (*config.Config, error) { return r.source.For(r.dir) }

func run(pass *analysis.Pass) (any, error) {
	res := &Result{source: pass.ResultOf[ConfigAnalyzer].(*config.Source), dir: dirOf(pass.Fset, pass.Files)}
	if !res.source.NoInline {
		res.Directives = parseDirectives(pass.Fset, pass.Files)
	}
	if !canHaveCalls(pass.Pkg, pass.TypesInfo) {
		return res, nil
	}
	cfg, err := res.Config()
	if err != nil {
		return nil, err
	}
	pkg := &payload.Package{Fset: pass.Fset, Files: pass.Files, Types: pass.Pkg, Info: pass.TypesInfo}
	r := &resolver{cat: cfg.Catalog(), cfg: cfg, engine: payload.New(payload.NewProgram(pkg))}
	r.inPackage(pkg, res)
	return res, nil
}

// Find returns the call sites of pkgs, sorted by file and position. The whole program,
// load.Result.All beside load.Result.Packages, is what may be read to understand them:
// callers of wrappers, types of payloads, and the plain forms of packages that are
// loaded with their tests, since these are the ones that other packages call.
//
// No configuration counts; see FindConfigured.
func Find(pkgs, program []*packages.Package, cat *catalog.Catalog) []*Site {
	return find(pkgs, program, &resolver{cat: cat}, func(*payload.Package) (directives bool) { return true })
}

// find looks for sites. prepare makes the resolver ready for a package, and says whether
// the directives in it count.
func find(pkgs, program []*packages.Package, r *resolver, prepare func(*payload.Package) (directives bool)) []*Site {
	var all []*payload.Package
	byTypes := map[*types.Package]*payload.Package{}
	for _, p := range slices.Concat(pkgs, program) {
		if p.Types == nil || p.TypesInfo == nil || byTypes[p.Types] != nil {
			continue
		}
		pkg := &payload.Package{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo}
		byTypes[p.Types] = pkg
		all = append(all, pkg)
	}
	r.engine = payload.New(payload.NewProgram(all...))
	seen := map[token.Position]bool{}
	var out []*Site
	for _, p := range pkgs {
		pkg := byTypes[p.Types]
		if pkg == nil || !canHaveCalls(pkg.Types, pkg.Info) {
			continue
		}
		res := &Result{}
		if prepare(pkg) {
			res.Directives = parseDirectives(pkg.Fset, pkg.Files)
		}
		r.inPackage(pkg, res)
		for _, s := range res.Sites {
			if pos := pkg.Fset.Position(s.Call.Pos()); !seen[pos] {
				seen[pos] = true
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Site) int {
		pa, pb := a.fset.Position(a.Pos()), b.fset.Position(b.Pos())
		if c := strings.Compare(pa.Filename, pb.Filename); c != 0 {
			return c
		}
		return pa.Offset - pb.Offset
	})
	return out
}

// reader is what is needed of the payload engine.
type reader interface {
	Request(pkg *payload.Package, call *ast.CallExpr, input ast.Expr) *payload.Request
	RequestHolding(pkg *payload.Package, call *ast.CallExpr, input ast.Expr, held map[ast.Expr]bool) *payload.Request
	Encoding(pkg *payload.Package, expr ast.Expr) *payload.Request
	Response(pkg *payload.Package, call *ast.CallExpr, streaming bool) *payload.Response
	StringsKnowing(v payload.Value, known payload.Known) (consts []string, complete bool)
}

// resolver turns calls into sites.
type resolver struct {
	cat    *catalog.Catalog
	cfg    *config.Config // may be nil
	engine reader
}

// inPackage finds and resolves the sites of one package. res has its directives.
func (r *resolver) inPackage(pkg *payload.Package, res *Result) {
	calls := findCalls(pkg.Files, pkg.Info)
	for _, f := range calls {
		res.Sites = append(res.Sites, newSite(pkg, f))
	}
	identify(res.Sites)
	attach(pkg.Fset, res.Directives, calls, res.Sites)
	for i, s := range res.Sites {
		r.resolve(pkg, s, calls[i].call.Args[calls[i].match.input], directivesOf(res.Directives, s))
	}
}

func newSite(pkg *payload.Package, f found) *Site {
	return &Site{
		Call: f.call, Func: f.fn, FuncName: declName(f.decl), File: f.file, Pkg: pkg.Types,
		Operation: f.match.op, SDK: f.match.sdk, fset: pkg.Fset,
	}
}

// directives of one site, those that are well-formed.
type directives struct {
	model, keep *Directive
}

func directivesOf(all []*Directive, s *Site) directives {
	var out directives
	for _, d := range all {
		if d.Problem != "" || !slices.Contains(d.Sites, s) {
			continue
		}
		switch d.Verb {
		case "model":
			out.model = d
		case "keep":
			out.keep = d
		}
	}
	return out
}

// resolve fills in a site. A bug that ends in a panic costs this site, and says so: it
// must not hide the others.
func (r *resolver) resolve(pkg *payload.Package, s *Site, input ast.Expr, ds directives) {
	defer func() {
		if p := recover(); p != nil {
			s.giveUp(p)
		}
	}()
	s.Request = r.engine.Request(pkg, s.Call, input)
	s.Response = r.engine.Response(pkg, s.Call, s.Operation == InvokeStream)
	r.resolveModel(s, ds.model)
	s.Fields = requestFields(s)
	s.Reads = responseFields(s)
	s.Kept = r.cfg.Keep(pkg.Fset.Position(s.Pos()).Filename)
	if ds.keep != nil {
		s.Kept = ds.keep.Reason
	}
	r.judge(pkg, s)
}

// giveUp makes a site of which nothing is known.
func (s *Site) giveUp(cause any) {
	s.Request = &payload.Request{Body: &payload.Unknown{Reason: "internal error"}}
	s.Response, s.Fields, s.Reads = nil, nil, nil
	s.Model = Model{Evidence: ByNothing}
	s.Verdict = Adapter
	s.Reasons = []Reason{{
		Code:    rules.CallUnknown,
		Message: fmt.Sprintf("internal error while reading this call: %v; please report it", cause),
		Node:    span{s.Pos(), s.Call.End()},
	}}
}

// Pos is where a site is shown: the method's name in the call.
func (s *Site) Pos() token.Pos { return selectorPos(s.Call) }

// Fset is the file set of the site's package.
func (s *Site) Fset() *token.FileSet { return s.fset }

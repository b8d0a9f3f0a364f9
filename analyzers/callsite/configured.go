package callsite

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// ConfigAnalyzer's result is the *config.Source that says which configuration counts for
// a package. This one searches for the file, which is right wherever nobody can say
// otherwise (gopls, nogo); package analyzers puts another in its place for a driver that
// has a flag.
var ConfigAnalyzer = NewConfigAnalyzer(nil)

// NewConfigAnalyzer returns an analyzer that hands out a source; nil makes one for each
// package.
func NewConfigAnalyzer(source *config.Source) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:             "bedrockconfig",
		Doc:              "find the configuration of bedrocklint\n\nReports nothing; it is where the other analyzers get their configuration from.",
		URL:              "https://pkg.go.dev/github.com/bedrocklint/bedrocklint/config",
		RunDespiteErrors: true,
		ResultType:       reflect.TypeFor[*config.Source](),
		Run: func(*analysis.Pass) (any, error) {
			if source == nil {
				return &config.Source{}, nil
			}
			return source, nil
		},
	}
}

// FindConfigured is Find with the configuration of each package, from a source. A
// configuration that cannot be read is an error.
func FindConfigured(pkgs, program []*packages.Package, source *config.Source) ([]*Site, error) {
	r := &resolver{}
	var failed error
	sites := find(pkgs, program, r, func(pkg *payload.Package) bool {
		cfg, err := source.For(dirOf(pkg.Fset, pkg.Files))
		if err != nil {
			failed = err
		}
		r.cfg, r.cat = cfg, cfg.Catalog()
		return !source.NoInline
	})
	return sites, failed
}

// dirOf is the directory of a package's files. Line directives are followed, as those of
// cgo lead from a cache directory to the source.
func dirOf(fset *token.FileSet, files []*ast.File) string {
	for _, f := range files {
		if name := fset.Position(f.Package).Filename; filepath.IsAbs(name) {
			return filepath.Dir(name)
		}
	}
	if len(files) > 0 {
		if dir, err := filepath.Abs(filepath.Dir(fset.File(files[0].FileStart).Name())); err == nil {
			return dir
		}
	}
	return "."
}

// knowledge is what the configuration says about the model id of one call. It notes what
// was made use of.
type knowledge struct {
	cfg      *config.Config
	cat      *catalog.Catalog
	used     bool
	families []*catalog.Family
}

// known answers the payload engine.
func (k *knowledge) known(e ast.Expr, info *types.Info, text func(ast.Expr) string) (ids []string, ok bool) {
	m := k.cfg.ModelOf(e, info, text)
	if m == nil {
		return nil, false
	}
	k.used = true
	if f := k.cat.Family(m.Family); f != nil && !slices.Contains(k.families, f) {
		k.families = append(k.families, f)
	}
	ids = slices.Clone(m.Models)
	// getenv(name, fallback): the fallback reaches the call as well.
	if call, isCall := e.(*ast.CallExpr); isCall && m.Env != "" {
		for _, arg := range call.Args[1:] {
			if id := text(arg); id != "" {
				ids = append(ids, id)
			}
		}
	}
	return ids, true
}

// addTo adds the families that the configuration names without a model.
func (k *knowledge) addTo(fs []*catalog.Family) []*catalog.Family {
	for _, f := range k.families {
		if !slices.Contains(fs, f) {
			fs = append(fs, f)
		}
	}
	return sortFamilies(fs)
}

// name gives the configuration as the evidence where the model ids alone would be it.
func (k *knowledge) name(m *Model) {
	if k.used && m.Evidence == ByModelID {
		m.Evidence = ByConfig
	}
}

// forbidden reports calls in files where the configuration wants none. Those of models
// that Converse does not serve have no other way.
func (j *judge) forbidden(cfg *config.Config) {
	reason := cfg.Forbid(j.pkg.Fset.Position(j.site.Pos()).Filename)
	if reason == "" || j.verdict == Keep {
		return
	}
	j.add(Rewrite, rules.Forbidden, j.call(), "%s is not allowed here (%s); call %s", j.site.Operation, reason, j.converseOp())
}

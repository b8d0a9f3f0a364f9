// Package load loads the packages of a Go program that can call Bedrock Runtime, and
// no others.
//
// # Why not packages.Load alone
//
// Most packages of most programs never see Bedrock, and type-checking them costs
// seconds and hundreds of megabytes. So the program goes through a funnel, each stage
// of which is some ten times cheaper than the next:
//
//  1. a byte scan of the .go files for the SDK's import path. A module without it is
//     answered in milliseconds, without the go command;
//  2. one light go list: names, files and import edges. On an empty build cache the go
//     command would first index every module of the build; there its index is switched
//     off, and no later stage asks it again;
//  3. full syntax and types, for the packages that import the SDK, those of the main
//     modules that may hand something to one of these (callers of wrappers), and those
//     of the main modules that one of these imports (payload types and helpers).
//
// Types of dependencies come from export data where a build has left it, else from the
// outlines of their source (see outline): to compile them would take minutes.
//
// What is left out cannot hold a call: a call needs the SDK's input type, and naming
// it takes an import of the SDK or of a package that hands it out.
//
// # Partial results
//
// A package with errors is loaded as far as it goes and listed in Result.Problems:
// one broken package must not hide the rest of the program. Load fails only when
// there is nothing to look at: no module, no such package, no go command.
package load

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"sort"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"
)

// The import paths of the Bedrock Runtime clients of both SDK generations.
const (
	SDKv2 = "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	SDKv1 = "github.com/aws/aws-sdk-go/service/bedrockruntime"
)

// sdkMarker is common to both paths and to every package below them.
const sdkMarker = "/service/bedrockruntime"

// Config says what to load. The zero Config loads "./..." of the current directory,
// without tests.
type Config struct {
	Dir      string            // where patterns are resolved; "" is the current directory
	Patterns []string          // as for go list; none means "./..."
	Tags     []string          // build tags
	Tests    bool              // also load the tests of the packages
	Overlay  map[string][]byte // contents that replace files on disk, by absolute path
	Env      []string          // environment of the go command; nil is the process's own
	// EveryTag also loads the files that name the SDK and need further build tags.
	EveryTag bool
}

// Result is the part of a program that can call Bedrock Runtime.
type Result struct {
	Fset *token.FileSet
	// Packages are the packages to analyse, sorted by ID. A package whose tests
	// were loaded appears once, as its test variant ("p [p.test]"), which has all
	// the files of p.
	Packages []*packages.Package
	// All also holds the plain form of packages that have a test variant, the form
	// that other packages import, and the packages of the main modules that are
	// there only to be read (payload types, helpers). Use it to look up the syntax
	// of a *types.Package.
	All     []*packages.Package
	Modules []*Module // the main modules, sorted by directory
	// Problems are errors of single packages; analysis can go on without them.
	Problems []Problem
	// Hidden are the files that name the SDK and are in no loaded package.
	Hidden []Hidden
	Funnel Funnel
}

// Funnel counts what each stage of loading let through.
type Funnel struct {
	Files    int           // .go files scanned until the SDK's path was met, or all
	Listed   int           // packages listed, test variants included
	Kept     int           // packages type-checked
	Direct   int           // of those, packages that import the SDK themselves
	Unread   int           // imports of the main modules too far away to be read; the count stops at the first level
	Source   bool          // dependencies were type-checked from source: no build had left their export data
	Duration time.Duration // of the whole load
}

// String is one line for people: "591 files, 305 packages, 3 kept, 0.7s".
func (f Funnel) String() string {
	if f.Listed == 0 {
		return fmt.Sprintf("%d files, none names bedrockruntime, %.1fs", f.Files, f.Duration.Seconds())
	}
	unread := ""
	if f.Unread > 0 {
		unread = fmt.Sprintf(", %d or more distant imports not read", f.Unread)
	}
	return fmt.Sprintf("%d packages listed, %d import bedrockruntime, %d loaded%s, %.1fs",
		f.Listed, f.Direct, f.Kept, unread, f.Duration.Seconds())
}

// Packages loads the packages that cfg.Patterns name and that can call Bedrock
// Runtime. A program without Bedrock gives an empty Result and no error.
func Packages(ctx context.Context, cfg Config) (*Result, error) {
	start := time.Now()
	l, err := newLoader(ctx, cfg)
	if err != nil {
		return nil, err
	}
	res, err := l.run()
	if err != nil {
		return nil, err
	}
	res.Funnel.Duration = time.Since(start)
	return res, nil
}

type loader struct {
	ctx  context.Context
	cfg  Config
	root string // directory of the go.mod or go.work above cfg.Dir
	env  goEnv
	// fresh says that the build cache is empty.
	fresh bool
	// older is set for a module that is read as if it asked for less.
	older *older
	tmp   string // directory of files that only this load needs; "" while there are none
}

func newLoader(ctx context.Context, cfg Config) (*loader, error) {
	if len(cfg.Patterns) == 0 {
		cfg.Patterns = []string{"./..."}
	}
	dir, err := absDir(cfg.Dir)
	if err != nil {
		return nil, err
	}
	cfg.Dir = dir
	root, err := moduleRoot(dir, cfg.Env)
	if err != nil {
		return nil, err
	}
	return &loader{ctx: ctx, cfg: cfg, root: root}, nil
}

func (l *loader) run() (*Result, error) {
	defer func() {
		if l.tmp != "" {
			os.RemoveAll(l.tmp)
		}
	}()
	res := &Result{Fset: token.NewFileSet()}
	if err := checkDirs(l.cfg.Dir, l.cfg.Patterns); err != nil {
		return nil, err
	}
	found, files, err := l.scan()
	if err != nil {
		return nil, err
	}
	res.Funnel.Files = files
	if !found {
		return res, nil
	}
	l.env = l.goEnv()
	l.fresh = l.env.empty()
	if err := l.fillFrom(res); err != nil {
		return nil, err
	}
	if l.cfg.EveryTag {
		err = l.reveal(res)
	}
	return res, err
}

// fillFrom runs the stages that need the go command.
func (l *loader) fillFrom(res *Result) error {
	listed, err := l.list(l.cfg.Patterns)
	if err != nil {
		return err
	}
	res.Hidden = l.hiddenFiles(listed)
	if len(listed) == 0 && len(res.Hidden) > 0 {
		return nil // nothing is built, and there is a reason to give
	}
	if err := listErrors(listed, l.cfg.Patterns); err != nil {
		return err
	}
	return l.check(res, listed)
}

// check runs the last stage: it picks the packages worth type-checking and loads them.
func (l *loader) check(res *Result, listed []*packages.Package) error {
	g := newGraph(listed)
	res.Funnel.Listed = len(g.byID)
	res.Modules = mainModules(listed)
	if l.older != nil {
		l.older.correct(res.Modules)
	}
	direct := g.direct()
	res.Funnel.Direct = len(direct)
	kept := l.relevant(g, direct)
	if len(kept) == 0 {
		return nil
	}
	support, unread := l.support(g, kept, res.Modules)
	res.Funnel.Unread = unread
	paths := append(g.paths(kept), support...)
	sort.Strings(paths)
	paths = slices.Compact(paths)
	pkgs := g.named(paths)
	res.Funnel.Source = l.fresh || l.older != nil || l.cold(pkgs, res.Modules)
	if res.Funnel.Source {
		l.fromSource(res.Fset, pkgs)
	} else {
		var err error
		if pkgs, err = l.packages(&packages.Config{Mode: fullMode, Fset: res.Fset}, paths); err != nil {
			return err
		}
	}
	l.fill(res, pkgs, g, kept)
	return nil
}

// fill sorts the loaded packages into res.
func (l *loader) fill(res *Result, pkgs []*packages.Package, g *graph, kept map[string]bool) {
	hasVariant := map[string]bool{}
	for _, p := range pkgs {
		if p.ForTest != "" && p.PkgPath == p.ForTest {
			hasVariant[p.PkgPath] = true
		}
	}
	for _, p := range pkgs {
		if isTestMain(p) || len(p.Syntax) == 0 && len(p.Errors) == 0 {
			continue
		}
		res.All = append(res.All, p)
		plain := p.ForTest == ""
		if kept[p.ID] && !(plain && hasVariant[p.PkgPath]) {
			res.Packages = append(res.Packages, p)
		}
	}
	byID := func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) }
	slices.SortFunc(res.All, byID)
	slices.SortFunc(res.Packages, byID)
	res.Funnel.Kept = len(res.All)
	res.Problems = problems(res.All, l.cfg.Dir)
	for _, m := range res.Modules {
		if l.older != nil {
			res.Problems = append(res.Problems, l.older.problem(m))
		}
		m.readGoMod()
	}
}

// isTestMain reports whether p is the generated main package of a test binary.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.PkgPath, ".test")
}

const (
	// What is asked of the dependencies comes in the same answer as their edges. Their sizes
	// would not: for these the go command runs cgo.
	lightMode = packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
		packages.NeedForTest | packages.NeedModule
	fullMode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
		packages.NeedImports | packages.NeedForTest | packages.NeedModule |
		packages.NeedTypes | packages.NeedTypesSizes | packages.NeedTypesInfo | packages.NeedSyntax
)

// wholeFile keeps all of a file's syntax. The parser's own resolution of identifiers is
// left out: types know better, and it takes a third of the memory of a large file.
const wholeFile = parser.ParseComments | parser.AllErrors | parser.SkipObjectResolution

// list runs the light stage.
func (l *loader) list(patterns []string) ([]*packages.Package, error) {
	pkgs, err := l.packages(&packages.Config{Mode: lightMode}, patterns)
	if err != nil {
		return l.listOlder(patterns, err)
	}
	return pkgs, nil
}

func (l *loader) packages(pc *packages.Config, patterns []string) ([]*packages.Package, error) {
	pc.Context, pc.Dir, pc.Env = l.ctx, l.cfg.Dir, l.cfg.Env
	if l.fresh {
		pc.Env = withoutIndex(pc.Env)
	}
	pc.Tests, pc.Overlay = l.cfg.Tests, l.cfg.Overlay
	pc.ParseFile = func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
		return parser.ParseFile(fset, name, src, wholeFile)
	}
	if len(l.cfg.Tags) > 0 {
		pc.BuildFlags = []string{"-tags=" + strings.Join(l.cfg.Tags, ",")}
	}
	if l.older != nil {
		pc.BuildFlags = append(pc.BuildFlags, "-modfile="+l.older.modfile)
	}
	pkgs, err := packages.Load(pc, patterns...)
	if err != nil {
		return nil, goCommandError(err)
	}
	return pkgs, nil
}

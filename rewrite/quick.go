package rewrite

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
)

// quick is the checker that type-checks a package in this process, against what the
// program was loaded with. It knows less than the go command (a package that only the new
// code imports is not there, tests may not be), so what it lets pass can still be broken.
// What it finds is broken: it counts nothing but what the rewritten package alone decides.
func (j *job) quick(_ context.Context, p *packages.Package, sites []*callsite.Site) (*fault, error) {
	files, ops, err := j.work(p, sites)
	if err != nil {
		return &fault{err: err}, nil
	}
	if len(p.Errors) > 0 {
		return nil, nil
	}
	var found []types.Error
	defer j.typed(p, files, func(e types.Error) { found = append(found, e) })()
	if len(found) == 0 {
		return nil, nil
	}
	var at []place
	for _, e := range found {
		pos := e.Fset.Position(e.Pos)
		at = append(at, place{filepath.Base(pos.Filename), pos.Line})
	}
	first := at[0]
	return newFault(first.file+":"+strconv.Itoa(first.line)+": "+found[0].Msg, culprits(files, ops, at)), nil
}

// typed type-checks a package with some of its files changed, and tells of the errors
// that are certain. The function that it returns forgets where the changed files were.
func (j *job) typed(p *packages.Package, files map[string][]byte, tell func(types.Error)) (forget func()) {
	var syntax []*ast.File
	var added []*token.File
	for _, f := range p.Syntax {
		name := p.Fset.File(f.FileStart).Name()
		if text, ok := files[name]; ok {
			changed, err := parser.ParseFile(p.Fset, name, text, parser.SkipObjectResolution)
			if changed == nil || err != nil {
				continue // the go command will say it better
			}
			f = changed
			added = append(added, p.Fset.File(f.FileStart))
		}
		syntax = append(syntax, f)
	}
	conf := types.Config{
		Importer: j.bench.importer(p, j.prog.All), Sizes: p.TypesSizes, FakeImportC: true,
		Error: func(err error) {
			// An unused variable or import: what else is wrong may come from a
			// dependency of which only a part was read.
			if e, ok := err.(types.Error); ok && e.Soft {
				tell(e)
			}
		},
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		conf.GoVersion = "go" + p.Module.GoVersion
	}
	_, _ = conf.Check(p.PkgPath, p.Fset, syntax, nil) // errors were told
	return func() {
		for _, f := range added {
			p.Fset.RemoveFile(f)
		}
	}
}

// importer finds the packages that p imports, and other packages of the program, among
// those that were read whole.
func (b *bench) importer(p *packages.Package, all []*packages.Package) types.Importer {
	if b.known == nil {
		b.known = map[string]*types.Package{}
		for _, p := range all {
			for _, dep := range p.Types.Imports() {
				if dep.Complete() {
					b.known[dep.Path()] = dep
				}
			}
		}
	}
	return importing(func(path string) (*types.Package, error) {
		if dep := p.Imports[path]; dep != nil && dep.Types != nil && dep.Types.Complete() {
			return dep.Types, nil
		}
		if dep := b.known[path]; dep != nil {
			return dep, nil
		}
		return nil, errors.New("not read")
	})
}

type importing func(path string) (*types.Package, error)

func (f importing) Import(path string) (*types.Package, error) { return f(path) }

// A place is a line of a file.
type place struct {
	file string // its base name; "" when nobody knows
	line int
}

var compilerPlace = regexp.MustCompile(`([^/\\\s]+\.go):(\d+)`)

// overlaid matches the name that the go command knows a file of an overlay by.
var overlaid = regexp.MustCompile(`^\d+-`)

// place is where a problem is, in the file as it is rewritten.
func (p problem) place() place {
	m := compilerPlace.FindStringSubmatch(mainLine(p.msg))
	if p.pos != "" {
		m = compilerPlace.FindStringSubmatch(p.pos)
	}
	if m == nil {
		return place{}
	}
	line, err := strconv.Atoi(m[2])
	if err != nil {
		return place{}
	}
	return place{m[1], line}
}

// culprits are the sites of operations in whose functions all of some places are; none if
// one place is elsewhere.
func culprits(files map[string][]byte, ops []*operation, at []place) []*callsite.Site {
	var out []*callsite.Site
	for _, p := range at {
		fn := functionAt(files, p)
		i := len(out)
		for _, op := range ops {
			if fn != "" && fn == functionName(op.topFunc(op.site.Call)) && p.isIn(op.src.path) {
				out = append(out, op.site)
			}
		}
		if len(out) == i {
			return nil
		}
	}
	slices.SortFunc(out, func(a, b *callsite.Site) int { return int(a.Call.Pos() - b.Call.Pos()) })
	return slices.Compact(out)
}

func (p place) isIn(path string) bool {
	return filepath.Base(path) == p.file || filepath.Base(path) == overlaid.ReplaceAllString(p.file, "")
}

// functionAt is the name of the function at a place in rewritten files.
func functionAt(files map[string][]byte, p place) string {
	for path, text := range files {
		if !p.isIn(path) {
			continue
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, path, text, parser.SkipObjectResolution)
		if err != nil {
			return ""
		}
		for _, d := range f.Decls {
			if fset.Position(d.Pos()).Line <= p.line && p.line <= fset.Position(d.End()).Line {
				return functionName(d)
			}
		}
	}
	return ""
}

// functionName is the name of a function and of the type whose method it is; "" for
// another declaration.
func functionName(n ast.Node) string {
	fn, ok := n.(*ast.FuncDecl)
	if !ok {
		return ""
	}
	var name strings.Builder
	if fn.Recv != nil && len(fn.Recv.List) > 0 {
		if id := receiverType(fn.Recv.List[0].Type); id != nil {
			name.WriteString(id.Name + ".")
		}
	}
	return name.String() + fn.Name.Name
}

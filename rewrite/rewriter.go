package rewrite

import (
	"context"
	"fmt"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Options adjust a Rewriter.
type Options struct {
	Build Build // how the program was loaded
	// Only picks the sites to rewrite; nil picks all.
	Only func(*callsite.Site) bool
	// Content are texts that stood for files on disk when the program was loaded.
	Content map[string][]byte
	// Config says where the configuration of a package comes from; nil for none.
	Config *config.Source
	// Style says where the code stands that reads an answer; "" means StyleHelper.
	Style Style
}

// A Rewriter plans rewrites.
type Rewriter struct {
	cat  *catalog.Catalog
	opts Options
}

// New returns a Rewriter that knows the families of cat.
func New(cat *catalog.Catalog, opts Options) *Rewriter { return &Rewriter{cat: cat, opts: opts} }

// Plan works out how every call site of the program moves to Converse. What it returns
// type-checks, tests included; a site that would not is among Plan.Sites with the
// reason. Plan writes nothing but temporary files.
func (r *Rewriter) Plan(ctx context.Context, prog *load.Result) (*Plan, error) {
	j := newJob(r, prog, newEngine(prog))
	sites, err := r.find(prog)
	if err != nil {
		return nil, err
	}
	var todo []*batch
	for _, p := range prog.Packages {
		able, err := j.able(ctx, p, sitesIn(p, sites))
		if err != nil {
			return nil, err
		}
		todo = append(todo, &batch{p, able})
	}
	if err := j.settle(ctx, todo); err != nil {
		return nil, err
	}
	return j.plan(sites)
}

// find returns the call sites of the program.
func (r *Rewriter) find(prog *load.Result) ([]*callsite.Site, error) {
	if r.opts.Config == nil {
		return callsite.Find(prog.Packages, prog.All, r.cat), nil
	}
	return callsite.FindConfigured(prog.Packages, prog.All, r.opts.Config)
}

func sitesIn(p *packages.Package, sites []*callsite.Site) []*callsite.Site {
	return slices.DeleteFunc(slices.Clone(sites), func(s *callsite.Site) bool { return s.Pkg != p.Types })
}

// job is one Plan in the making.
type job struct {
	*Rewriter
	prog    *load.Result
	results map[*callsite.Site]*SiteResult
	files   []FileChange
	floors  map[string]*floor // by module path
	ways    map[*callsite.Site]way
	engine  *engine
	known   baselines                 // what packages have wrong with them already; none for most
	since   map[*callsite.Site]string // the version of the SDK that its rewrite needs
	bench   *bench
}

// newJob is a job that has done nothing yet.
func newJob(r *Rewriter, prog *load.Result, e *engine) *job {
	return &job{
		Rewriter: r, prog: prog, engine: e, bench: newBench(r.opts.Content),
		results: map[*callsite.Site]*SiteResult{}, floors: map[string]*floor{}, ways: map[*callsite.Site]way{},
		known: baselines{}, since: map[*callsite.Site]string{},
	}
}

// newEngine is an engine over all of a program that has syntax.
func newEngine(prog *load.Result) *engine {
	e := &engine{pkgs: map[*types.Package]*payload.Package{}}
	var all []*payload.Package
	for _, p := range slices.Concat(prog.Packages, prog.All) {
		if p.Types == nil || p.TypesInfo == nil || e.pkgs[p.Types] != nil {
			continue
		}
		pkg := &payload.Package{Fset: p.Fset, Files: p.Syntax, Types: p.Types, Info: p.TypesInfo}
		e.pkgs[p.Types] = pkg
		all = append(all, pkg)
	}
	e.Engine = payload.New(payload.NewProgram(all...))
	return e
}

// left notes that a site stays, and why.
func (j *job) left(s *callsite.Site, err error) {
	j.results[s] = &SiteResult{Site: s, Status: Left, Grade: request.Manual, Reasons: reasonsOf(s, err)}
}

// able returns the sites of p that can be rewritten, each by itself.
func (j *job) able(ctx context.Context, p *packages.Package, sites []*callsite.Site) ([]*callsite.Site, error) {
	if len(sites) == 0 {
		return nil, nil
	}
	if err := j.before(ctx, p, sites); err != nil {
		return nil, err
	}
	var able []*callsite.Site
	for _, s := range sites {
		if j.results[s] != nil {
			continue // left: its file does not compile
		}
		if err := j.alone(p, s); err != nil {
			j.left(s, err)
			continue
		}
		able = append(able, s)
	}
	return j.raise(ctx, p, able)
}

// alone tries a site by itself, and keeps nothing of it: an operation that fails leaves
// half-done edits behind. A bug that ends in a panic costs this site, and says so.
func (j *job) alone(p *packages.Package, s *callsite.Site) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = because(rules.CallUnknown, s.Call, "internal error while moving this call: %v; please report it", p)
		}
	}()
	if j.opts.Only != nil && !j.opts.Only(s) {
		return because(rules.CallSite, s.Call, "not selected")
	}
	return j.firstWay(p, s, ways(s))
}

// firstWay finds the first of some ways in which a site can be rewritten.
func (j *job) firstWay(p *packages.Package, s *callsite.Site, some []way) error {
	var errs []error
	for _, w := range some {
		j.ways[s] = w
		_, ops, err := j.operate(p, []*callsite.Site{s})
		if err == nil {
			j.since[s] = ops[0].code.Since
			return nil
		}
		errs = append(errs, err)
	}
	return errs[telling(s, some)]
}

// telling is that of some ways, none of which has succeeded, which asks least of a site, and
// so says best what keeps it.
func telling(s *callsite.Site, some []way) int {
	if at := slices.IndexFunc(some, func(w way) bool { return w.split }); s.Splits && at >= 0 {
		some = some[at:]
		return at + slices.IndexFunc(some, func(w way) bool { return w.chunks || s.Operation != callsite.InvokeStream })
	}
	if s.Operation == callsite.InvokeStream && len(some) > 1 {
		return 1 // native chunks
	}
	return 0
}

// ways are the ways to rewrite a site, best first.
func ways(s *callsite.Site) []way {
	out := forwardWays(s)
	if s.Dispatch != nil {
		out = dispatchWays(s.Dispatch)
	}
	if s.Model.Family == nil && len(out) > 0 {
		return out
	}
	all := []way{{}, {hold: holdValue}, {hold: holdParts}, {hold: holdMap}, {split: true}, {hold: holdValue, split: true}}
	if remembers(s.Request.Body) {
		all = slices.Insert(all, 0, way{hold: holdParts}) // only the list is there at the call
	}
	for _, w := range all {
		if f := s.Model.Family; w.split && (f == nil || f.Prompt == nil) {
			continue
		}
		out = append(out, w)
		if w.chunks = true; s.Operation == callsite.InvokeStream {
			out = append(out, w)
		}
	}
	return out
}

// operate carries out the rewrite of some sites of a package, and returns the new
// contents of its files and the operations.
func (j *job) operate(p *packages.Package, sites []*callsite.Site) (map[string][]byte, []*operation, error) {
	u, err := j.bench.unit(p)
	if err != nil {
		return nil, nil, err
	}
	u.inline = j.opts.Style == StyleInline
	var ops []*operation
	for _, s := range sites {
		u.owner = j.wantedBy(s)
		op := &operation{unit: u, cat: j.cat, site: s, way: j.ways[s], engine: j.engine}
		if err := op.run(); err != nil {
			return nil, nil, err
		}
		ops = append(ops, op)
	}
	u.owner = "what nobody needs any more"
	u.sweep.run()
	for _, op := range ops {
		op.finish()
	}
	u.emitRemovals()
	files, err := u.bytes()
	return files, ops, err
}

// wantedBy names a site as the one that wants an edit.
func (j *job) wantedBy(s *callsite.Site) string {
	pos := j.prog.Fset.Position(s.Call.Pos())
	return fmt.Sprintf("%s at %s:%d", rules.CallSite, filepath.Base(pos.Filename), pos.Line)
}

// raise makes sure that the module requires an SDK that has what the sites need, and
// leaves those sites out for which it cannot.
func (j *job) raise(ctx context.Context, p *packages.Package, sites []*callsite.Site) ([]*callsite.Site, error) {
	m := j.prog.ModuleOf(p)
	var out []*callsite.Site
	for _, s := range sites {
		f, err := j.floorOf(ctx, m, j.since[s])
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			j.left(s, err)
			continue
		}
		if m != nil && f.change != nil {
			j.floors[m.Path] = f
		}
		out = append(out, s)
	}
	return out, nil
}

// floorOf is raiseFloor, asked once for each version.
func (j *job) floorOf(ctx context.Context, m *load.Module, since string) (*floor, error) {
	if m != nil {
		if f := j.floors[m.Path]; f != nil && semver.Compare(f.change.To, since) >= 0 {
			return f, nil
		}
	}
	return j.opts.Build.raiseFloor(ctx, m, since)
}

// record keeps the rewrite of some sites of a package, which is known to be good.
func (j *job) record(p *packages.Package, good []*callsite.Site) error {
	if len(good) == 0 {
		return nil
	}
	files, ops, err := j.work(p, good)
	if err != nil {
		return err
	}
	for _, op := range ops {
		j.results[op.site] = &SiteResult{Site: op.site, Status: Rewritten, Notes: op.notes, Grade: op.grade, Edits: op.edits(files)}
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		j.files = append(j.files, newFileChange(path, sourceText(ops[0].unit, path), files[path]))
	}
	return nil
}

// edits are the changes to the file of the operation's site.
func (o *operation) edits(files map[string][]byte) []edit.Edit {
	after, ok := files[o.src.path]
	if !ok {
		return nil
	}
	return edit.Between(o.src.text, after)
}

func sourceText(u *unit, path string) []byte {
	for _, s := range u.sources {
		if s.path == path {
			return s.text
		}
	}
	return nil
}

// plan puts the results together.
func (j *job) plan(sites []*callsite.Site) (*Plan, error) {
	out := &Plan{Root: j.root(), Files: j.files, job: j}
	for _, path := range slices.Sorted(maps.Keys(j.floors)) {
		out.Files = append(out.Files, j.floors[path].files...)
		out.GoMod = j.floors[path].change
	}
	slices.SortFunc(out.Files, func(a, b FileChange) int { return strings.Compare(a.Path, b.Path) })
	for _, s := range sites {
		if res := j.results[s]; res != nil {
			res.Pos = j.prog.Fset.Position(s.Call.Pos())
			out.Sites = append(out.Sites, *res)
		}
	}
	return out, nil
}

// root is the directory of the one main module, or the one that holds them all.
func (j *job) root() string {
	dir := j.opts.Build.Dir
	if len(j.prog.Modules) == 0 {
		return dir
	}
	root := j.prog.Modules[0].Dir
	for _, m := range j.prog.Modules[1:] {
		for !within(m.Dir, root) {
			root = filepath.Dir(root)
		}
	}
	return root
}

func within(dir, root string) bool {
	rel, err := filepath.Rel(root, dir)
	return err == nil && filepath.IsLocal(rel)
}

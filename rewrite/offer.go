package rewrite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// The run-time adapter, and the module that has it.
const (
	adapterPath   = "github.com/bedrocklint/bedrocklint/adapter"
	adapterModule = "github.com/bedrocklint/bedrocklint"
	adapterOption = ".New().ClientOption"
)

// Carried is the status of a site that stays as it is and whose client gets the run-time
// adapter, or has it already.
const Carried Status = "carried"

// An Offer is a Plan that puts the run-time adapter where clients are made, for the
// sites that nothing else can move: those with the verdict adapter. Their status is
// Carried or Left.
type Offer struct {
	*Plan
	// Clients are the places where a client is made that gets the adapter, in order.
	Clients []token.Position
	// Requires are the directories of the modules that do not require the adapter yet.
	// There the code is type-checked against the adapter's declarations alone, and
	// builds after go get of AdapterModule.
	Requires []string
}

// AdapterModule is the path of the module to require.
const AdapterModule = adapterModule

// Offer works out where the clients of the sites with the verdict adapter are made, and of
// those that only a person can rewrite, and gives each the adapter as an option. A site is left, with the reason, when one of its
// clients may come from a place that cannot be seen or edited. A client has other calls,
// too: those that Converse serves travel as Converse then, the others stay as they are.
func (r *Rewriter) Offer(ctx context.Context, prog *load.Result) (*Offer, error) {
	sites, err := r.find(prog)
	if err != nil {
		return nil, err
	}
	r.Judge(prog, sites)
	o := &offering{job: newJob(r, prog, nil), flows: newFlows(prog), clients: map[*callsite.Site][]making{}}
	for _, p := range prog.Packages {
		for _, s := range sitesIn(p, sites) {
			if (s.Verdict == callsite.Adapter || s.ByHand) && (r.opts.Only == nil || r.opts.Only(s)) {
				o.trace(p, s)
			}
		}
	}
	if err := o.edit(ctx); err != nil {
		return nil, err
	}
	return o.offer(sites)
}

// offering is one Offer in the making.
type offering struct {
	*job
	flows    *flows
	clients  map[*callsite.Site][]making
	places   []token.Position
	requires []string
}

// trace finds the clients of a site.
func (o *offering) trace(p *packages.Package, s *callsite.Site) {
	if s.SDK != "v2" {
		o.left(s, because(rules.CallPartial, s.Call, "the run-time adapter is for aws-sdk-go-v2, and this call is made with %s", s.SDK))
		return
	}
	made, err := makersOf(o.flows, p, s)
	for _, m := range made {
		if err == nil {
			err = adaptable(m)
		}
	}
	if err != nil {
		o.left(s, err)
		return
	}
	o.clients[s] = made
}

// adaptable says why a client cannot get the adapter where it is made.
func adaptable(m making) error {
	for _, f := range m.pkg.Syntax {
		if f.FileStart <= m.call.Pos() && m.call.Pos() < f.FileEnd && ast.IsGenerated(f) {
			return because(rules.CallPartial, m.call, "its client is made in a generated file")
		}
	}
	if n := len(m.call.Args); m.call.Ellipsis.IsValid() && !isPath(m.call.Args[n-1]) {
		return because(rules.CallPartial, m.call, "its client is made with options that a call returns; add the adapter to them")
	}
	if len(m.pkg.Errors) > 0 {
		return because(rules.CallPartial, m.call, "its client is made in a package that does not compile: %s", firstError(m.pkg))
	}
	return nil
}

// firstError is the first error of a package that has a place, in one line.
func firstError(p *packages.Package) string {
	e := p.Errors[0]
	for _, other := range p.Errors {
		if other.Pos != "" && other.Pos != "-" {
			e = other
			break
		}
	}
	msg, _, _ := strings.Cut(e.Error(), "\n")
	return msg
}

// isPath reports whether e is a variable or a field of one: to name it twice does nothing twice.
func isPath(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return isPath(e.X)
	}
	return false
}

// edit gives the adapter to all clients, package by package.
func (o *offering) edit(ctx context.Context) error {
	byPackage := map[*packages.Package][]making{}
	for _, made := range o.clients {
		for _, m := range made {
			if !hasAdapter(m) {
				byPackage[m.pkg] = appendNew(byPackage[m.pkg], m)
			}
		}
	}
	for _, p := range wholePackages(o.prog) {
		made := byPackage[p]
		if len(made) == 0 {
			continue
		}
		slices.SortFunc(made, func(a, b making) int { return int(a.call.Pos() - b.call.Pos()) })
		if err := o.editPackage(ctx, p, made); err != nil {
			var l *leave
			if !errors.As(err, &l) {
				return err
			}
			o.without(p, err)
		}
	}
	return nil
}

// without leaves the sites that have a client made in p.
func (o *offering) without(p *packages.Package, err error) {
	for s, made := range o.clients {
		if slices.ContainsFunc(made, func(m making) bool { return m.pkg == p }) {
			o.left(s, err)
			delete(o.clients, s)
		}
	}
}

// hasAdapter reports whether the options of a client name the adapter already.
func hasAdapter(m making) bool {
	found := false
	for _, arg := range m.call.Args {
		ast.Inspect(arg, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				obj := m.pkg.TypesInfo.Uses[id]
				found = found || obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == adapterPath
			}
			return !found
		})
	}
	return found
}

func (o *offering) editPackage(ctx context.Context, p *packages.Package, made []making) error {
	u, err := o.bench.unit(p)
	if err != nil {
		return err
	}
	for _, m := range made {
		addOption(u, m.call)
	}
	files, err := u.bytes()
	if err != nil {
		return err
	}
	if err := o.check(ctx, p, files); err != nil {
		return err
	}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		o.files = append(o.files, newFileChange(path, sourceText(u, path), files[path]))
	}
	for _, m := range made {
		o.places = append(o.places, p.Fset.Position(m.call.Pos()))
	}
	return nil
}

// addOption adds the adapter behind the last argument of a call:
//
//	NewFromConfig(cfg)           NewFromConfig(cfg, adapter.New().ClientOption)
//	NewFromConfig(cfg, opts...)  NewFromConfig(cfg, append(opts[:len(opts):len(opts)], …)...)
//
// A call of several lines gets another one.
func addOption(u *unit, call *ast.CallExpr) {
	src, last := u.sourceOf(call), call.Args[len(call.Args)-1]
	option := u.namesAt(call).Import(adapterPath, "adapter") + adapterOption
	if call.Ellipsis.IsValid() {
		list := src.slice(last)
		src.replace(last, fmt.Sprintf("append(%[1]s[:len(%[1]s):len(%[1]s)], %s)", list, option))
		return
	}
	end := src.offset(call.Rparen)
	if line := edit.LineStart(src.text, end); len(bytes.TrimSpace(src.text[line:end])) == 0 {
		src.buf.Insert(line, src.indentOf(last)+option+",\n")
		return
	}
	src.buf.Insert(src.offset(last.End()), ", "+option)
}

// offer puts the results together.
func (o *offering) offer(sites []*callsite.Site) (*Offer, error) {
	for s, made := range o.clients {
		res := &SiteResult{Site: s, Status: Carried, Grade: request.NeedsReview}
		var at []string
		for _, m := range made {
			pos := m.pkg.Fset.Position(m.call.Pos())
			at = append(at, fmt.Sprintf("%s:%d", o.rel(pos.Filename), pos.Line))
		}
		slices.Sort(at)
		res.Why = "the run-time adapter carries it; its client is made at " + strings.Join(at, ", ")
		o.results[s] = res
	}
	p, err := o.plan(sites)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(o.places, func(a, b token.Position) int {
		return strings.Compare(fmt.Sprintf("%s:%09d", a.Filename, a.Offset), fmt.Sprintf("%s:%09d", b.Filename, b.Offset))
	})
	slices.Sort(o.requires)
	return &Offer{Plan: p, Clients: o.places, Requires: o.requires}, nil
}

func (o *offering) rel(path string) string { return (&Plan{Root: o.root()}).rel(path) }

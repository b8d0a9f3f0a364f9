package rewrite

import (
	"go/ast"
	"maps"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// runForward moves a function that hands inputs to the SDK and outputs back, together with
// its callers. Where others call it, it stays, and those that are understood call a twin:
//
//	func (c *client) invoke(ctx context.Context, in *bedrockruntime.InvokeModelInput) (*bedrockruntime.InvokeModelOutput, error)
//	func (c *client) invokeConverse(ctx context.Context, in *bedrockruntime.ConverseInput) (*bedrockruntime.ConverseOutput, error)
func (o *operation) runForward() error {
	f := o.site.Forward
	sel, ok := ast.Unparen(o.site.Call.Fun).(*ast.SelectorExpr)
	if !ok || ast.IsGenerated(o.site.File) {
		return because(rules.CallUnknown, o.site.Call, "the call stands where it cannot be changed")
	}
	o.dispatch = &dispatch{Dispatch: &callsite.Dispatch{}, renamed: map[*ast.FuncDecl]string{}}
	if err := o.client(sel); err != nil {
		return err
	}
	w := o.in(f.Func, f.Shared, nil, "Converse")
	w.sourceOf(f.Func).replace(sel.Sel, converseMethods[o.site.Operation])
	if err := w.convertTypes(f.Types); err != nil {
		return err
	}
	o.code = &request.Code{}
	for _, caller := range f.Callers {
		op, err := o.forwardCaller(caller)
		if err != nil {
			return err
		}
		o.callRenamed(f.Func, caller.Call)
		o.callers = append(o.callers, op)
		o.absorb(op)
		if semver.Compare(op.code.Since, o.code.Since) > 0 {
			o.code.Since = op.code.Since
		}
	}
	return nil
}

// converseMethods are the operations of Converse.
var converseMethods = map[callsite.Operation]string{callsite.InvokeModel: "Converse", callsite.InvokeStream: "ConverseStream"}

// sdkNamed is the name in a pointer type of the SDK.
func sdkNamed(t ast.Expr) (*ast.Ident, bool) {
	star, ok := t.(*ast.StarExpr)
	if !ok {
		return nil, false
	}
	named, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return nil, false
	}
	return named.Sel, true
}

// forwardCaller rewrites one caller, in the first way in which it can be.
func (o *operation) forwardCaller(caller *callsite.Site) (*operation, error) {
	var first error
	for _, w := range ways(caller) {
		trial := *o.unit
		trial.sources, trial.sweep, trial.helpers = nil, newSweep(o.sweep.sweepIndex), &helpers{}
		for _, s := range o.sources {
			trial.sources = append(trial.sources, &source{path: s.path, text: s.text, file: s.file, tok: s.tok, buf: edit.NewBuffer(s.text)})
		}
		trial.taken, trial.twins = map[ast.Node]map[string]bool{}, maps.Clone(o.twins)
		trial.edited, trial.decoders, trial.extended = maps.Clone(o.edited), maps.Clone(o.decoders), maps.Clone(o.extended)
		op := &operation{unit: &trial, cat: o.cat, site: caller, way: w, engine: o.engine, forwards: true}
		if err := op.run(); err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		op = &operation{unit: o.unit, cat: o.cat, site: caller, way: w, engine: o.engine, forwards: true}
		return op, op.run()
	}
	return nil, first
}

// finishForward writes the requests of the callers, and the twin.
func (o *operation) finishForward() {
	for _, op := range o.callers {
		op.finish()
	}
	o.finishTwins()
}

// converseName is the name of a forwarding function's twin: of InvokeModel, Converse.
func converseName(name string) string {
	for _, pair := range [][2]string{
		{"InvokeModelWithResponseStream", "ConverseStream"}, {"invokeModelWithResponseStream", "converseStream"},
		{"InvokeModel", "Converse"}, {"invokeModel", "converse"},
	} {
		if strings.Contains(name, pair[0]) {
			return strings.ReplaceAll(name, pair[0], pair[1])
		}
	}
	return name + "Converse"
}

// forwardsOnly are the ways to rewrite a site that forwards.
func forwardWays(s *callsite.Site) []way {
	if s.Forward == nil {
		return nil
	}
	return []way{{forward: true}}
}

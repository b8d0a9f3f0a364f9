package rewrite

import (
	"go/ast"
	"maps"
	"slices"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// A dispatch is the rewrite of a call around which one body is made for each of several
// model families. Its branches stay; what they make is one kind of request now, and what
// reads the answers reads one kind of answer:
//
//	var body []byte                               var input *bedrockruntime.ConverseInput
//	if isLlama {                                  if isLlama {
//		body, err = json.Marshal(llama{…})            input = &bedrockruntime.ConverseInput{…}
//	} else {                                      } else {
//		body, err = json.Marshal(titan{…})            input = &bedrockruntime.ConverseInput{…}
//	}                                             }
//	if err != nil { … }
//	                                              input.ModelId = aws.String(model)
//	out, err := c.InvokeModel(ctx, …)             out, err := c.Converse(ctx, input)
type dispatch struct {
	*callsite.Dispatch
	owners  map[*ast.FuncDecl]*operation // on the functions that make bodies, or their twins
	arms    []*operation                 // one for each of Arms, at its place
	vars    map[ast.Node]string          // the request's variable, by top-level function
	done    map[*ast.CommentGroup]bool   // comments that have got their place
	renamed map[*ast.FuncDecl]string     // functions that have a twin, or another name
	fork    *fork                        // nil where no function has a twin
	streams bool                         // the answers are streams

	encoders []*ast.AssignStmt // that encoded what a function made
}

// dispatchWays are the ways to rewrite a dispatch.
func dispatchWays(d *callsite.Dispatch) []way {
	var out []way
	for _, w := range []way{{dispatch: true}, {dispatch: true, flat: true}} {
		if w.flat && d.Flat == nil {
			continue
		}
		out = append(out, w)
		if w.chunks = true; d.Arms[0].Site.Operation == callsite.InvokeStream {
			out = append(out, w)
		}
	}
	return out
}

// runDispatch collects the edits of a site with a dispatch.
func (o *operation) runDispatch() error {
	d := &dispatch{
		Dispatch: o.site.Dispatch, owners: map[*ast.FuncDecl]*operation{}, vars: map[ast.Node]string{}, done: map[*ast.CommentGroup]bool{},
		renamed: map[*ast.FuncDecl]string{}, streams: o.site.Operation == callsite.InvokeStream,
	}
	if o.way.flat && d.Flat != nil {
		d.Dispatch = d.Flat
	}
	o.dispatch = d
	sel := ast.Unparen(o.site.Call.Fun).(*ast.SelectorExpr)
	if err := o.client(sel); err != nil {
		return err
	}
	for _, b := range d.Builders {
		if b.Method != nil {
			d.owners[b.Func] = o // the name is the interface's
			continue
		}
		d.owners[b.Func] = o.in(b.Func, b.Shared, bodyNames, "ConverseInput")
	}
	for _, step := range []func() error{o.retypeWrapper, o.requestVars, o.requestArms, o.requestCall, o.answers} {
		if err := step(); err != nil {
			return err
		}
	}
	o.dropEncoding()
	return nil
}

// answers moves what reads the answers.
func (o *operation) answers() error {
	if o.site.Operation == callsite.InvokeStream {
		return o.streams()
	}
	return o.readers()
}

// owner is the operation that edits the function that n stands in.
func (o *operation) owner(n ast.Node) *operation {
	for fn, owner := range o.dispatch.owners {
		if fn.Pos() <= n.Pos() && n.End() <= fn.End() {
			return owner
		}
	}
	return o
}

// at is the operation on a part of the dispatch, which stands at a statement. Branches
// have scopes of their own, and can use the same names.
func (o *operation) at(site *callsite.Site, stmt ast.Stmt) *operation {
	op := *o
	op.site, op.stmt, op.src, op.notes, op.bindings = site, stmt, o.sourceOf(stmt), nil, nil
	if op.src != nil {
		op.names = o.namesAt(stmt)
		op.names.taken = maps.Clone(op.names.taken)
	}
	return &op
}

// absorb adds to the operation what a part of it has found.
func (o *operation) absorb(part *operation) {
	for _, n := range part.notes {
		if !slices.Contains(o.notes, n) {
			o.notes = append(o.notes, n)
		}
	}
	if o.grade == "" || part.grade == request.NeedsReview {
		o.grade = part.grade
	}
	if part.code != nil && semver.Compare(part.code.Since, o.code.Since) > 0 {
		o.code.Since = part.code.Since
	}
}

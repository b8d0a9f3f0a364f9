package rewrite

import (
	"go/ast"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// readers moves what decodes the answers of the families: each reads the one answer of
// Converse now, in the words of its family.
func (o *operation) readers() error {
	id, assign := o.resultVar()
	if id == nil {
		return because(rules.CallPartial, o.site.Call, "the answer leaves the function as it is; name it and decode it there")
	}
	if id.Name != "_" {
		if err := o.retype(id, assign); err != nil {
			return err
		}
	}
	given := map[*ast.FuncDecl]string{}
	for _, r := range o.dispatch.Readers {
		out, owner := id.Name, o
		if r.Func != nil {
			owner = o.in(r.Func, r.Shared, answerNames, "ConverseOutput")
			if given[r.Func] == "" {
				given[r.Func] = o.handOver(owner, r, id.Name)
			}
			out = given[r.Func]
		}
		if err := o.reader(owner, r, out); err != nil {
			return err
		}
	}
	return nil
}

// handOver gives a function that decodes the body the answer itself, and returns the name
// of its parameter.
//
//	func parseLlama(body []byte) (string, error)
//	                |---------| out *bedrockruntime.ConverseOutput
func (o *operation) handOver(owner *operation, r *callsite.Reader, output string) string {
	names := owner.namesAt(r.Func.Body)
	name := names.Fresh("out")
	owner.sourceOf(r.Func).replace(r.Param, name+" *"+names.Import(sdkPath, "bedrockruntime")+".ConverseOutput")
	owner.sweep.gone[r.Param] = true
	for _, call := range r.Calls {
		for _, arg := range call.Args {
			if sel, ok := ast.Unparen(arg).(*ast.SelectorExpr); ok && sel.Sel.Name == "Body" {
				o.sourceOf(arg).replace(arg, output)
				o.sweep.gone[arg] = true
			}
		}
	}
	o.callRenamed(r.Func, r.Calls...)
	return name
}

// reader moves one decoder, and what is read of its value.
func (o *operation) reader(owner *operation, r *callsite.Reader, out string) error {
	st := owner.statementOf(r.Decode)
	if st == nil {
		return because(rules.CallPartial, r.Decode, "the answer is decoded outside of a statement")
	}
	op := owner.at(r.Site, st)
	block := owner.sweep.parent[st] // which has a scope of its own
	if owner.taken[block] == nil {
		owner.taken[block] = op.names.taken
	}
	op.names.taken = owner.taken[block]
	op.reasoning()
	a := &answer{operation: op, out: out, r: r.Site.Response}
	move := a.fill
	if a.direct() {
		move = a.rewriteDirect
	}
	if err := move(); err != nil {
		return err
	}
	(&answer{operation: o}).keepOutput()
	o.absorb(&operation{notes: op.notes, grade: op.grade})
	return nil
}

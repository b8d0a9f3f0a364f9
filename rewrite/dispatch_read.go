package rewrite

import (
	"go/ast"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// readers moves what decodes the answers of the families: each reads the one answer of
// Converse now, in the words of its family.
func (o *operation) readers() error {
	name, err := o.answerVar()
	if err != nil {
		return err
	}
	given := map[*ast.FuncDecl]string{}
	for _, r := range o.dispatch.Readers {
		out, owner := name, o
		if r.Var != nil {
			out = r.Var.Name()
			o.sweep.keep[r.Var] = true
		}
		for i := len(r.Way) - 1; i >= 0; i-- {
			from := owner
			h := &r.Way[i]
			if h.Method == nil {
				owner = o.in(h.Func, h.Shared, answerNames, "ConverseOutput")
			} else {
				o.takeByMethod(h)
			}
			if given[h.Func] == "" {
				given[h.Func] = owner.takeAnswer(h)
				from.handOver(h, out)
			}
			out = given[h.Func]
		}
		if err := o.reader(owner, r, out); err != nil {
			return err
		}
	}
	return nil
}

// answerVar is the name of the variable with the answer, which it gives the new type; ""
// where a wrapper returns the answer in place.
func (o *operation) answerVar() (string, error) {
	id, assign := o.resultVar()
	switch w := o.dispatch.Wrapper; {
	case id == nil && w != nil && w.Whole && len(w.Returns) == 1:
		return "", nil
	case id == nil:
		return "", because(rules.CallPartial, o.site.Call, "the answer leaves the function as it is; name it and decode it there")
	case id.Name == "_":
		return id.Name, nil
	}
	return id.Name, o.retype(id, assign)
}

// takeAnswer makes a function that took the body take the answer itself, and returns the
// name of its parameter.
//
//	func parseLlama(body []byte) (string, error)
//	                |---------| out *bedrockruntime.ConverseOutput
func (o *operation) takeAnswer(h *callsite.Handover) string {
	names := o.namesAt(h.Func.Body)
	name := names.Fresh("out")
	o.sourceOf(h.Func).replace(h.Param, name+" *"+names.Import(sdkPath, "bedrockruntime")+".ConverseOutput")
	o.sweep.gone[h.Param] = true
	return name
}

// takeByMethod is takeAnswer for the method of an interface.
func (o *operation) takeByMethod(h *callsite.Handover) {
	i := 0
	for _, field := range h.Method.Type.(*ast.FuncType).Params.List {
		if i == h.Index && len(field.Names) < 2 && !o.sweep.gone[field.Type] {
			text := "*" + o.namesAt(h.Method).Import(sdkPath, "bedrockruntime") + ".ConverseOutput"
			if len(field.Names) == 1 {
				text = "out " + text
			}
			o.sourceOf(field).replace(field, text)
			o.sweep.gone[field.Type], o.api = true, true
		}
		i += max(1, len(field.Names))
	}
}

// handOver makes the calls of such a function hand it the answer.
func (o *operation) handOver(h *callsite.Handover, answer string) {
	for _, call := range h.Calls {
		for _, arg := range call.Args {
			if o.isBody(arg, h) {
				o.sourceOf(arg).replace(arg, answer)
				o.sweep.gone[arg] = true
			}
		}
	}
	o.callRenamed(h.Func, h.Calls...)
}

// isBody reports whether an argument is the one that stands for a parameter.
func (o *operation) isBody(arg ast.Expr, h *callsite.Handover) bool {
	for _, call := range h.Calls {
		i := 0
		for _, field := range h.Func.Type.Params.List {
			if field == h.Param {
				break
			}
			i += max(1, len(field.Names))
		}
		if i < len(call.Args) && call.Args[i] == arg {
			return true
		}
	}
	return false
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

package rewrite

import (
	"go/ast"
	"strings"

	"github.com/bedrocklint/bedrocklint/rules"
)

// returned makes a function that returns the output return that of Converse, and its
// callers read it:
//
//	func (c *client) start(ctx context.Context, prompt string) (*bedrockruntime.InvokeModelOutput, error)
//	                                                                            |---------------|
//	                                                                             ConverseOutput
func (o *operation) returned() error {
	ret := o.site.Returned
	if err := o.convertTypes(ret.Types); err != nil {
		return err
	}
	for _, caller := range ret.Callers {
		op := *o
		op.site, op.src, op.stmt = caller, o.sourceOf(caller.Call), o.statementOf(caller.Call)
		op.notes, op.bindings, op.forwards = nil, nil, true
		if op.src == nil || op.stmt == nil {
			return because(rules.CallPartial, caller.Call, "the answer is read outside of a function")
		}
		op.names = o.namesAt(caller.Call)
		op.reasoning()
		if err := op.answer(); err != nil {
			return err
		}
		o.absorb(&operation{notes: op.notes, grade: op.grade})
	}
	return nil
}

// convertTypes gives places that name the SDK's types of the site's operation those of
// Converse.
func (o *operation) convertTypes(places []ast.Expr) error {
	for _, node := range places {
		named, ok := sdkNamed(node)
		if !ok {
			return because(rules.CallPartial, node, "the type cannot be changed")
		}
		o.sourceOf(node).replace(named, converseMethods[o.site.Operation]+strings.TrimPrefix(named.Name, string(o.site.Operation)))
	}
	return nil
}

package rewrite

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/rules"
)

// retypeWrapper makes a wrapper take the request and return the answer, and its callers
// give it the one and get the other:
//
//	func (c *client) invoke(ctx context.Context, body []byte) ([]byte, error)
//	                                             |---------|   |----|
//	                            input *bedrockruntime.ConverseInput    *bedrockruntime.ConverseOutput
func (o *operation) retypeWrapper() error {
	w := o.dispatch.Wrapper
	if w == nil {
		return nil
	}
	sdk := o.names.Import(sdkPath, "bedrockruntime")
	def := w.Param.Names[0]
	o.src.replace(w.Param, o.requestVar(def)+" *"+sdk+".ConverseInput")
	o.sweep.gone[w.Param] = true
	for _, call := range w.Calls {
		arg := call.Args[w.Index]
		if id, ok := ast.Unparen(arg).(*ast.Ident); ok && slices.Contains(o.dispatch.Vars, o.pkg.TypesInfo.Uses[id]) {
			o.sourceOf(arg).replace(arg, o.requestVar(arg))
			o.sweep.gone[arg] = true
		}
	}
	if len(w.Returns) == 0 {
		return nil
	}
	return o.returnAnswer(sdk)
}

// returnAnswer makes the wrapper return the answer in the place of its body.
func (o *operation) returnAnswer(sdk string) error {
	w := o.dispatch.Wrapper
	result := w.Func.Type.Results.List[0]
	if len(result.Names) > 0 {
		return because(rules.CallPartial, w.Func, "%s has named results", w.Func.Name.Name)
	}
	if w.Whole {
		return o.convertTypes([]ast.Expr{result.Type})
	}
	o.src.replace(result.Type, "*"+sdk+".ConverseOutput")
	o.sweep.gone[result.Type] = true
	for _, ret := range w.Returns {
		sel := ast.Unparen(ret.Results[0]).(*ast.SelectorExpr)
		o.src.replace(ret.Results[0], o.src.slice(sel.X))
		o.sweep.gone[ret.Results[0]] = true
		o.keepUsed(sel.X, func(types.Object) bool { return true })
	}
	return nil
}

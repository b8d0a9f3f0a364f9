package sdk

import (
	"go/ast"
	"go/types"
	"slices"
)

// operations are the methods of the client that ask a model.
var operations = []string{"Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream"}

// Operation returns the name of the method if a call is one of the client's that asks a
// model, of the SDK's client or of an interface before it; else "".
func Operation(info *types.Info, call *ast.CallExpr) string {
	_, name := Method(info, call)
	if !slices.Contains(operations, name) {
		return ""
	}
	tuple, ok := info.TypeOf(call).(*types.Tuple)
	if !ok || tuple.Len() != 2 || !Is(tuple.At(0).Type(), Client, name+"Output") {
		return ""
	}
	return name
}

package rewrite

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// handed is a function of the package that is given the SDK's output as a whole, and
// decodes it:
//
//	func (c *client) decode(out *bedrockruntime.InvokeModelOutput) (*reply, error)
//	                                            |---------------|
//	                                             ConverseOutput
type handed struct {
	decl  *ast.FuncDecl
	param *ast.Field
}

// handedTo finds the function that decodes the answer where it is another one than that
// of the call, and takes nothing but outputs that are read alike; nil when there is none.
func (o *operation) handedTo(r *payload.Response) *handed {
	if r.Decode == nil || r.Into == nil || len(r.Decodes) > 1 {
		return nil
	}
	decl, ok := o.funcOf(r.Decode).(*ast.FuncDecl)
	if !ok || decl == o.funcOf(o.site.Call) || o.sourceOf(decl) == nil {
		return nil
	}
	id, assign := o.resultVar()
	call := o.onlyHanded(objectOf(o.pkg.TypesInfo, id), assign)
	fn, _ := o.pkg.TypesInfo.Defs[decl.Name].(*types.Func)
	if call == nil || o.sweep.pure.callee(ast.Unparen(call.Fun)) != types.Object(fn) || !o.sharable(fn, r) {
		return nil
	}
	param := outputParam(o.pkg.TypesInfo, decl)
	if param == nil || !o.onlyDecoded(o.pkg.TypesInfo.Defs[param.Names[0]], r.Decode) {
		return nil
	}
	return &handed{decl, param}
}

// onlyHanded is the one call that the output is an argument of; nil when anything else but
// a comparison or its metadata is made of it.
func (o *operation) onlyHanded(out types.Object, assign *ast.AssignStmt) *ast.CallExpr {
	var call *ast.CallExpr
	for _, ref := range o.sweep.live(out) {
		switch p := o.sweep.parent[ref].(type) {
		case *ast.CallExpr:
			if call != nil || !slices.Contains(p.Args, ast.Expr(ref)) {
				return nil
			}
			call = p
		case *ast.SelectorExpr:
			if p.Sel.Name != "ResultMetadata" {
				return nil
			}
		case *ast.BinaryExpr: // out != nil
		case *ast.AssignStmt:
			if p != assign {
				return nil
			}
		default:
			return nil
		}
	}
	return call
}

// sharable reports whether a function that decodes can be changed for this call: it is
// called by no other, or by others that want the same of it.
func (o *operation) sharable(fn *types.Func, r *payload.Response) bool {
	for _, ref := range o.sweep.refs[fn] {
		n := ast.Node(ref)
		if sel, ok := o.sweep.parent[ref].(*ast.SelectorExpr); ok {
			n = sel
		}
		if call, ok := o.sweep.parent[n].(*ast.CallExpr); !ok || ast.Node(call.Fun) != n {
			return false // it is a value
		}
	}
	if len(o.sweep.refs[fn]) == 1 {
		return true
	}
	t, _ := r.Type.Underlying().(*types.Struct)
	return t != nil // all of whose members are filled
}

// outputParam is the parameter that takes the SDK's output; nil when that is not just one
// with a name of its own.
func outputParam(info *types.Info, decl *ast.FuncDecl) *ast.Field {
	var out *ast.Field
	for _, field := range decl.Type.Params.List {
		if !isInvokeOutput(info.TypeOf(field.Type)) {
			continue
		}
		if out != nil || len(field.Names) != 1 {
			return nil
		}
		out = field
	}
	return out
}

// isInvokeOutput reports whether t is a pointer to the SDK's output of InvokeModel.
func isInvokeOutput(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "InvokeModelOutput" && named.Obj().Pkg().Path() == sdkPath
}

// onlyDecoded reports whether a parameter is only read by the decoder, and compared.
func (o *operation) onlyDecoded(param types.Object, decode *ast.CallExpr) bool {
	return !slices.ContainsFunc(o.sweep.refs[param], func(ref *ast.Ident) bool {
		switch p := o.sweep.parent[ref].(type) {
		case *ast.BinaryExpr:
			return false
		case *ast.SelectorExpr:
			inside := decode.Pos() <= p.Pos() && p.End() <= decode.End()
			return p.Sel.Name != "ResultMetadata" && !inside
		}
		return true
	})
}

// handOut makes the function take the output of Converse, and read that.
func (a *answer) handOut(h *handed) error {
	family := a.site.Model.Family
	if before, ok := a.decoders[a.r.Decode]; ok {
		if before != family {
			return because(rules.CallPartial, a.r.Decode, "the function that decodes the answer reads those of other families too")
		}
		a.keepOutput()
		return nil
	}
	named, ok := sdkNamed(h.param.Type)
	st := a.statementOf(a.r.Decode)
	if !ok || st == nil {
		return because(rules.CallPartial, h.param.Type, "the type cannot be changed")
	}
	a.decoders[a.r.Decode] = family
	a.sourceOf(h.decl).replace(named, "ConverseOutput")
	a.api = a.api || h.decl.Name.IsExported()
	op := a.at(a.site, st)
	in := &answer{operation: op, out: h.param.Names[0].Name, r: a.r}
	move := in.fill
	if in.direct() {
		move = in.rewriteDirect
	}
	if err := move(); err != nil {
		return err
	}
	a.absorb(&operation{notes: op.notes, grade: op.grade})
	return nil
}

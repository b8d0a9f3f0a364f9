package callsite

import (
	"go/ast"
	"go/token"
	"go/types"
)

// The packages that declare the clients of the two SDK generations.
const (
	sdkV2 = "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	sdkV1 = "github.com/aws/aws-sdk-go/service/bedrockruntime"
)

// found is a call before anything about it is resolved.
type found struct {
	call  *ast.CallExpr
	fn    ast.Node // innermost *ast.FuncDecl or *ast.FuncLit; nil in a variable's initialiser
	decl  ast.Decl // the top-level declaration around it
	stmt  ast.Stmt // innermost statement around it; nil in a variable's initialiser
	file  *ast.File
	match match
}

// match says what a callee is.
type match struct {
	op    Operation
	sdk   string // "v2" or "v1"
	input int    // index of the input argument
	// byValue says that the callee is a value of function type, not a method.
	byValue bool
}

// findCalls returns the call sites of a package, in source order.
func findCalls(files []*ast.File, info *types.Info) []found {
	var out []found
	for _, file := range files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			m, ok := matchCall(call, info)
			if !ok || m.input >= len(call.Args) {
				return true
			}
			f := found{call: call, file: file, match: m}
			f.enclose(stack)
			if f.forwards(info) {
				return true
			}
			out = append(out, f)
			return true
		})
	}
	return out
}

// enclose fills in what stands around the call.
func (f *found) enclose(stack []ast.Node) {
	for _, n := range stack {
		switch n := n.(type) {
		case *ast.FuncDecl:
			f.fn, f.decl = n, n
		case *ast.FuncLit:
			f.fn = n
		case *ast.GenDecl:
			if f.decl == nil {
				f.decl = n
			}
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		case ast.Stmt:
			f.stmt = n
		}
	}
}

// forwards reports whether a call of a function value is the body of a fake: a method with
// the client's signature that hands over to a function which each test sets. The same
// method over a client is a wrapper, and its call a site.
func (f *found) forwards(info *types.Info) bool {
	decl, ok := f.decl.(*ast.FuncDecl)
	if !ok || decl.Recv == nil || !f.match.byValue {
		return false
	}
	fn, ok := info.Defs[decl.Name].(*types.Func)
	if !ok {
		return false
	}
	m, ok := matchV2(fn.Signature())
	return ok && string(m.op) == decl.Name.Name
}

// matchCall decides by type whether a call is one of Bedrock Runtime.
//
// A method counts when the SDK declares it (called on the client, or promoted from an
// embedded one) or when it is an interface's with the client's signature. A method
// that the program itself implements does not, even with that signature: it is a mock
// or a wrapper, and the call inside a wrapper is the site. A call of a function value
// counts when it has the signature of the client's method, which in practice only a
// method value of a client has.
func matchCall(call *ast.CallExpr, info *types.Info) (match, bool) {
	fun := ast.Unparen(call.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s := info.Selections[sel]; s != nil && s.Kind() != types.FieldVal {
			return matchMethod(s)
		}
	}
	return matchValue(fun, info)
}

func matchMethod(s *types.Selection) (match, bool) {
	fn, ok := s.Obj().(*types.Func)
	if !ok {
		return match{}, false
	}
	sig := fn.Signature()
	m, ok := matchV2(sig)
	if !ok || string(m.op) != fn.Name() {
		m, ok = matchV1(fn.Name(), sig)
	}
	if !ok || !declaresCall(fn) {
		return match{}, false
	}
	if s.Kind() == types.MethodExpr {
		m.input++ // the receiver is the first argument
	}
	return m, true
}

// declaresCall reports whether calling fn leaves the program for Bedrock, as far as its
// declaration tells.
func declaresCall(fn *types.Func) bool {
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return true
	}
	return fn.Pkg() != nil && (fn.Pkg().Path() == sdkV2 || fn.Pkg().Path() == sdkV1)
}

// matchValue matches a call of a variable, field, parameter or result of function type.
func matchValue(fun ast.Expr, info *types.Info) (match, bool) {
	if _, lit := fun.(*ast.FuncLit); lit || isDeclared(fun, info) {
		return match{}, false
	}
	tv, ok := info.Types[fun]
	if !ok || !tv.IsValue() {
		return match{}, false
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return match{}, false
	}
	m, ok := matchV2(sig)
	m.byValue = true
	return m, ok
}

// isDeclared reports whether fun names a declared function or method.
func isDeclared(fun ast.Expr, info *types.Info) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		_, ok := info.Uses[f].(*types.Func)
		return ok
	case *ast.SelectorExpr:
		_, ok := info.Uses[f.Sel].(*types.Func)
		return ok
	case *ast.IndexExpr:
		return isDeclared(f.X, info)
	case *ast.IndexListExpr:
		return isDeclared(f.X, info)
	}
	return false
}

// matchV2 matches func(context.Context, *XInput, ...func(*Options)) (*XOutput, error).
func matchV2(sig *types.Signature) (match, bool) {
	in, out := sig.Params(), sig.Results()
	if in.Len() != 3 || out.Len() != 2 || !sig.Variadic() || !isError(out.At(1).Type()) {
		return match{}, false
	}
	op, ok := operation(in.At(1).Type(), out.At(0).Type(), sdkV2)
	if !ok || !isNamed(in.At(0).Type(), "context", "Context") {
		return match{}, false
	}
	slice, ok := in.At(2).Type().(*types.Slice)
	if !ok {
		return match{}, false
	}
	fn, ok := slice.Elem().Underlying().(*types.Signature)
	if !ok || fn.Params().Len() != 1 || !isPointerTo(fn.Params().At(0).Type(), sdkV2, "Options") {
		return match{}, false
	}
	return match{op: op, sdk: "v2", input: 1}, true
}

// matchV1 matches the three forms of the first SDK generation: X(in), XWithContext(ctx,
// in, ...) and XRequest(in), the last of which sends later.
func matchV1(name string, sig *types.Signature) (match, bool) {
	in, out := sig.Params(), sig.Results()
	if out.Len() != 2 {
		return match{}, false
	}
	for _, op := range []Operation{InvokeModel, InvokeStream} {
		m := match{op: op, sdk: "v1"}
		result := 0
		switch name {
		case string(op):
		case string(op) + "WithContext":
			m.input = 1
		case string(op) + "Request":
			result = 1
		default:
			continue
		}
		if m.input >= in.Len() {
			continue
		}
		got, ok := operation(in.At(m.input).Type(), out.At(result).Type(), sdkV1)
		if ok && got == op {
			return m, true
		}
	}
	return match{}, false
}

// operation returns the operation whose input and output types are in and out.
func operation(in, out types.Type, pkg string) (Operation, bool) {
	for _, op := range []Operation{InvokeModel, InvokeStream} {
		if isPointerTo(in, pkg, string(op)+"Input") && isPointerTo(out, pkg, string(op)+"Output") {
			return op, true
		}
	}
	return "", false
}

func isPointerTo(t types.Type, pkg, name string) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isNamed(p.Elem(), pkg, name)
}

func isNamed(t types.Type, pkg, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	return n.Obj().Name() == name && n.Obj().Pkg().Path() == pkg
}

func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

// canHaveCalls is the fast path of every pass. A package that does not import the SDK
// can still call it through a value that another package hands out, so for such a
// package the names of the methods that it uses decide: a map walk, no syntax.
func canHaveCalls(pkg *types.Package, info *types.Info) bool {
	for _, imp := range pkg.Imports() {
		if imp.Path() == sdkV2 || imp.Path() == sdkV1 {
			return true
		}
	}
	for _, obj := range info.Uses {
		fn, ok := obj.(*types.Func)
		if ok && isOperationName(fn.Name()) && fn.Signature().Recv() != nil {
			return true
		}
	}
	return false
}

func isOperationName(name string) bool {
	for _, op := range []Operation{InvokeModel, InvokeStream} {
		switch name {
		case string(op), string(op) + "WithContext", string(op) + "Request":
			return true
		}
	}
	return false
}

// selectorPos is where a call is shown: the method's name, or the function value.
func selectorPos(call *ast.CallExpr) token.Pos {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel.Pos()
	}
	return call.Pos()
}

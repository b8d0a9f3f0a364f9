package payload

import (
	"go/ast"
	"go/types"
)

// args evaluates the arguments of a call.
func (a *activation) args(e *ast.CallExpr, st *state) []goValue {
	if len(e.Args) == 1 {
		if call, ok := ast.Unparen(e.Args[0]).(*ast.CallExpr); ok {
			if tup, ok := a.pkg.Info.TypeOf(call).(*types.Tuple); ok && tup.Len() > 1 { // f(g())
				return a.multi(call, tup.Len(), st)
			}
		}
	}
	var sig *types.Signature
	if t := a.pkg.Info.TypeOf(e.Fun); t != nil { // nil in a program with type errors
		sig, _ = t.Underlying().(*types.Signature)
	}
	args := make([]goValue, len(e.Args))
	for i, arg := range e.Args {
		args[i] = a.eval(arg, st)
		if t := paramType(sig, i, e.Ellipsis.IsValid()); t != nil {
			args[i] = a.convert(args[i], a.subst(t), arg)
		}
	}
	return args
}

// paramType is the type that argument i is assigned to.
func paramType(sig *types.Signature, i int, spread bool) types.Type {
	if sig == nil || sig.Params().Len() == 0 {
		return nil
	}
	last := sig.Params().Len() - 1
	if sig.Variadic() && i >= last && !spread {
		if s, ok := sig.Params().At(last).Type().(*types.Slice); ok {
			return s.Elem()
		}
		return nil
	}
	if i > last {
		return nil
	}
	return sig.Params().At(i).Type()
}

// receiver is the receiver of a method call as the method gets it: through embedded
// fields, its address taken or its pointer followed.
func (a *activation) receiver(sel *ast.SelectorExpr, fn *types.Func, st *state) goValue {
	s, ok := a.pkg.Info.Selections[sel]
	if !ok {
		return nil
	}
	if s.Kind() == types.MethodExpr {
		return nil
	}
	path := s.Index()[:len(s.Index())-1]
	if !pointerReceiver(fn) || types.IsInterface(fn.Signature().Recv().Type()) {
		v := a.fieldPath(a.eval(sel.X, st), path, st, sel.X)
		if isPointer(typeOf(v)) && !types.IsInterface(fn.Signature().Recv().Type()) {
			v = a.deref(v, st, sel.X)
		}
		return v
	}
	if len(path) == 0 {
		if v := a.typeOf(sel.X); isPointer(v) {
			return a.eval(sel.X, st)
		}
	}
	t := a.typeOf(sel.X)
	ps, _ := a.locateField(sel.X, path, st)
	for _, i := range path {
		t = stepType(deptr(t), i)
	}
	if len(ps) != 1 {
		return a.unknown(sel.X, "receiver is not followed")
	}
	if isPointer(t) {
		return a.r.load(st, ps[0].addr, ps[0].path, a.src(sel.X))
	}
	return &pointer{src: a.src(sel.X), typ: types.NewPointer(t), addr: ps[0].addr, path: ps[0].path}
}

func deptr(t types.Type) types.Type {
	if e := pointee(t); e != nil {
		return e
	}
	return t
}

func receiverExpr(e *ast.CallExpr) ast.Expr {
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
		return sel.X
	}
	return nil
}

// typeArgs are the type arguments of a call of a generic function.
func (a *activation) typeArgs(e *ast.CallExpr, fn *types.Func) map[*types.TypeParam]types.Type {
	params := fn.Origin().Signature().TypeParams()
	if params.Len() == 0 {
		return nil
	}
	fun := ast.Unparen(e.Fun)
	switch f := fun.(type) {
	case *ast.IndexExpr:
		fun = f.X
	case *ast.IndexListExpr:
		fun = f.X
	}
	id, ok := fun.(*ast.Ident)
	if sel, isSel := fun.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok {
		return nil
	}
	inst, ok := a.pkg.Info.Instances[id]
	if !ok {
		return nil
	}
	out := make(map[*types.TypeParam]types.Type)
	for i := range params.Len() {
		out[params.At(i)] = a.subst(inst.TypeArgs.At(i))
	}
	return out
}

// bindRecvTypes binds the type parameters of a generic receiver.
func (b *activation) bindRecvTypes(decl *ast.FuncDecl, recv goValue) {
	fn, _ := b.pkg.Info.Defs[decl.Name].(*types.Func)
	named, _ := deptr(typeOf(recv)).(*types.Named)
	if fn == nil || named == nil || named.TypeArgs().Len() == 0 {
		return
	}
	params := fn.Signature().RecvTypeParams()
	if b.targs == nil {
		b.targs = make(map[*types.TypeParam]types.Type)
	}
	for i := range min(params.Len(), named.TypeArgs().Len()) {
		b.targs[params.At(i)] = named.TypeArgs().At(i)
	}
}

// bind declares parameters with the values of their arguments.
func (b *activation) bind(fields *ast.FieldList, args []goValue, exprs []ast.Expr, spread bool, st *state) {
	if fields == nil {
		return
	}
	i := 0
	for _, f := range fields.List {
		_, variadic := f.Type.(*ast.Ellipsis)
		names := f.Names
		if len(names) == 0 {
			i++
			continue
		}
		for _, name := range names {
			obj := b.pkg.Info.Defs[name]
			if obj == nil { // _
				i++
				continue
			}
			switch {
			case variadic && !spread:
				b.declare(obj, b.rest(obj, args, i, name, st), st)
			case i < len(args):
				b.declare(obj, b.convert(args[i], b.subst(obj.Type()), name), st)
			default:
				b.declare(obj, b.r.newOpaque(b.subst(obj.Type()), b.r.freshKey(), b.src(name)), st)
			}
			if i < len(exprs) && exprs[i] != nil && len(exprs) == len(args) && !(variadic && !spread) {
				b.fr.Args[obj] = Origin{Expr: exprs[i], At: exprs[i].Pos(), Frame: b.fr.Caller}
			}
			i++
		}
	}
}

// rest packs the arguments of a variadic parameter.
func (b *activation) rest(obj types.Object, args []goValue, i int, name *ast.Ident, st *state) goValue {
	t := b.subst(obj.Type())
	if i >= len(args) {
		return zero(t, b.src(name))
	}
	if isBytes(t) {
		return b.r.widened(t, b.src(name), "")
	}
	arr := &arrayObj{src: b.src(name), typ: t}
	for _, v := range args[i:] {
		arr.elems = append(arr.elems, element{val: v})
	}
	return b.newSlice(arr, t, st, name)
}

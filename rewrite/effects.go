package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// effects are what a function of the package does besides computing its result, as far as
// it is only that: it writes through its parameters, and calls functions that it is given.
// Of a call, they decide whether anybody else can see them:
//
//	newBuilder(question).withMaxTokens(512)    // writes to what newBuilder made
//	newRequest(question, withMaxTokens(512))   // calls what withMaxTokens returns
type effects struct {
	only    bool // it does nothing else
	through []types.Object
	invoked []types.Object
}

// effectsOf works out the effects of a function or a function literal.
func (p *purity) effectsOf(fn ast.Node) *effects {
	if e := p.summaries[fn]; e != nil {
		return e
	}
	p.summaries[fn] = &effects{} // a recursive function is not looked into
	w := &effectWalk{purity: p, fn: fn, ranged: map[types.Object]types.Object{}, effects: effects{only: true}}
	ast.Inspect(funcBody(fn), w.visit)
	p.summaries[fn] = &w.effects
	return &w.effects
}

func funcBody(fn ast.Node) *ast.BlockStmt {
	if lit, ok := fn.(*ast.FuncLit); ok {
		return lit.Body
	}
	return fn.(*ast.FuncDecl).Body
}

// paramOf reports whether obj is declared in the signature of this very function.
func paramOf(obj types.Object, fn ast.Node) bool {
	return obj != nil && fn.Pos() <= obj.Pos() && isParam(obj, fn)
}

type effectWalk struct {
	*purity
	effects
	fn     ast.Node
	ranged map[types.Object]types.Object // elements of parameters, by the loop's variable
}

func (w *effectWalk) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		if n.Init == nil && n.Else == nil && w.ownError(n.Cond, w.fn) {
			return false // what is done about an error of what only computes
		}
	case *ast.GoStmt, *ast.DeferStmt, *ast.SendStmt, *ast.SelectStmt:
		w.only = false
	case *ast.UnaryExpr:
		w.only = w.only && n.Op != token.ARROW
	case *ast.RangeStmt:
		w.element(n)
	case *ast.CallExpr:
		w.callTo(n)
	case *ast.IncDecStmt:
		w.write(n.X)
	case *ast.AssignStmt:
		for _, l := range n.Lhs {
			w.write(l)
		}
	}
	return w.only
}

// element notes a loop's variable that is an element of a parameter.
func (w *effectWalk) element(loop *ast.RangeStmt) {
	value, ok := loop.Value.(*ast.Ident)
	list, okList := ast.Unparen(loop.X).(*ast.Ident)
	if ok && okList {
		if param := objectOf(w.info, list); paramOf(param, w.fn) {
			w.ranged[objectOf(w.info, value)] = param
		}
	}
}

// write takes in that the function writes to e.
func (w *effectWalk) write(e ast.Expr) {
	root := rootIdent(e)
	switch {
	case root == nil:
		w.only = w.only && w.unshared(e)
	case w.ownVariable(e, w.fn):
	case paramOf(objectOf(w.info, root), w.fn):
		w.through = append(w.through, objectOf(w.info, root))
	default:
		w.only = false
	}
}

// callTo takes in what a call does.
func (w *effectWalk) callTo(call *ast.CallExpr) {
	if to := w.writes(call); to != nil {
		w.write(to)
	}
	if w.call(call) {
		return
	}
	if param := w.given(call.Fun); param != nil {
		w.invoked = append(w.invoked, param)
		for _, arg := range call.Args {
			if t := w.info.TypeOf(arg); t != nil && throughPointer(t) {
				w.write(&ast.StarExpr{X: arg})
			}
		}
		return
	}
	e, args := w.calledEffects(call)
	if e == nil || !e.only {
		w.only = false
		return
	}
	for _, param := range e.through {
		for _, arg := range args[param] {
			w.write(&ast.StarExpr{X: arg})
		}
	}
	for _, param := range e.invoked {
		for _, arg := range args[param] {
			if id, ok := ast.Unparen(arg).(*ast.Ident); ok && paramOf(objectOf(w.info, id), w.fn) {
				w.invoked = append(w.invoked, objectOf(w.info, id))
			} else {
				w.only = w.only && w.harmless(arg)
			}
		}
	}
}

// given is the parameter that a called function is, or is an element of.
func (w *effectWalk) given(fun ast.Expr) types.Object {
	id, ok := ast.Unparen(fun).(*ast.Ident)
	if !ok {
		return nil
	}
	obj := objectOf(w.info, id)
	if param := w.ranged[obj]; param != nil {
		return param
	}
	if _, isVar := obj.(*types.Var); isVar && paramOf(obj, w.fn) {
		return obj
	}
	return nil
}

// unseen reports whether all that a call of a function of the package does is to write to
// values that nobody else has.
func (p *purity) unseen(call *ast.CallExpr) bool {
	e, args := p.calledEffects(call)
	if e == nil || !e.only {
		return false
	}
	for _, param := range e.through {
		if slices.ContainsFunc(args[param], func(arg ast.Expr) bool { return !p.unshared(arg) }) {
			return false
		}
	}
	for _, param := range e.invoked {
		if slices.ContainsFunc(args[param], func(arg ast.Expr) bool { return !p.harmless(arg) }) {
			return false
		}
	}
	return true
}

// calledEffects are the effects of the function of the package that is called, and the
// arguments that its parameters get; nil of any other function.
func (p *purity) calledEffects(call *ast.CallExpr) (*effects, map[types.Object][]ast.Expr) {
	decl := p.declared(call)
	if decl == nil {
		return nil, nil
	}
	sig := p.info.Defs[decl.Name].(*types.Func).Signature()
	if params := sig.Params().Len(); len(call.Args) < params-1 || len(call.Args) < params && !sig.Variadic() {
		return nil, nil // the results of another call are its arguments
	}
	args := map[types.Object][]ast.Expr{}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && decl.Recv != nil && len(decl.Recv.List[0].Names) == 1 {
		args[p.info.Defs[decl.Recv.List[0].Names[0]]] = []ast.Expr{sel.X}
	}
	at := 0
	for _, field := range decl.Type.Params.List {
		_, variadic := field.Type.(*ast.Ellipsis)
		for _, name := range field.Names {
			if obj := p.info.Defs[name]; variadic && at < len(call.Args) {
				args[obj] = call.Args[at:]
			} else if at < len(call.Args) {
				args[obj] = call.Args[at : at+1]
			}
			at++
		}
	}
	return p.effectsOf(decl), args
}

// harmless reports whether calling the function that e is writes to its arguments at most.
func (p *purity) harmless(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return p.effectsOf(e).only
	case *ast.CallExpr:
		decl := p.declared(e)
		return decl != nil && p.call(e) && p.returned(decl, func(result ast.Expr) bool {
			lit, ok := ast.Unparen(result).(*ast.FuncLit)
			return ok && p.effectsOf(lit).only
		})
	}
	return false
}

// declared is the function of the package that a call calls, nil when it is another's.
func (p *purity) declared(call *ast.CallExpr) *ast.FuncDecl {
	fn, ok := p.callee(ast.Unparen(call.Fun)).(*types.Func)
	if !ok {
		return nil
	}
	return p.decls[fn.Origin()]
}

// returned reports whether a function returns, and all its first results are as wanted.
func (p *purity) returned(decl *ast.FuncDecl, wanted func(ast.Expr) bool) bool {
	all, some := true, false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			some = true
			all = all && len(n.Results) > 0 && wanted(n.Results[0])
		}
		return all
	})
	return all && some
}

// unshared reports whether what can be reached through the value of an expression is held
// by nobody else: it was made by evaluating the expression.
func (p *purity) unshared(e ast.Expr) bool {
	if t := p.info.TypeOf(e); t != nil && !throughPointer(t) {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.StarExpr:
		return p.unshared(e.X)
	case *ast.UnaryExpr:
		_, lit := ast.Unparen(e.X).(*ast.CompositeLit)
		return e.Op == token.AND && lit
	case *ast.CallExpr:
		if b, ok := p.callee(ast.Unparen(e.Fun)).(*types.Builtin); ok {
			return b.Name() == "new" || b.Name() == "make"
		}
		return p.makes(e)
	}
	return false
}

// makes reports whether a call of a function of the package yields a value that the
// function made, or that it was given and nobody else has.
func (p *purity) makes(call *ast.CallExpr) bool {
	decl := p.declared(call)
	if decl == nil {
		return false
	}
	_, args := p.calledEffects(call)
	return p.returned(decl, func(result ast.Expr) bool {
		if p.unshared(result) {
			return true
		}
		root, ok := ast.Unparen(result).(*ast.Ident)
		if !ok {
			u, isAddress := ast.Unparen(result).(*ast.UnaryExpr)
			if !isAddress || u.Op != token.AND {
				return false
			}
			root, ok = ast.Unparen(u.X).(*ast.Ident)
			return ok && p.ownVariable(root, decl) // its address is taken anew by every call
		}
		obj := objectOf(p.info, root)
		if paramOf(obj, decl) {
			return len(args[obj]) == 1 && p.unshared(args[obj][0])
		}
		return p.madeHere(obj, decl)
	})
}

// madeHere reports whether a variable of a function gets no value but one that is made
// there.
func (p *purity) madeHere(obj types.Object, decl *ast.FuncDecl) bool {
	made, other := false, false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i, l := range assign.Lhs {
			if id, ok := l.(*ast.Ident); ok && objectOf(p.info, id) == obj {
				fresh := len(assign.Lhs) == len(assign.Rhs) && p.unshared(assign.Rhs[i])
				made, other = made || fresh, other || !fresh
			}
		}
		return true
	})
	return made && !other
}

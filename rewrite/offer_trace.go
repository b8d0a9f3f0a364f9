package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
)

// making is a call that makes a client of the SDK: bedrockruntime.NewFromConfig or New.
type making struct {
	pkg  *packages.Package
	call *ast.CallExpr
}

// A tracer finds where the clients that a call site uses are made. It goes from the
// receiver back through what is assigned to variables and fields, passed to parameters
// and returned by functions, in all packages of the program. It looks at no order and no
// condition: a client that may be there counts. Where it loses the trail it says so.
type tracer struct {
	flows *flows
	tests bool // what tests do counts too
	seen  map[string]bool
	found []making
	lost  []callsite.Reason
}

// makersOf returns every place where a client of s can have been made; an error says
// where the trail is lost.
func makersOf(fl *flows, p *packages.Package, s *callsite.Site) ([]making, error) {
	t := &tracer{flows: fl, tests: isTestFile(p, s.Call), seen: map[string]bool{}}
	if sel, ok := ast.Unparen(s.Call.Fun).(*ast.SelectorExpr); ok && p.TypesInfo.Selections[sel] != nil && p.TypesInfo.Selections[sel].Kind() == types.MethodVal {
		t.receiver(p, sel)
	} else {
		t.expr(p, s.Call.Fun)
	}
	if len(t.lost) > 0 {
		return nil, &leave{t.lost}
	}
	if len(t.found) == 0 {
		return nil, because(rules.CallPartial, s.Call, "nothing in the packages that were read makes its client")
	}
	return t.found, nil
}

func (t *tracer) lose(n ast.Node, format string, args ...any) {
	t.lost = append(t.lost, callsite.Reason{Code: rules.CallPartial, Message: fmt.Sprintf(format, args...), Node: n})
}

// receiver traces what the method of a selection is called on: its last embedded field,
// where it is promoted.
func (t *tracer) receiver(p *packages.Package, sel *ast.SelectorExpr) {
	path := p.TypesInfo.Selections[sel].Index()
	if len(path) == 1 {
		t.expr(p, sel.X)
		return
	}
	if f := embedded(p.TypesInfo.TypeOf(sel.X), path[:len(path)-1]); f != nil {
		t.variable(sel, f)
	}
}

// embedded is the field at the end of a path of embedded fields.
func embedded(typ types.Type, path []int) *types.Var {
	var f *types.Var
	for _, i := range path {
		if p, ok := typ.Underlying().(*types.Pointer); ok {
			typ = p.Elem()
		}
		st, ok := typ.Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			return nil
		}
		f = st.Field(i)
		typ = f.Type()
	}
	return f
}

// expr traces the client that an expression has.
func (t *tracer) expr(p *packages.Package, e ast.Expr) {
	e = ast.Unparen(e)
	if p.TypesInfo.Types[e].IsNil() || t.wrapper(p, e) {
		return
	}
	switch e := e.(type) {
	case *ast.CallExpr:
		t.call(p, e, 0)
	case *ast.Ident:
		t.object(p, e, objectOf(p.TypesInfo, e))
	case *ast.SelectorExpr:
		t.selector(p, e)
	case *ast.UnaryExpr:
		t.expr(p, e.X)
	case *ast.StarExpr:
		t.expr(p, e.X)
	case *ast.TypeAssertExpr:
		t.expr(p, e.X)
	case *ast.IndexExpr:
		t.lose(e, "its client is kept in a map or list; put the adapter where that client is made")
	default:
		t.lose(e, "its client comes from an expression that cannot be traced")
	}
}

func (t *tracer) selector(p *packages.Package, e *ast.SelectorExpr) {
	s := p.TypesInfo.Selections[e]
	switch {
	case s == nil:
		t.object(p, e, p.TypesInfo.Uses[e.Sel])
	case s.Kind() == types.FieldVal:
		t.object(p, e, s.Obj())
	case s.Kind() == types.MethodVal: // client.InvokeModel, as a value
		t.receiver(p, e)
	default:
		t.lose(e, "its client is an argument of a method expression")
	}
}

func (t *tracer) object(p *packages.Package, n ast.Node, obj types.Object) {
	if v, ok := obj.(*types.Var); ok {
		t.variable(n, v)
		return
	}
	t.lose(n, "its client comes from %s, which is no variable", types.ExprString(n.(ast.Expr)))
}

// variable traces all that a variable or field can hold.
func (t *tracer) variable(at ast.Node, v *types.Var) {
	t.sources(at, v, func(p *packages.Package, value ast.Expr, result int) {
		if call, ok := ast.Unparen(value).(*ast.CallExpr); ok {
			t.call(p, call, result)
			return
		}
		t.expr(p, value)
	})
}

// sources visits, once, all that goes into a variable or field.
func (t *tracer) sources(at ast.Node, v *types.Var, visit func(p *packages.Package, value ast.Expr, result int)) {
	key := t.flows.key(v)
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	n := 0
	for _, w := range t.flows.writes[key] {
		if w.test && !t.tests {
			continue
		}
		n++
		visit(w.pkg, w.value, w.result)
	}
	p, isParam := t.flows.params[key]
	if isParam {
		n += t.arguments(at, v, p, visit)
	}
	if n == 0 && !isParam {
		t.lose(at, "its client is in %s, which nothing in the packages that were read sets", v.Name())
	}
}

// arguments traces what is passed to a parameter, and returns from how many calls.
func (t *tracer) arguments(at ast.Node, v *types.Var, p param, visit func(*packages.Package, ast.Expr, int)) int {
	n := 0
	for _, c := range t.flows.calls[p.fn] {
		if c.test && !t.tests {
			continue
		}
		n++
		if p.index < len(c.call.Args) {
			visit(c.pkg, c.call.Args[p.index], 0)
		}
	}
	if t.flows.values[p.fn] || n == 0 {
		t.lose(at, "its client is the parameter %s of %s, which is called from elsewhere; put the adapter where that client is made", v.Name(), p.fn)
	}
	return n
}

// wrapper traces the clients behind a type of the program that has the operations
// itself, and reports whether e is of one: an SDK client is embedded in it, or called by
// its methods.
func (t *tracer) wrapper(p *packages.Package, e ast.Expr) bool {
	named := programType(p.TypesInfo.TypeOf(e))
	if named == nil {
		return false
	}
	if t.seen[named.String()] {
		return true
	}
	any := false
	for _, op := range []callsite.Operation{callsite.InvokeModel, callsite.InvokeStream} {
		obj, path, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, named.Obj().Pkg(), string(op))
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		any = true
		t.seen[named.String()] = true
		if len(path) > 1 {
			t.variable(e, embedded(named, path[:len(path)-1]))
			continue
		}
		t.method(e, fn)
	}
	return any
}

// programType is the named type of a value or of what it points to; nil for interfaces and
// for those of the SDK.
func programType(typ types.Type) *types.Named {
	if typ == nil {
		return nil
	}
	if ptr, ok := typ.Underlying().(*types.Pointer); ok {
		typ = ptr.Elem()
	}
	named, ok := types.Unalias(typ).(*types.Named)
	if !ok || types.IsInterface(named) || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() == sdkPath {
		return nil
	}
	return named
}

// method traces the clients that a method of the program calls.
func (t *tracer) method(at ast.Node, fn *types.Func) {
	f, ok := t.flows.funcs[fn.Origin().FullName()]
	if !ok {
		t.lose(at, "its client is a %s, whose source is not part of the program", fn.FullName())
		return
	}
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if ok && (sel.Sel.Name == string(callsite.InvokeModel) || sel.Sel.Name == string(callsite.InvokeStream)) && f.pkg.TypesInfo.Selections[sel] != nil {
			t.receiver(f.pkg, sel)
		}
		return true
	})
}

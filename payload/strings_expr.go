package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

func (c *collector) expr(e ast.Expr, pkg *Package) {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > 60 {
		c.complete = false
		return
	}
	if c.isKnown(e, pkg.Info) {
		return
	}
	if tv, ok := pkg.Info.Types[e]; ok && tv.Value != nil {
		if tv.Value.Kind() == constant.String {
			c.add(constant.StringVal(tv.Value))
		}
		return
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		c.expr(e.X, pkg)
	case *ast.StarExpr:
		c.expr(e.X, pkg)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			c.expr(e.X, pkg)
			return
		}
		c.complete = false
	case *ast.Ident:
		c.object(pkg.Info.ObjectOf(e), pkg)
	case *ast.SelectorExpr:
		obj := pkg.Info.ObjectOf(e.Sel)
		if obj == nil { // made by the engine
			obj = madeField(e, pkg.Info)
		}
		c.object(obj, pkg)
	case *ast.CallExpr:
		c.call(e, pkg)
	case *ast.BinaryExpr:
		c.sum(e, pkg)
	case *ast.IndexExpr:
		c.elements(e.X, pkg, func(el ast.Expr, p *Package) { c.expr(el, p) })
	default:
		c.complete = false
	}
}

// madeField is the field that a selector denotes which the engine made: the type checker
// has not seen it.
func madeField(e *ast.SelectorExpr, info *types.Info) types.Object {
	t := madeType(e.X, info)
	if t == nil {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, e.Sel.Name)
	if v, ok := obj.(*types.Var); ok {
		return v
	}
	return nil
}

func madeType(e ast.Expr, info *types.Info) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if obj := madeField(e, info); obj != nil {
			return obj.Type()
		}
	case *ast.StarExpr:
		if t := madeType(e.X, info); t != nil {
			return pointee(t)
		}
	case *ast.ParenExpr:
		return madeType(e.X, info)
	}
	return nil
}

func (c *collector) sum(e *ast.BinaryExpr, pkg *Package) {
	x, okX := c.sub(func(d *collector) { d.expr(e.X, pkg) })
	y, okY := c.sub(func(d *collector) { d.expr(e.Y, pkg) })
	all := product(x, y)
	if e.Op != token.ADD || !okX || !okY || all == nil {
		c.complete = false
		return
	}
	for _, s := range all {
		c.add(s)
	}
}

// call collects what a call can return.
func (c *collector) call(e *ast.CallExpr, pkg *Package) {
	if tv, ok := pkg.Info.Types[e.Fun]; ok && tv.IsType() && len(e.Args) == 1 {
		c.expr(e.Args[0], pkg)
		return
	}
	fn := staticCallee(pkg.Info, e)
	if fn == nil {
		c.complete = false
		return
	}
	if fn.FullName() == "fmt.Sprintf" && len(e.Args) > 0 && !e.Ellipsis.IsValid() {
		c.sprintf(e, pkg)
		return
	}
	if c.option(e, fn, pkg) {
		return
	}
	if use, ok := argFuncs[fn.Origin().FullName()]; ok || pointerShaped(fn) {
		for i, arg := range e.Args {
			if i >= use.from && (use.to == 0 || i < use.to) {
				c.expr(arg, pkg)
			}
		}
		c.complete = c.complete && !use.open
		return
	}
	decl, home := c.e.declOf(fn)
	if decl == nil || c.seen[decl] {
		c.complete = false
		return
	}
	c.enter(decl, home, e, pkg)
}

// argFuncs are functions of which the result is one of the arguments.
var argFuncs = map[string]struct {
	from, to int  // arguments [from, to), to 0 for all
	open     bool // or something else
}{

	"github.com/aws/aws-sdk-go-v2/aws.String":   {to: 1},
	"github.com/aws/aws-sdk-go/aws.String":      {to: 1},
	"github.com/aws/aws-sdk-go-v2/aws.ToString": {to: 1},
	"github.com/aws/aws-sdk-go/aws.StringValue": {to: 1},
	"cmp.Or":            {},
	"strings.TrimSpace": {to: 1},
	"os.Getenv":         {from: 1, open: true},
}

// enter collects from the return statements of a function.
func (c *collector) enter(decl *ast.FuncDecl, home *Package, e *ast.CallExpr, pkg *Package) {
	bound := make(map[types.Object]boundExpr)
	i := 0
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			if obj := home.Info.Defs[name]; obj != nil && i < len(e.Args) && len(c.e.index(home).writes[c.e.prog.key(obj)]) == 0 {
				bound[obj] = boundExpr{e.Args[i], pkg}
			}
			i++
		}
	}
	c.seen[decl] = true
	c.args = append(c.args[:len(c.args):len(c.args)], bound)
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				c.complete = false
			} else {
				c.expr(n.Results[0], home)
			}
		}
		return true
	})
	c.args = c.args[:len(c.args)-1]
	delete(c.seen, decl)
}

// elements calls f for the elements of the slices or maps that e can be.
func (c *collector) elements(e ast.Expr, pkg *Package, f func(ast.Expr, *Package)) {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > 60 {
		c.complete = false
		return
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		for _, el := range e.Elts {
			f(valueOf(el), pkg)
		}
		return
	case *ast.CallExpr:
		if fn := staticCallee(pkg.Info, e); fn == nil {
			if id, ok := e.Fun.(*ast.Ident); ok && id.Name == "make" {
				return
			}
		}
	case *ast.Ident, *ast.SelectorExpr:
		if v := variableOf(pkg.Info, e); v != nil && !c.seen[elementsOf{v}] {
			c.seen[elementsOf{v}] = true
			c.elementWrites(v, f)
			return
		}
	}
	c.complete = false
}

type elementsOf struct{ v *types.Var }

func variableOf(info *types.Info, e ast.Expr) *types.Var {
	switch e := e.(type) {
	case *ast.Ident:
		v, _ := info.ObjectOf(e).(*types.Var)
		return v
	case *ast.SelectorExpr:
		v, _ := info.ObjectOf(e.Sel).(*types.Var)
		return v
	}
	return nil
}

func (c *collector) elementWrites(v *types.Var, f func(ast.Expr, *Package)) {
	known := false
	for _, p := range c.e.prog.users(v) {
		for _, w := range c.e.index(p).writes[c.e.prog.key(v)] {
			known = true
			if w.rhs != nil {
				c.elements(w.rhs, w.pkg, f)
				continue
			}
			if as, ok := w.node.(*ast.AssignStmt); ok && len(as.Lhs) == 1 && len(as.Rhs) == 1 {
				if _, isIndex := as.Lhs[0].(*ast.IndexExpr); isIndex {
					f(as.Rhs[0], w.pkg)
					continue
				}
			}
			c.complete = false
		}
	}
	if !known {
		c.complete = false
	}
}

package payload

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// Strings collects the constants that a string value can be, sorted, and whether they
// are all: a value that comes from the environment, from user input or from code
// without syntax makes them incomplete. Unlike a Request this does not follow the
// order of execution: every assignment to a variable, field or parameter counts,
// wherever it is, so that an id which is set in a constructor or picked from a table
// is found. Empty strings, being defaults to be replaced, are left out.
func (e *Engine) Strings(v Value) (consts []string, complete bool) {
	c := &collector{e: e, found: make(map[string]bool), seen: make(map[any]bool), complete: true}
	c.value(v)
	return slices.Sorted(maps.Keys(c.found)), c.complete
}

// collector gathers constants. It is context-insensitive but for the arguments of the
// functions that it enters.
type collector struct {
	e        *Engine
	found    map[string]bool
	seen     map[any]bool
	complete bool
	depth    int
	args     []map[types.Object]boundExpr
}

// boundExpr is an expression and the package that it is to be read in.
type boundExpr struct {
	expr ast.Expr
	pkg  *Package
}

func (c *collector) add(s string) {
	if s != "" {
		c.found[s] = true
	}
}

func (c *collector) value(v Value) {
	switch v := v.(type) {
	case *Const:
		if v.Val != nil && v.Val.Kind() == constant.String {
			c.add(constant.StringVal(v.Val))
		}
	case *Alt:
		for _, k := range v.Cases {
			c.value(k.Value)
		}
	case *Expr:
		c.origin(v.Orig)
	case *Unknown:
		c.origin(v.Orig)
	case *String:
		c.parts(v)
	default:
		c.complete = false
	}
}

func (c *collector) origin(o Origin) {
	if o.Expr == nil || o.Frame == nil {
		c.complete = false
		return
	}
	pkg := c.e.prog.Package(o.Frame.Pkg)
	if pkg == nil {
		c.complete = false
		return
	}
	c.expr(o.Expr, pkg)
}

// parts multiplies out a concatenation of which every piece is one of a few constants.
func (c *collector) parts(v *String) {
	acc := []string{""}
	for _, p := range v.Parts {
		var alts []string
		ok := p.Expr == nil
		if ok {
			alts = []string{p.Lit}
		} else if p.Each == nil && p.Verb == "" {
			alts, ok = c.sub(func(d *collector) { d.value(p.Expr) })
		}
		if acc = product(acc, alts); !ok || acc == nil {
			c.complete = false
			return
		}
	}
	for _, s := range acc {
		c.add(s)
	}
}

// sub collects apart; false when what it finds is not all.
func (c *collector) sub(f func(*collector)) ([]string, bool) {
	d := &collector{e: c.e, found: make(map[string]bool), seen: maps.Clone(c.seen), complete: true, depth: c.depth, args: c.args}
	f(d)
	return slices.Sorted(maps.Keys(d.found)), d.complete
}

// product is every s+t, or nil when there are too many or none.
func product(ss, ts []string) []string {
	if n := len(ss) * len(ts); n == 0 || n > 64 {
		return nil
	}
	var out []string
	for _, s := range ss {
		for _, t := range ts {
			out = append(out, s+t)
		}
	}
	return out
}

func (c *collector) expr(e ast.Expr, pkg *Package) {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > 60 {
		c.complete = false
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
		c.object(pkg.Info.ObjectOf(e.Sel), pkg)
		if pkg.Info.ObjectOf(e.Sel) == nil { // made by the engine
			c.complete = false
		}
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

// object collects what a variable, field or parameter can be.
func (c *collector) object(obj types.Object, pkg *Package) {
	switch o := obj.(type) {
	case *types.Nil:
		return
	case *types.Const:
		if o.Val().Kind() == constant.String {
			c.add(constant.StringVal(o.Val()))
		}
		return
	case *types.Var:
		c.variable(o.Origin())
		return
	}
	c.complete = false
}

func (c *collector) variable(v *types.Var) {
	for i := len(c.args) - 1; i >= 0; i-- {
		if b, ok := c.args[i][v]; ok {
			saved := c.args
			c.args = c.args[:i]
			c.expr(b.expr, b.pkg)
			c.args = saved
			return
		}
	}
	if c.seen[v] {
		return
	}
	c.seen[v] = true
	known := false
	home := c.e.prog.Package(v.Pkg())
	if home == nil {
		c.complete = false
		return
	}
	for _, p := range c.e.prog.pkgs {
		if p != home && !v.Exported() {
			continue
		}
		ix := c.e.index(p)
		if ix.aliased[v] && !v.IsField() {
			c.complete = false
		}
		for _, w := range ix.writes[v] {
			known = true
			c.write(w)
		}
	}
	if c.parameter(v, home) {
		return
	}
	if !known || v.IsField() && v.Exported() {
		c.complete = false // decoded, bound by flags, or set by code that is not seen
	}
}

// write collects from one assignment.
func (c *collector) write(w assignment) {
	if w.rhs != nil {
		c.expr(w.rhs, w.pkg)
		return
	}
	if r, ok := w.node.(*ast.RangeStmt); ok {
		c.elements(r.X, w.pkg, func(el ast.Expr, p *Package) { c.expr(el, p) })
		return
	}
	c.complete = false
}

// parameter collects the arguments of all callers, if v is a parameter.
func (c *collector) parameter(v *types.Var, home *Package) bool {
	fn, i := paramOf(home, v)
	if fn == nil {
		return false
	}
	obj, _ := home.Info.Defs[fn.Name].(*types.Func)
	calls := 0
	for _, p := range c.e.prog.pkgs {
		ix := c.e.index(p)
		for _, k := range ix.calls[obj] {
			calls++
			if i < len(k.call.Args) {
				c.expr(k.call.Args[i], k.pkg)
			} else {
				c.complete = false
			}
		}
		if ix.refs[obj] > len(ix.calls[obj]) {
			c.complete = false // used as a value
		}
	}
	if calls == 0 || obj.Exported() {
		c.complete = false
	}
	return true
}

// paramOf finds the function that v is parameter number i of.
func paramOf(pkg *Package, v *types.Var) (*ast.FuncDecl, int) {
	for _, f := range pkg.Files {
		if v.Pos() < f.FileStart || v.Pos() >= f.FileEnd {
			continue
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || v.Pos() < fn.Pos() || v.Pos() >= fn.End() {
				continue
			}
			i := 0
			for _, field := range fn.Type.Params.List {
				for _, name := range field.Names {
					if pkg.Info.Defs[name] == v {
						return fn, i
					}
					i++
				}
				if len(field.Names) == 0 {
					i++
				}
			}
		}
	}
	return nil, 0
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
	"cmp.Or":                           {},
	"strings.TrimSpace":                {to: 1},
	"flag.String":                      {from: 1, to: 2, open: true},
	"github.com/spf13/pflag.String":    {from: 1, to: 2, open: true},
	"github.com/spf13/viper.GetString": {from: 1, open: true},
	"os.Getenv":                        {from: 1, open: true},
}

// enter collects from the return statements of a function.
func (c *collector) enter(decl *ast.FuncDecl, home *Package, e *ast.CallExpr, pkg *Package) {
	bound := make(map[types.Object]boundExpr)
	i := 0
	for _, field := range decl.Type.Params.List {
		for _, name := range field.Names {
			if obj := home.Info.Defs[name]; obj != nil && i < len(e.Args) && len(c.e.index(home).writes[obj]) == 0 {
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
	for _, p := range c.e.prog.pkgs {
		for _, w := range c.e.index(p).writes[v.Origin()] {
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

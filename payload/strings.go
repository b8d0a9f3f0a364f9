package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"maps"
	"slices"
	"strings"
)

// Strings collects the constants that a string value can be, sorted, and whether they
// are all: a value that comes from the environment, from user input or from code
// without syntax makes them incomplete. Unlike a Request this does not follow the
// order of execution: every assignment to a variable, field or parameter counts,
// wherever it is, so that an id which is set in a constructor or picked from a table
// is found. Empty strings, being defaults to be replaced, are left out.
func (e *Engine) Strings(v Value) (consts []string, complete bool) {
	return e.StringsKnowing(v, nil)
}

// Known says what an expression is, where someone knows better than the source tells:
// all of the strings that it can be. text evaluates an expression in the same place to
// the one constant that it can be, "" when it is not one.
type Known func(e ast.Expr, info *types.Info, text func(ast.Expr) string) (all []string, ok bool)

// StringsKnowing is Strings with knowledge of single expressions, which may be nil.
func (e *Engine) StringsKnowing(v Value, known Known) (consts []string, complete bool) {
	c := &collector{e: e, found: make(map[string]bool), seen: make(map[any]bool), complete: true, known: known}
	c.value(v)
	return slices.Sorted(maps.Keys(c.found)), c.complete
}

// collector gathers constants. It is context-insensitive but for the arguments of the
// functions that it enters.
type collector struct {
	e        *Engine
	known    Known // may be nil
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
		if o := v.Orig; o.Expr != nil && o.Frame != nil && c.isKnown(o.Expr, o.Frame.Info) {
			return
		}
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

// isKnown collects what is known of an expression, and reports whether anything is.
func (c *collector) isKnown(e ast.Expr, info *types.Info) bool {
	if c.known == nil {
		return false
	}
	all, ok := c.known(e, info, func(arg ast.Expr) string {
		pkg := c.packageOf(info)
		if pkg == nil {
			return ""
		}
		consts, complete := c.sub(func(d *collector) { d.known = nil; d.expr(arg, pkg) })
		if len(consts) != 1 || !complete {
			return ""
		}
		return consts[0]
	})
	for _, s := range all {
		c.add(s)
	}
	return ok
}

func (c *collector) packageOf(info *types.Info) *Package {
	for _, p := range c.e.prog.pkgs {
		if p.Info == info {
			return p
		}
	}
	return nil
}

// parts multiplies out a concatenation of which every piece is one of a few constants.
func (c *collector) parts(v *String) {
	acc := []string{""}
	for i, p := range v.Parts {
		var alts []string
		ok := p.Expr == nil
		if ok {
			alts = []string{p.Lit}
		} else if p.Each == nil && p.Verb == "" {
			alts, ok = c.sub(func(d *collector) { d.value(p.Expr) })
		}
		switch {
		case ok || len(alts) > 0:
		case i == 0 && len(v.Parts) > 1 && strings.HasPrefix(v.Parts[1].Lit, "."): // the prefix of an inference profile
			alts, ok = []string{""}, true
		case strings.HasPrefix(acc[0], "arn:"):
			alts, ok = []string{"*"}, true
		}
		if acc = product(acc, alts); !ok || acc == nil {
			c.complete = false
			return
		}
	}
	for _, s := range acc {
		c.add(strings.TrimPrefix(s, "."))
	}
}

// sub collects apart; false when what it finds is not all.
func (c *collector) sub(f func(*collector)) ([]string, bool) {
	d := &collector{e: c.e, known: c.known, found: make(map[string]bool), seen: maps.Clone(c.seen), complete: true, depth: c.depth, args: c.args}
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
	key := c.e.prog.key(v)
	for _, p := range c.e.prog.users(v) {
		ix := c.e.index(p)
		if ix.aliased[key] && !v.IsField() {
			c.complete = false
		}
		for _, w := range ix.writes[key] {
			known = true
			c.write(w)
		}
		if text, ok := ix.defaults[key]; ok {
			c.add(text)
			c.complete = false
		}
		if ix.settable[key] {
			c.complete = false
		}
	}
	if c.parameter(v, home) {
		return
	}
	if !known {
		c.ofType(v.Type())
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
	if as, ok := w.node.(*ast.AssignStmt); ok && len(as.Lhs) > 1 && len(as.Rhs) == 1 && c.isKnown(as.Rhs[0], w.pkg.Info) {
		return // v, ok := os.LookupEnv(name)
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
	key := c.e.prog.key(obj)
	calls := 0
	for _, p := range c.e.prog.users(obj) {
		ix := c.e.index(p)
		for _, k := range ix.calls[key] {
			if p.inTest(k.call.Pos()) && !home.inTest(fn.Pos()) {
				continue
			}
			calls++
			if i < len(k.call.Args) {
				c.expr(k.call.Args[i], k.pkg)
			} else {
				c.complete = false
			}
		}
		if ix.refs[key] > len(ix.calls[key]) {
			c.complete = false // used as a value
		}
	}
	if calls == 0 || obj.Exported() {
		c.ofType(v.Type())
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

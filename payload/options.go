package payload

import (
	"go/ast"
	"go/constant"
	"go/types"
	"reflect"
	"strings"
)

// optionSetters are functions that give a named option its default: the arguments that
// hold the name and the default, and the one that holds the address of the variable that
// the option is stored in, if any. They are known by their name, whatever package or
// method they are of: flag, pflag, cobra and viper share them.
var optionSetters = map[string]struct{ name, value, addr int }{
	"SetDefault": {0, 1, -1},
	"String":     {0, 1, -1},
	"StringP":    {0, 2, -1},
	"StringVar":  {1, 2, 0},
	"StringVarP": {1, 3, 0},
}

// optionGetters are methods and functions that read an option by its name.
var optionGetters = map[string]bool{"GetString": true, "String": true}

// optionPackages hold them.
var optionPackages = []string{"flag", "github.com/spf13/pflag", "github.com/spf13/viper", "github.com/urfave/cli"}

func isOptionFunc(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	for _, p := range optionPackages {
		if fn.Pkg().Path() == p || strings.HasPrefix(fn.Pkg().Path(), p+"/") {
			return true
		}
	}
	return false
}

// option records the default that a call gives to an option.
func (ix *index) option(pkg *Package, fn *ast.FuncDecl, call *ast.CallExpr, callee *types.Func) {
	set, ok := optionSetters[callee.Name()]
	if !ok || !isOptionFunc(callee) || set.value >= len(call.Args) {
		return
	}
	w := assignment{rhs: call.Args[set.value], node: call, pkg: pkg, fn: fn}
	if name, ok := constArgText(pkg.Info, call.Args[set.name]); ok {
		ix.options[name] = append(ix.options[name], w)
	}
	if set.addr < 0 {
		return
	}
	if u, ok := call.Args[set.addr].(*ast.UnaryExpr); ok {
		obj := rootObject(pkg.Info, u.X)
		if sel, ok := u.X.(*ast.SelectorExpr); ok {
			obj = pkg.Info.ObjectOf(sel.Sel)
		}
		if obj != nil {
			ix.writes[ix.key(obj)] = append(ix.writes[ix.key(obj)], w)
			ix.settable[ix.key(obj)] = true
		}
	}
}

// optionLiteral records the default in a literal such as cli.StringFlag{Name: …, Value: …}.
func (ix *index) optionLiteral(pkg *Package, fn *ast.FuncDecl, lit *ast.CompositeLit) {
	t := pkg.Info.TypeOf(lit)
	if t == nil {
		return
	}
	if n := typeName(deptr(t)); !strings.HasSuffix(n, ".StringFlag") {
		return
	}
	var name string
	var value ast.Expr
	for _, el := range lit.Elts {
		kv, ok := el.(*ast.KeyValueExpr)
		if !ok {
			return
		}
		switch id, _ := kv.Key.(*ast.Ident); {
		case id == nil:
		case id.Name == "Name":
			name, _ = constArgText(pkg.Info, kv.Value)
		case id.Name == "Value":
			value = kv.Value
		}
	}
	if name != "" && value != nil {
		ix.options[name] = append(ix.options[name], assignment{rhs: value, node: lit, pkg: pkg, fn: fn})
	}
}

func constArgText(info *types.Info, e ast.Expr) (string, bool) {
	tv, ok := info.Types[e]
	if !ok || tv.Value == nil || tv.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(tv.Value), true
}

// option collects the default of the option that a call reads, if it reads one.
func (c *collector) option(e *ast.CallExpr, fn *types.Func, pkg *Package) bool {
	if !optionGetters[fn.Name()] || !isOptionFunc(fn) || len(e.Args) == 0 {
		return false
	}
	if name, ok := constArgText(pkg.Info, e.Args[0]); ok {
		for _, p := range c.e.prog.whole {
			for _, w := range c.e.index(p).options[name] {
				c.write(w)
			}
		}
	}
	if fn.Name() == "String" && len(e.Args) > 1 { // it sets the default itself
		c.expr(e.Args[1], pkg)
	}
	c.complete = false
	return true
}

// defaultTags are the keys of struct tags by which configuration libraries give a field
// its default.
var defaultTags = []string{"default", "envDefault", "env-default", "defaultValue"}

// tags records the defaults in the tags of a struct type.
func (ix *index) tags(pkg *Package, st *ast.StructType) {
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue
		}
		text, ok := constTag(f.Tag.Value)
		if !ok {
			continue
		}
		for _, name := range f.Names {
			if obj := pkg.Info.Defs[name]; obj != nil {
				ix.defaults[ix.key(obj)] = text
			}
		}
	}
}

func constTag(lit string) (string, bool) {
	tag := reflect.StructTag(strings.Trim(lit, "`"))
	for _, k := range defaultTags {
		if v, ok := tag.Lookup(k); ok {
			return v, true
		}
	}
	if _, rest, ok := strings.Cut(tag.Get("env"), "default="); ok { // `env:"MODEL,default=x"`
		return rest, true
	}
	return "", false
}

// ofType collects the constants of a string type of the program's own, which are what a
// value of that type is meant to be.
func (c *collector) ofType(t types.Type) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || !isString(n) || n.Obj().Pkg() == nil || c.e.prog.Package(n.Obj().Pkg()) == nil {
		return
	}
	scope := n.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if k, ok := scope.Lookup(name).(*types.Const); ok && types.Identical(k.Type(), n) {
			c.add(constant.StringVal(k.Val()))
		}
	}
}

// sprintf collects what a format makes of constants. Pieces of an ARN that are only known
// at run time, such as the account, are left open.
func (c *collector) sprintf(e *ast.CallExpr, pkg *Package) {
	format, ok := constArgText(pkg.Info, e.Args[0])
	segs, good := parseFormat(format)
	if !ok || !good {
		c.complete = false
		return
	}
	acc, used := []string{""}, 1
	for _, s := range segs {
		alts := []string{s.lit}
		if s.verb != "" {
			if used >= len(e.Args) {
				c.complete = false
				return
			}
			arg := e.Args[used]
			used++
			found, all := c.sub(func(d *collector) { d.expr(arg, pkg) })
			alts = found
			switch {
			case len(found) == 0 && strings.HasPrefix(format, "arn:"):
				alts = []string{"*"}
			case !all:
				c.complete = false
			}
		}
		if acc = product(acc, alts); acc == nil {
			c.complete = false
			return
		}
	}
	for _, s := range acc {
		c.add(s)
	}
}

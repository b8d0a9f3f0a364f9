package payload

import (
	"go/ast"
	"go/token"
	"go/types"
)

// index is what has to be found by walking the syntax of a package once.
type index struct {
	key     func(types.Object) types.Object // of all maps but funcs and vars
	funcs   map[*types.Func]*ast.FuncDecl
	vars    map[*types.Var]*packageVar
	writes  map[types.Object][]assignment // to variables and fields, anywhere in the package
	calls   map[types.Object][]callAt     // static calls of functions
	refs    map[types.Object]int          // mentions of functions, calls included
	aliased map[types.Object]bool         // variables and fields whose address is taken

	options  map[string][]assignment // defaults of flags and settings, by name
	defaults map[types.Object]string // defaults in the tags of fields
	settable map[types.Object]bool   // variables and fields that flags are stored in

	concrete []*types.Named           // types that can implement interfaces
	abstract map[string][]*types.Func // methods of interfaces that are called, by name
}

// packageVar is a package-level variable and how it starts.
type packageVar struct {
	init  ast.Expr // nil when it has none of its own
	spec  *ast.ValueSpec
	embed string // the pattern of a go:embed directive
}

// assignment is one assignment to a variable or field: rhs is nil when the value is not
// one expression (a tuple, an op-assignment, an increment, a range clause).
type assignment struct {
	rhs  ast.Expr
	node ast.Node
	pkg  *Package
	fn   *ast.FuncDecl // enclosing declaration; nil at package level
}

type callAt struct {
	call *ast.CallExpr
	pkg  *Package
	fn   *ast.FuncDecl
}

func newIndex(prog *Program) *index {
	return &index{
		key:     prog.key,
		funcs:   make(map[*types.Func]*ast.FuncDecl),
		vars:    make(map[*types.Var]*packageVar),
		writes:  make(map[types.Object][]assignment),
		calls:   make(map[types.Object][]callAt),
		refs:    make(map[types.Object]int),
		aliased: make(map[types.Object]bool),

		options: make(map[string][]assignment), defaults: make(map[types.Object]string),
		settable: make(map[types.Object]bool),

		abstract: make(map[string][]*types.Func),
	}
}

// add walks one package into the index.
func (ix *index) add(pkg *Package) {
	ix.concrete = concreteTypes(pkg)
	for _, f := range pkg.Files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := pkg.Info.Defs[d.Name].(*types.Func); ok {
					ix.funcs[fn] = d
				}
				ix.walk(pkg, d, d)
			case *ast.GenDecl:
				ix.packageVars(pkg, d)
				ix.walk(pkg, nil, d)
			}
		}
	}
}

func (ix *index) packageVars(pkg *Package, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, name := range vs.Names {
			v, ok := pkg.Info.Defs[name].(*types.Var)
			if !ok {
				continue
			}
			pv := &packageVar{spec: vs, embed: embedPattern(d, vs)}
			if len(vs.Values) == len(vs.Names) {
				pv.init = vs.Values[i]
			}
			ix.vars[v] = pv
		}
	}
}

// walk records the writes, calls and addresses taken below n.
func (ix *index) walk(pkg *Package, fn *ast.FuncDecl, n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				var rhs ast.Expr
				if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
					rhs = n.Rhs[i]
				}
				ix.write(pkg, fn, l, rhs, n)
			}
		case *ast.IncDecStmt:
			ix.write(pkg, fn, n.X, nil, n)
		case *ast.RangeStmt:
			ix.write(pkg, fn, n.Key, nil, n)
			ix.write(pkg, fn, n.Value, nil, n)
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Values) == len(n.Names) {
					ix.write(pkg, fn, name, n.Values[i], n)
				} else if len(n.Values) > 0 {
					ix.write(pkg, fn, name, nil, n)
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				if obj := rootObject(pkg.Info, n.X); obj != nil {
					ix.aliased[ix.key(obj)] = true
				}
			}
		case *ast.CompositeLit:
			ix.literal(pkg, fn, n)
			ix.optionLiteral(pkg, fn, n)
		case *ast.StructType:
			ix.tags(pkg, n)
		case *ast.CallExpr:
			if f := staticCallee(pkg.Info, n); f != nil {
				ix.call(f, callAt{n, pkg, fn})
				ix.option(pkg, fn, n, f)
			}
		case *ast.Ident:
			if f, ok := pkg.Info.Uses[n].(*types.Func); ok {
				ix.refs[ix.key(f)]++
			}
		}
		return true
	})
}

// call records a call of f.
func (ix *index) call(f *types.Func, c callAt) {
	key := ix.key(f)
	if recv := f.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) && len(ix.calls[key]) == 0 {
		ix.abstract[f.Name()] = append(ix.abstract[f.Name()], key.(*types.Func))
	}
	ix.calls[key] = append(ix.calls[key], c)
}

// write records an assignment to l: of the variable or field itself, and of the
// variable at the root of a longer chain.
func (ix *index) write(pkg *Package, fn *ast.FuncDecl, l, rhs ast.Expr, n ast.Node) {
	if l == nil {
		return
	}
	w := assignment{rhs: rhs, node: n, pkg: pkg, fn: fn}
	switch l := ast.Unparen(l).(type) {
	case *ast.Ident:
		if obj := pkg.Info.ObjectOf(l); obj != nil {
			obj = ix.key(obj)
			ix.writes[obj] = append(ix.writes[obj], w)
		}
		return
	case *ast.SelectorExpr:
		if obj := pkg.Info.ObjectOf(l.Sel); obj != nil {
			obj = ix.key(obj)
			ix.writes[obj] = append(ix.writes[obj], w)
		}
	}
	if obj := rootObject(pkg.Info, l); obj != nil {
		w.rhs = nil
		obj = ix.key(obj)
		ix.writes[obj] = append(ix.writes[obj], w)
	}
}

// literal records the fields that a struct literal sets.
func (ix *index) literal(pkg *Package, fn *ast.FuncDecl, lit *ast.CompositeLit) {
	st, ok := structOf(pkg.Info.TypeOf(lit))
	if !ok {
		return
	}
	for i, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && pkg.Info.Uses[id] != nil {
				f := ix.key(pkg.Info.Uses[id])
				ix.writes[f] = append(ix.writes[f], assignment{kv.Value, kv, pkg, fn})
			}
		} else if i < st.NumFields() {
			f := ix.key(st.Field(i))
			ix.writes[f] = append(ix.writes[f], assignment{el, el, pkg, fn})
		}
	}
}

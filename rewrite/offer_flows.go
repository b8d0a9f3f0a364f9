package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// flows says, for a whole program, what is written into variables and fields and passed
// to functions. What has a name in several packages is one object for each that the
// loader made of it, so everything goes by keys.
type flows struct {
	prog   *load.Result
	writes map[string][]write
	params map[string]param
	funcs  map[string]declared // by types.Func.FullName
	calls  map[string][]passed // by the callee's
	values map[string]bool     // functions that are mentioned otherwise than to call them
}

// write is one value that goes into a variable or field.
type write struct {
	pkg    *packages.Package
	value  ast.Expr
	result int // which result of the call that value is
	test   bool
}

// param is a parameter's place.
type param struct {
	fn    string
	index int
}

type declared struct {
	pkg  *packages.Package
	decl *ast.FuncDecl
}

type passed struct {
	pkg  *packages.Package
	call *ast.CallExpr
	test bool
}

func newFlows(prog *load.Result) *flows {
	f := &flows{
		prog: prog, writes: map[string][]write{}, params: map[string]param{}, funcs: map[string]declared{},
		calls: map[string][]passed{}, values: map[string]bool{},
	}
	for _, p := range wholePackages(prog) {
		for _, file := range p.Syntax {
			f.file(p, file)
		}
	}
	return f
}

// wholePackages are the packages with syntax, each once: as its test variant, where there
// is one, which has all its files.
func wholePackages(prog *load.Result) []*packages.Package {
	out := prog.Packages
	have := map[string]bool{}
	for _, p := range out {
		have[p.PkgPath] = true
	}
	for _, p := range prog.All {
		if !have[p.PkgPath] && p.TypesInfo != nil {
			have[p.PkgPath] = true
			out = append(out[:len(out):len(out)], p)
		}
	}
	return out
}

// key names a variable alike in all forms of its package. Export data has lines and no
// columns.
func (f *flows) key(v *types.Var) string {
	pos := f.prog.Fset.Position(v.Origin().Pos())
	path := ""
	if v.Pkg() != nil {
		path = v.Pkg().Path()
	}
	return fmt.Sprintf("%s.%s %s:%d", path, v.Name(), filepath.Base(pos.Filename), pos.Line)
}

func isTestFile(p *packages.Package, n ast.Node) bool {
	return strings.HasSuffix(p.Fset.Position(n.Pos()).Filename, "_test.go")
}

func (f *flows) file(p *packages.Package, file *ast.File) {
	test := isTestFile(p, file)
	called := map[*ast.Ident]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			f.declare(p, n)
		case *ast.AssignStmt:
			f.assign(p, n.Lhs, n.Rhs, test)
		case *ast.ValueSpec:
			var lhs []ast.Expr
			for _, id := range n.Names {
				lhs = append(lhs, id)
			}
			f.assign(p, lhs, n.Values, test)
		case *ast.RangeStmt:
			if v := variableOf(p.TypesInfo, n.Value); v != nil {
				f.write(v, write{p, &ast.IndexExpr{X: n.X, Index: n.X}, 0, test}) // an element, wherever it comes from
			}
		case *ast.CompositeLit:
			f.literal(p, n, test)
		case *ast.CallExpr:
			if fn := calledFunc(p.TypesInfo, n); fn != nil {
				called[calleeIdent(n)] = true
				name := fn.Origin().FullName()
				f.calls[name] = append(f.calls[name], passed{p, n, test})
			}
		case *ast.Ident:
			if fn, ok := p.TypesInfo.Uses[n].(*types.Func); ok && !called[n] {
				f.values[fn.Origin().FullName()] = true
			}
		}
		return true
	})
}

func (f *flows) declare(p *packages.Package, decl *ast.FuncDecl) {
	fn, ok := p.TypesInfo.Defs[decl.Name].(*types.Func)
	if !ok || decl.Body == nil {
		return
	}
	f.funcs[fn.FullName()] = declared{p, decl}
	for i := range fn.Signature().Params().Len() {
		f.params[f.key(fn.Signature().Params().At(i))] = param{fn.FullName(), i}
	}
}

func (f *flows) assign(p *packages.Package, lhs, rhs []ast.Expr, test bool) {
	for i, l := range lhs {
		v := variableOf(p.TypesInfo, l)
		switch {
		case v == nil || len(rhs) == 0:
		case len(rhs) == len(lhs):
			f.write(v, write{p, rhs[i], 0, test})
		default:
			f.write(v, write{p, rhs[0], i, test})
		}
	}
}

func (f *flows) write(v *types.Var, w write) {
	k := f.key(v)
	f.writes[k] = append(f.writes[k], w)
}

// literal notes the fields that a composite literal sets.
func (f *flows) literal(p *packages.Package, lit *ast.CompositeLit, test bool) {
	typ := p.TypesInfo.TypeOf(lit)
	if typ == nil {
		return
	}
	if ptr, ok := typ.Underlying().(*types.Pointer); ok { // an element of a list of pointers
		typ = ptr.Elem()
	}
	st, ok := typ.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				if v, ok := p.TypesInfo.Uses[id].(*types.Var); ok {
					f.write(v, write{p, kv.Value, 0, test})
				}
			}
			continue
		}
		if i < st.NumFields() {
			f.write(st.Field(i), write{p, e, 0, test})
		}
	}
}

// variableOf is the variable or field that an expression on the left names.
func variableOf(info *types.Info, e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := objectOf(info, e).(*types.Var)
		return v
	case *ast.SelectorExpr:
		v, _ := info.Uses[e.Sel].(*types.Var)
		return v
	}
	return nil
}

// calledFunc is the declared function or concrete method that a call calls; nil for a
// value.
func calledFunc(info *types.Info, call *ast.CallExpr) *types.Func {
	id := calleeIdent(call)
	if id == nil {
		return nil
	}
	fn, _ := info.Uses[id].(*types.Func)
	return fn
}

func calleeIdent(call *ast.CallExpr) *ast.Ident {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr: // with type arguments
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	switch x := fun.(type) {
	case *ast.Ident:
		return x
	case *ast.SelectorExpr:
		return x.Sel
	}
	return nil
}

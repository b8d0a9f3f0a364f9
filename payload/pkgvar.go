package payload

import (
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// packageVar is the value of a package-level variable: its initial one if nothing
// ever changes it.
func (a *activation) packageVar(e ast.Expr, obj *types.Var, st *state) goValue {
	dynamic := &opaque{src: a.src(e), typ: obj.Type(), key: "var " + obj.Id() + a.r.memKey(st)}
	if obj.Pkg() == nil {
		return dynamic
	}
	pkg := a.r.e.prog.Package(obj.Pkg())
	if pkg == nil || !a.r.e.constantVar(pkg, obj) {
		return dynamic
	}
	pv := a.r.e.index(pkg).vars[obj]
	if pv == nil {
		return dynamic
	}
	if pv.embed != "" {
		if text, ok := embedded(pkg, pv); ok && isString(obj.Type()) {
			return stringConst(text, obj.Type(), a.src(e))
		}
		return dynamic
	}
	init := pv.init
	if init == nil {
		init = a.r.e.setByInit(obj)
	}
	if init == nil {
		return zero(obj.Type(), a.src(e))
	}
	if a.r.depth >= maxDepth {
		return dynamic
	}
	a.r.depth++
	defer func() { a.r.depth-- }()
	b := a.r.activate(pkg, nil, &ast.FuncType{}, nil, nil)
	before := a.r.effects
	v := b.eval(init, st)
	if a.r.effects != before {
		return dynamic
	}
	switch v.(type) {
	case *opaque, *unknown, *text:
		return v.at(a.src(e))
	}
	return b.convert(v, obj.Type(), init)
}

// constantVar reports whether a package-level variable keeps its initial value. What
// its elements are is followed as well when nothing but reads is done with it.
func (e *Engine) constantVar(pkg *Package, obj *types.Var) bool {
	ix := e.index(pkg)
	if ix.aliased[e.prog.key(obj)] {
		return false
	}
	writes := len(e.programWrites(obj))
	if ix.vars[obj] == nil || ix.vars[obj].init == nil {
		return (writes == 0 || e.setByInit(obj) != nil) && isBasic(obj.Type())
	}
	if writes > 1 { // its own declaration is one
		return false
	}
	switch obj.Type().Underlying().(type) {
	case *types.Basic, *types.Signature:
		return true
	case *types.Struct:
		return true
	case *types.Map, *types.Slice, *types.Pointer:
		return !obj.Exported() || e.index(pkg) != nil
	}
	return false
}

// programWrites are the assignments to a variable, its declaration included, tests apart.
func (e *Engine) programWrites(obj *types.Var) []assignment {
	var out []assignment
	for _, p := range e.prog.users(obj) {
		for _, w := range e.index(p).writes[e.prog.key(obj)] {
			if !p.inTest(w.node.Pos()) {
				out = append(out, w)
			}
		}
	}
	return out
}

// setByInit is the constant that an init function sets a variable to, if it does so
// unconditionally and nothing else sets it; else nil.
func (e *Engine) setByInit(obj *types.Var) ast.Expr {
	ws := e.programWrites(obj)
	if len(ws) != 1 || ws[0].fn == nil || ws[0].fn.Recv != nil || ws[0].fn.Name.Name != "init" || ws[0].rhs == nil {
		return nil
	}
	s, ok := ws[0].node.(ast.Stmt)
	if !ok || !slices.Contains(ws[0].fn.Body.List, s) || ws[0].pkg.Info.Types[ws[0].rhs].Value == nil {
		return nil
	}
	return ws[0].rhs
}

// embedPattern is the pattern of the go:embed directive of a declaration, or "".
func embedPattern(d *ast.GenDecl, vs *ast.ValueSpec) string {
	for _, doc := range []*ast.CommentGroup{d.Doc, vs.Doc} {
		if doc == nil {
			continue
		}
		for _, c := range doc.List {
			if pattern, ok := strings.CutPrefix(c.Text, "//go:embed "); ok {
				return strings.TrimSpace(pattern)
			}
		}
	}
	return ""
}

// embedded is the text of the one file that is embedded in a variable.
func embedded(pkg *Package, pv *packageVar) (string, bool) {
	if strings.ContainsAny(pv.embed, `*?[ "`) {
		return "", false
	}
	dir := filepath.Dir(pkg.Fset.Position(pv.spec.Pos()).Filename)
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(pv.embed)))
	return string(text), err == nil
}

func (r *run) memKey(st *state) string {
	return "@" + string(rune('0'+st.mem.clock%10)) + itoa(st.mem.clock)
}

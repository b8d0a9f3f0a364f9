package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// A sweep finds the code that a rewrite leaves without a purpose: variables that
// nothing reads any more with the statements that fill them, and then declarations
// of the package that nothing names any more.
//
// It works on the syntax before the rewrite. What the rewrite replaces or removes is
// marked gone; a variable is dead when every reference to it is gone or stands in a
// statement that does nothing but fill dead variables. Only what lost a reference by
// the rewrite is looked at, so code that was dead before stays.
type sweep struct {
	*sweepIndex
	pure *purity

	gone map[ast.Node]bool     // nodes that are removed or replaced
	keep map[types.Object]bool // what the new code reads

	seen map[ast.Node]bool     // of gone, those that lost has been told of
	lost map[types.Object]bool // objects that lost a reference

	statements []ast.Stmt   // removed, none inside another
	specs      []ast.Node   // removed declarations: *ast.FuncDecl, ast.Spec
	blanks     []*ast.Ident // variables that become _
}

// A sweepIndex is what sweeps need to know of a package's syntax. It is made once for a
// package, of which every site may be tried in several ways, and does not change.
type sweepIndex struct {
	info    *types.Info
	pkg     *types.Package
	files   []*ast.File
	funcs   *purity // knows the functions; a sweep has its own on top
	parent  map[ast.Node]ast.Node
	refs    map[types.Object][]*ast.Ident
	decls   map[types.Object]ast.Node // package-level: *ast.FuncDecl or ast.Spec
	locals  map[types.Object]*ast.Ident
	asked   map[string]bool             // names of the methods of the package's interfaces
	methods map[types.Object][]ast.Node // by type
}

func newSweepIndex(pkg *types.Package, info *types.Info, files []*ast.File) *sweepIndex {
	s := &sweepIndex{
		info: info, pkg: pkg, files: files, funcs: newPurity(info, files),
		parent: map[ast.Node]ast.Node{}, refs: map[types.Object][]*ast.Ident{},
		decls: map[types.Object]ast.Node{}, locals: map[types.Object]*ast.Ident{},
		asked: map[string]bool{}, methods: map[types.Object][]ast.Node{},
	}
	for _, f := range files {
		s.index(f)
	}
	return s
}

func newSweep(index *sweepIndex) *sweep {
	return &sweep{
		sweepIndex: index, pure: index.funcs.fresh(),
		gone: map[ast.Node]bool{}, keep: map[types.Object]bool{},
		seen: map[ast.Node]bool{}, lost: map[types.Object]bool{},
	}
}

// index fills the maps from one file.
func (s *sweepIndex) index(file *ast.File) {
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			s.parent[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		switch n := n.(type) {
		case *ast.Ident:
			s.indexIdent(n)
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				if len(m.Names) > 0 {
					s.asked[m.Names[0].Name] = true
				}
			}
		}
		return true
	})
	for _, d := range file.Decls {
		s.indexDecl(d)
	}
}

func (s *sweepIndex) indexIdent(id *ast.Ident) {
	if obj := s.info.Uses[id]; obj != nil {
		s.refs[obj] = append(s.refs[obj], id)
	}
	if obj := s.info.Defs[id]; obj != nil && obj.Parent() != nil && obj.Parent() != s.pkg.Scope() {
		s.locals[obj] = id
	}
}

func (s *sweepIndex) indexDecl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		s.decls[s.info.Defs[d.Name]] = d
		if d.Recv != nil && len(d.Recv.List) > 0 {
			if id := receiverType(d.Recv.List[0].Type); id != nil {
				s.methods[s.info.Uses[id]] = append(s.methods[s.info.Uses[id]], d)
			}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				s.decls[s.info.Defs[spec.Name]] = spec
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					s.decls[s.info.Defs[name]] = spec
				}
			}
		}
	}
}

// isGone reports whether n stands inside something that is removed or replaced.
func (s *sweep) isGone(n ast.Node) bool {
	for ; n != nil; n = s.parent[n] {
		if s.gone[n] {
			return true
		}
	}
	return false
}

// live returns the references to obj that stay.
func (s *sweep) live(obj types.Object) []*ast.Ident {
	var out []*ast.Ident
	for _, id := range s.refs[obj] {
		if !s.isGone(id) {
			out = append(out, id)
		}
	}
	return out
}

// run removes what has lost its purpose until nothing more has.
func (s *sweep) run() {
	for s.round() {
	}
	s.statements = slices.DeleteFunc(s.statements, func(st ast.Stmt) bool {
		return s.isGone(s.parent[st])
	})
	s.blanks = slices.DeleteFunc(s.blanks, func(id *ast.Ident) bool { return s.isGone(s.parent[id]) })
}

// round looks once at every object that lost a reference, in order of position.
func (s *sweep) round() bool {
	s.note()
	var objs []types.Object
	for obj := range s.lost {
		if !s.keep[obj] && !s.isGone(s.definition(obj)) {
			objs = append(objs, obj)
		}
	}
	slices.SortFunc(objs, func(a, b types.Object) int { return int(a.Pos() - b.Pos()) })
	changed := false
	for _, obj := range objs {
		changed = s.object(obj) || changed
	}
	return changed
}

// note finds the objects of the package that are named in what has gone since it last looked.
func (s *sweep) note() {
	for n := range s.gone {
		if s.seen[n] {
			continue
		}
		s.seen[n] = true
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if obj := s.info.Uses[id]; obj != nil && obj.Pkg() == s.pkg {
					s.lost[obj] = true
				}
			}
			return true
		})
	}
}

// definition is what declares obj: the declaration of a package-level object, the
// defining identifier of a local one; nil when it is neither (a field, say).
func (s *sweep) definition(obj types.Object) ast.Node {
	if d := s.decls[obj]; d != nil {
		return d
	}
	if id := s.locals[obj]; id != nil {
		return id
	}
	return nil
}

// object removes obj if nothing needs it, and reports whether it did.
func (s *sweep) object(obj types.Object) bool {
	if decl := s.decls[obj]; decl != nil {
		return s.declaration(obj, decl)
	}
	switch obj.(type) {
	case *types.Var, *types.Const, *types.TypeName:
		return s.local(obj)
	}
	return false
}

// declaration removes a declaration of the package that nothing names any more. An
// exported one may be named elsewhere, unless the package is a command.
func (s *sweep) declaration(obj types.Object, decl ast.Node) bool {
	if s.isGone(decl) || obj.Exported() && s.pkg.Name() != "main" || obj.Name() == "main" || obj.Name() == "init" {
		return false
	}
	fn, isFunc := decl.(*ast.FuncDecl)
	if isFunc && fn.Recv != nil {
		return s.method(fn, obj)
	}
	own := []ast.Node{decl}
	if _, ok := obj.(*types.TypeName); ok {
		own = append(own, s.methods[obj]...)
	}
	for _, id := range s.live(obj) {
		if !s.within(id, own) {
			return false
		}
	}
	if spec, ok := decl.(*ast.ValueSpec); ok && !s.wholeSpec(spec, obj) {
		return false
	}
	for _, n := range own {
		s.gone[n] = true
		s.specs = append(s.specs, n)
	}
	return true
}

// method removes an unexported method that nothing calls. One that an interface of
// the program may ask for stays.
func (s *sweep) method(fn *ast.FuncDecl, obj types.Object) bool {
	if obj.Exported() || s.asked[obj.Name()] {
		return false
	}
	for _, id := range s.live(obj) {
		if !s.within(id, []ast.Node{fn}) {
			return false
		}
	}
	s.gone[fn] = true
	s.specs = append(s.specs, fn)
	return true
}

func receiverType(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.StarExpr:
		return receiverType(e.X)
	case *ast.IndexExpr:
		return receiverType(e.X)
	case *ast.IndexListExpr:
		return receiverType(e.X)
	}
	return nil
}

// within reports whether n is inside one of the nodes.
func (s *sweep) within(n ast.Node, nodes []ast.Node) bool {
	for ; n != nil; n = s.parent[n] {
		if slices.Contains(nodes, n) {
			return true
		}
	}
	return false
}

// wholeSpec reports whether the const or var specification that declares obj can go:
// it declares nothing else that is needed, its values have no effect, and no iota
// after it counts on it.
func (s *sweep) wholeSpec(spec *ast.ValueSpec, obj types.Object) bool {
	for _, name := range spec.Names {
		other := s.info.Defs[name]
		if other != obj && other != nil && len(s.live(other)) > 0 || s.keep[other] {
			return false
		}
	}
	if !s.pure.exprs(spec.Values) {
		return false
	}
	gen, _ := s.parent[spec].(*ast.GenDecl)
	return gen == nil || gen.Tok != token.CONST || !usesIota(gen)
}

// usesIota reports whether the values of a const declaration depend on their place.
func usesIota(gen *ast.GenDecl) bool {
	found := false
	for _, spec := range gen.Specs {
		value, ok := spec.(*ast.ValueSpec)
		if !ok || len(value.Values) == 0 {
			return true // repeats the expression above it
		}
		ast.Inspect(value, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == "iota"
			return !found
		})
	}
	return found
}

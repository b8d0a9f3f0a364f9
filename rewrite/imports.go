package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/rewrite/edit"
)

// newImport is an import to add to a file.
type newImport struct {
	path string
	name string // "" when the package's own name serves
}

// names hands out the names that new code at one place uses. It implements request.Names.
type names struct {
	src   *source
	pkg   *types.Package
	info  *types.Info
	scope *types.Scope // innermost at the place
	at    token.Pos
	fn    ast.Node              // the function around the place
	used  map[types.Object]bool // imports that the new code needs
	taken map[string]bool       // handed out by Fresh in this function
}

// Import returns the name by which code at the place can refer to the package of that
// path, and makes sure that the file imports it.
func (n *names) Import(importPath, preferred string) string {
	for _, spec := range n.src.file.Imports {
		obj := importedAs(n.info, spec)
		if obj == nil || obj.Imported().Path() != importPath || obj.Name() == "." || obj.Name() == "_" {
			continue
		}
		if _, found := n.scope.LookupParent(obj.Name(), n.at); found == obj {
			n.used[obj] = true
			return obj.Name()
		}
	}
	for _, add := range n.src.adds {
		if name := add.localName(); add.path == importPath && n.free(name, importPath) {
			return name
		}
	}
	name := preferred
	for i := 1; !n.free(name, importPath); i++ {
		name = "bedrock" + preferred
		if i > 1 {
			name += strconv.Itoa(i)
		}
	}
	add := newImport{path: importPath}
	if name != path.Base(importPath) {
		add.name = name
	}
	n.src.adds = append(n.src.adds, add)
	return name
}

func (add newImport) localName() string {
	if add.name != "" {
		return add.name
	}
	return path.Base(add.path)
}

// importedAs is the object of an import.
func importedAs(info *types.Info, spec *ast.ImportSpec) *types.PkgName {
	if spec.Name != nil {
		obj, _ := info.Defs[spec.Name].(*types.PkgName)
		return obj
	}
	obj, _ := info.Implicits[spec].(*types.PkgName)
	return obj
}

// free reports whether name can be imported into the file as the package of that path
// and then be seen at the place.
func (n *names) free(name, importPath string) bool {
	if n.visible(name) || n.declaredInFile(name) {
		return false
	}
	return !slices.ContainsFunc(n.src.adds, func(add newImport) bool {
		return add.localName() == name && add.path != importPath
	})
}

// declaredInFile reports whether the file or the package declares name.
func (n *names) declaredInFile(name string) bool {
	if n.pkg.Scope().Lookup(name) != nil {
		return true
	}
	scope := n.info.Scopes[n.src.file]
	return scope != nil && scope.Lookup(name) != nil
}

// Fresh returns base, or base with a number, such that nothing in the function around
// the place, in its file or in the package has that name.
func (n *names) Fresh(base string) string {
	name := base
	for i := 2; n.known(name); i++ {
		name = base + strconv.Itoa(i)
	}
	n.taken[name] = true
	return name
}

// visible reports whether name means something at the place.
func (n *names) visible(name string) bool {
	_, obj := n.scope.LookupParent(name, n.at)
	return obj != nil
}

func (n *names) known(name string) bool {
	if n.visible(name) || n.taken[name] || n.declaredInFile(name) {
		return true
	}
	found := false
	ast.Inspect(n.fn, func(node ast.Node) bool {
		id, ok := node.(*ast.Ident)
		if ok && id.Name == name && n.info.Defs[id] != nil {
			found = true
		}
		return !found
	})
	return found || slices.ContainsFunc(n.src.adds, func(add newImport) bool { return add.localName() == name })
}

// addImports inserts the new imports of a file, each after the import that it is most
// like, in the order that gofmt would give them.
func (s *source) addImports() {
	slices.SortFunc(s.adds, func(a, b newImport) int { return strings.Compare(a.path, b.path) })
	for _, add := range s.adds {
		s.addImport(add)
	}
}

func (s *source) addImport(add newImport) {
	line := strconv.Quote(add.path)
	if add.name != "" {
		line = add.name + " " + line
	}
	near := s.nearest(add.path)
	if near == nil {
		at := edit.LineEnd(s.text, s.offset(s.file.Name.End()))
		s.buf.Insert(at, fmt.Sprintf("\nimport %s\n", line))
		return
	}
	start, end := s.offset(near.Pos()), edit.LineEnd(s.text, s.offset(near.End()))
	gen := s.importDecl(near)
	if !gen.Lparen.IsValid() {
		s.buf.Insert(end, "import "+line+"\n")
		return
	}
	at := end
	if importPath(near) > add.path {
		at = edit.LineStart(s.text, start)
	}
	s.buf.Insert(at, edit.Indent(s.text, start)+line+"\n")
}

// nearest is the import whose path has most elements in common with p; of several the
// last that sorts before p, else the first.
func (s *source) nearest(p string) *ast.ImportSpec {
	var best *ast.ImportSpec
	most := -1
	for _, spec := range s.file.Imports {
		n := commonElements(importPath(spec), p)
		if n > most || n == most && importPath(spec) < p {
			best, most = spec, n
		}
	}
	return best
}

func (s *source) importDecl(spec *ast.ImportSpec) *ast.GenDecl {
	for _, d := range s.file.Decls {
		if gen, ok := d.(*ast.GenDecl); ok && slices.Contains(gen.Specs, ast.Spec(spec)) {
			return gen
		}
	}
	return nil
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "" // the parser has refused such a literal already
	}
	return p
}

// commonElements counts the leading path elements that a and b share, and one more where
// both are of the standard library, without a dot in the first element, or both are not.
func commonElements(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	if strings.Contains(as[0], ".") == strings.Contains(bs[0], ".") {
		n++
	}
	return n
}

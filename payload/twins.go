package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// pair finds the packages that are there both plain and as a test variant. Their types
// differ, so that a function of the variant is another object than the one that other
// packages call; only the syntax, which the loader shares, tells that they are one.
func (prog *Program) pair() {
	homes := make(map[*ast.File]*Package)
	for _, pkg := range prog.pkgs {
		for _, f := range pkg.Files {
			other := homes[f]
			if other == nil {
				homes[f] = pkg
				continue
			}
			prog.twinsIn(f, other, pkg)
		}
	}
	prog.whole = slices.Clone(prog.pkgs)
	for _, pkg := range prog.pkgs {
		if i := slices.IndexFunc(prog.whole, func(q *Package) bool { return q != pkg && covers(pkg, q) }); i >= 0 {
			prog.whole = slices.Delete(prog.whole, i, i+1)
		}
	}
}

// covers reports whether pkg has all files of q, and more.
func covers(pkg, q *Package) bool {
	return len(q.Files) > 0 && len(pkg.Files) > len(q.Files) &&
		!slices.ContainsFunc(q.Files, func(f *ast.File) bool { return !slices.Contains(pkg.Files, f) })
}

// twinsIn pairs what one file declares in two type-checked forms of its package.
func (prog *Program) twinsIn(f *ast.File, plain, variant *Package) {
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			a, b := plain.Info.Defs[id], variant.Info.Defs[id]
			if a != nil && b != nil && a != b {
				prog.twins[b] = a
			}
		}
		return true
	})
}

// key is what stands for an object in every index: one for all instances of a generic
// declaration and for both forms of its package.
func (prog *Program) key(obj types.Object) types.Object {
	obj = originObject(obj)
	if twin := prog.twins[obj]; twin != nil {
		return twin
	}
	return obj
}

// users are the packages that can mention obj, each in its largest form.
func (prog *Program) users(obj types.Object) []*Package {
	if obj.Exported() || obj.Pkg() == nil {
		return prog.whole
	}
	return slices.DeleteFunc(slices.Clone(prog.whole), func(p *Package) bool { return p.Types.Path() != obj.Pkg().Path() })
}

// inTest reports whether pos is in a test file.
func (pkg *Package) inTest(pos token.Pos) bool {
	if pkg.Fset == nil {
		return false
	}
	f := pkg.Fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

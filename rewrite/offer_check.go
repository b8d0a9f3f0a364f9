package rewrite

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"

	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/rules"
)

// check type-checks a package with its new files.
func (o *offering) check(ctx context.Context, p *packages.Package, files map[string][]byte) error {
	m := o.prog.ModuleOf(p)
	if m == nil {
		return because(rules.CallPartial, p.Syntax[0].Name, "its client is made in %s, which is not of this module", p.PkgPath)
	}
	if !requires(m, adapterModule) {
		if !slices.Contains(o.requires, m.Dir) {
			o.requires = append(o.requires, m.Dir)
		}
		return o.checkDeclared(p, files)
	}
	overlay := maps.Clone(o.opts.Content)
	if overlay == nil {
		overlay = map[string][]byte{}
	}
	maps.Copy(overlay, files)
	problems, err := o.opts.Build.compile(ctx, overlay, []string{askedAs(p)})
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return because(rules.CallPartial, p.Syntax[0].Name, "with the adapter, the package does not compile: %s", problems[0])
	}
	return nil
}

// requires reports whether a module is, or requires, another.
func requires(m *load.Module, path string) bool {
	if m.Path == path {
		return true
	}
	data, err := os.ReadFile(m.GoMod)
	if err != nil {
		return false
	}
	f, err := modfile.ParseLax(m.GoMod, data, nil)
	return err == nil && slices.ContainsFunc(f.Require, func(r *modfile.Require) bool { return r.Mod.Path == path })
}

// checkDeclared type-checks a package in this process, with the declarations of the
// adapter in the place of its module, which is not there yet.
func (o *offering) checkDeclared(p *packages.Package, files map[string][]byte) error {
	known := map[string]*types.Package{}
	for _, dep := range p.Types.Imports() {
		known[dep.Path()] = dep
	}
	known[adapterPath] = declaredAdapter(known[sdkPath])
	set := token.NewFileSet()
	var syntax []*ast.File
	for _, f := range p.Syntax {
		name := p.Fset.File(f.FileStart).Name()
		text, changed := files[name]
		if !changed {
			text = o.opts.Content[name]
		}
		var src any
		if text != nil {
			src = text
		}
		again, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
		if err != nil {
			return because(rules.CallPartial, f.Name, "with the adapter, the package does not parse: %v", err)
		}
		syntax = append(syntax, again)
	}
	conf := types.Config{Sizes: p.TypesSizes, FakeImportC: true, Importer: importing(func(path string) (*types.Package, error) {
		if dep := known[path]; dep != nil {
			return dep, nil
		}
		return nil, fmt.Errorf("%s is not part of the program", path)
	})}
	if _, err := conf.Check(p.PkgPath, set, syntax, nil); err != nil {
		return because(rules.CallPartial, p.Syntax[0].Name, "with the adapter, the package does not compile: %v", err)
	}
	return nil
}

// declaredAdapter declares what addOption uses of the adapter, over the SDK's own types:
//
//	func New() *Adapter
//	func (*Adapter) ClientOption(*bedrockruntime.Options)
func declaredAdapter(sdk *types.Package) *types.Package {
	pkg := types.NewPackage(adapterPath, "adapter")
	name := types.NewTypeName(token.NoPos, pkg, "Adapter", nil)
	adapter := types.NewNamed(name, types.NewStruct(nil, nil), nil)
	ptr := types.NewPointer(adapter)
	one := func(t types.Type) *types.Tuple { return types.NewTuple(types.NewVar(token.NoPos, pkg, "", t)) }
	if sdk != nil && sdk.Scope().Lookup("Options") != nil {
		options := types.NewPointer(sdk.Scope().Lookup("Options").Type())
		recv := types.NewVar(token.NoPos, pkg, "", ptr)
		adapter.AddMethod(types.NewFunc(token.NoPos, pkg, "ClientOption", types.NewSignatureType(recv, nil, nil, one(options), nil, false)))
	}
	pkg.Scope().Insert(name)
	pkg.Scope().Insert(types.NewFunc(token.NoPos, pkg, "New", types.NewSignatureType(nil, nil, nil, nil, one(ptr), false)))
	pkg.MarkComplete()
	return pkg
}

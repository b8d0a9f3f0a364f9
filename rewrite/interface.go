package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/bedrocklint/bedrocklint/rules"
)

// extendInterface gives an interface of the package the method that a moved call needs,
// beside the one that it called. A type of the package that has the old method would
// stop implementing the interface; such a type is a fake with answers of its own, which
// nobody can write for it, so the site stays.
func (o *operation) extendInterface(t types.Type, method string) error {
	old := string(o.site.Operation)
	field := o.interfaceMethod(t, old)
	if field == nil {
		return because(rules.CallPartial, o.site.Call, "the client is a %s, which has no method %s; add it there and to what implements it",
			types.TypeString(t, func(p *types.Package) string { return p.Name() }), method)
	}
	if fn := o.implementation(old); fn != nil {
		return because(rules.CallPartial, fn.Name, "%s implements the client's interface; give it a method %s, then run the command again",
			o.sourceOf(fn).slice(fn.Recv.List[0].Type), method)
	}
	src := o.sourceOf(field)
	n := o.fileNames(src)
	sdk, ctx := n.Import(sdkPath, "bedrockruntime"), n.Import("context", "context")
	line := fmt.Sprintf("%s(ctx %s.Context, params *%s.%sInput, optFns ...func(*%s.Options)) (*%s.%sOutput, error)\n",
		method, ctx, sdk, method, sdk, sdk, method)
	if !o.extended[field] {
		o.extended[field] = true
		src.insertAfter(field, line)
		o.api = true
	}
	return nil
}

// interfaceMethod is the method in the declaration of the package's interface t, or nil.
func (o *operation) interfaceMethod(t types.Type, method string) *ast.Field {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() != o.pkg.Types {
		return nil
	}
	spec, ok := o.sweep.decls[named.Obj()].(*ast.TypeSpec)
	if !ok {
		return nil
	}
	decl, ok := spec.Type.(*ast.InterfaceType)
	if !ok {
		return nil
	}
	for _, f := range decl.Methods.List {
		if len(f.Names) == 1 && f.Names[0].Name == method {
			return f
		}
	}
	return nil
}

// implementation is a method of that name that a type of the package declares, or nil.
func (o *operation) implementation(name string) *ast.FuncDecl {
	for _, f := range o.pkg.Syntax {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && fn.Name.Name == name {
				return fn
			}
		}
	}
	return nil
}

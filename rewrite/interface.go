package rewrite

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rules"
)

// extendInterface gives an interface of the package, named or written in place, the
// method that a moved call needs, beside the one that it called. A type of the package
// that has the old method would stop implementing the interface; such a type is a fake
// with answers of its own, and gets the method as well (fake.go). Types of other packages
// are found by the type-check of the result.
func (o *operation) extendInterface(t types.Type, method string) error {
	old := string(o.site.Operation)
	decl, field := o.interfaceMethod(t, old)
	if field == nil {
		return because(rules.CallPartial, o.site.Call, "the client is a %s, which this package does not declare with %s; give it a method %s there, and to what implements it, then run the command again",
			types.TypeString(t, nil), old, method)
	}
	for _, fake := range o.implementations(t, old, method) {
		if err := o.extendFake(fake); err != nil {
			return err
		}
	}
	if !o.extended[field] {
		o.extended[field] = true
		o.addMethod(decl, field, old, method)
		o.api = true
	}
	return nil
}

// addMethod writes the new method after the old one, whose names, qualifiers and
// layout it takes over.
func (o *operation) addMethod(decl *ast.InterfaceType, field *ast.Field, old, method string) {
	src := o.sourceOf(field)
	text := strings.ReplaceAll(strings.ReplaceAll(src.slice(field), "\r\n", "\n"), old, method)
	end := src.offset(field.End())
	if src.line(decl.Methods.Closing) == src.line(field.End()) {
		src.buf.Insert(end, "; "+text)
		return
	}
	src.buf.Insert(edit.LineEnd(src.text, end), src.indentOf(field)+text+"\n")
}

// interfaceMethod is the syntax of the interface t in the package, and its method of
// that name; nil when t is declared elsewhere or gets the method by embedding.
func (o *operation) interfaceMethod(t types.Type, method string) (decl *ast.InterfaceType, field *ast.Field) {
	iface, ok := t.Underlying().(*types.Interface)
	if !ok {
		return nil, nil
	}
	for _, f := range o.pkg.Syntax {
		if ast.IsGenerated(f) {
			continue // what generates it would undo the edit
		}
		ast.Inspect(f, func(n ast.Node) bool {
			d, ok := n.(*ast.InterfaceType)
			if !ok || o.pkg.TypesInfo.TypeOf(d) != iface {
				return field == nil
			}
			for _, m := range d.Methods.List {
				if len(m.Names) == 1 && m.Names[0].Name == method {
					decl, field = d, m
				}
			}
			return false
		})
	}
	return decl, field
}

// implementations are the old method of each type of the package that implements the
// interface t by a method of its own and lacks the new one.
func (o *operation) implementations(t types.Type, old, method string) []*ast.FuncDecl {
	iface := t.Underlying().(*types.Interface)
	var out []*ast.FuncDecl
	for _, f := range o.pkg.Syntax {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != old {
				continue
			}
			recv := o.pkg.TypesInfo.Defs[fn.Name].(*types.Func).Signature().Recv().Type()
			has, _, _ := types.LookupFieldOrMethod(recv, true, o.pkg.Types, method)
			if has == nil && types.Implements(recv, iface) {
				out = append(out, fn)
			}
		}
	}
	return out
}

package callsite

import (
	"fmt"
	"go/ast"
)

// identify names the sites of a package. An ID is made of the package, the function, the
// operation and the how-manieth call of that operation in that function it is, so that
// lines may move without giving a site a new ID.
func identify(sites []*Site) {
	count := map[string]int{}
	for _, s := range sites {
		key := fmt.Sprintf("%s.%s:%s", s.Pkg.Path(), s.FuncName, s.Operation)
		count[key]++
		s.ID = fmt.Sprintf("%s:%d", key, count[key])
	}
}

// declName is the display name of a top-level declaration: "Ask", "(*Client).Ask",
// "Client.Ask", or the variable whose initialiser holds the call.
func declName(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil || len(d.Recv.List) == 0 {
			return d.Name.Name
		}
		return recvName(d.Recv.List[0].Type) + "." + d.Name.Name
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok && len(v.Names) > 0 {
				return v.Names[0].Name
			}
		}
	}
	return "_"
}

// recvName is a receiver's type without type parameters.
func recvName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return "(*" + recvName(t.X) + ")"
	case *ast.IndexExpr:
		return recvName(t.X)
	case *ast.IndexListExpr:
		return recvName(t.X)
	case *ast.ParenExpr:
		return recvName(t.X)
	case *ast.Ident:
		return t.Name
	}
	return "_"
}

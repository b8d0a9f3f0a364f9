package callsite

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// hinter reads off the conditions of a program which models they ask for.
type hinter struct {
	pkg *payload.Package
	cat *catalog.Catalog
}

// around returns what the conditions that lead to a node say of a family: whether ids of
// its models have one of the strings in them that the program looks for.
func (h *hinter) around(at ast.Node) func(*catalog.Family) bool {
	var words []string
	file := (&Site{}).fileOf(h.pkg, at)
	if file == nil {
		return func(*catalog.Family) bool { return false }
	}
	path, _ := astutil.PathEnclosingInterval(file, at.Pos(), at.End())
	for i, n := range path {
		switch n := n.(type) {
		case *ast.IfStmt:
			if i > 0 && path[i-1] == ast.Node(n.Body) {
				words = append(words, h.words(n.Cond, 0)...)
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				words = append(words, h.words(e, 0)...)
			}
		}
	}
	return func(f *catalog.Family) bool {
		return slices.ContainsFunc(words, func(w string) bool { return names(f, w) })
	}
}

// words are the constant strings in a condition, and in the functions of the package that
// it calls.
func (h *hinter) words(n ast.Node, depth int) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if tv := h.pkg.Info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String {
			out = append(out, strings.ToLower(constant.StringVal(tv.Value)))
			return false
		}
		if u, ok := e.(*ast.UnaryExpr); ok && u.Op.String() == "!" {
			return false
		}
		if call, ok := e.(*ast.CallExpr); ok && depth < 2 {
			if fn, ok := callee(h.pkg.Info, call).(*types.Func); ok {
				if decl := declOf(h.pkg, fn); decl != nil {
					out = append(out, h.words(decl.Body, depth+1)...)
				}
			}
		}
		return true
	})
	return out
}

// names reports whether ids of the family's models have a word in them, or the family's
// own name has. Short words stand in too many ids to say anything.
func names(f *catalog.Family, word string) bool {
	word = strings.Trim(word, ".-:*")
	if len(word) < 4 {
		return false
	}
	has := func(id string) bool { return strings.Contains(id, word) || strings.HasPrefix(word, id) }
	return strings.Contains(f.Name, word) || slices.ContainsFunc(f.Prefixes, has) ||
		slices.ContainsFunc(f.Models, func(m *catalog.Model) bool { return strings.Contains(m.ID, word) })
}

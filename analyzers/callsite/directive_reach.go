package callsite

import (
	"go/ast"
	"go/token"
)

// A directive is about the line that it stands on, about the next one, and about the
// whole of a simple statement that is there, however many lines that takes:
//
//	//bedrocklint:ignore BL2002 why     ← reaches all of the statement
//	body, err := json.Marshal(request{
//		TopK: 250,                      ← so here as well
//		Run: func() {
//			…                           ← but not into other statements
//		},
//	})

// extent is a simple statement or the specification of variables, in lines.
type extent struct {
	from, to int
	holes    []extent // bodies of function literals in it
}

// size puts the innermost statement first.
func (e extent) size() int { return e.to - e.from }

func (e extent) has(line int) bool {
	if line < e.from || line > e.to {
		return false
	}
	for _, h := range e.holes {
		if h.from < line && line < h.to {
			return false
		}
	}
	return true
}

// reach sets what the directives of one file cover.
func reach(fset *token.FileSet, f *ast.File, ds []*Directive) {
	if len(ds) == 0 {
		return
	}
	all := extents(fset, f)
	for _, d := range ds {
		best, inside := (*extent)(nil), false
		for i := range all {
			e := &all[i]
			in := e.has(d.line)
			if !in && e.from != d.line+1 {
				continue
			}
			if best == nil || in && !inside || in == inside && e.size() < best.size() {
				best, inside = e, in
			}
		}
		if best != nil {
			d.extent = *best
		}
	}
}

func extents(fset *token.FileSet, f *ast.File) []extent {
	var out []extent
	lines := func(n ast.Node) extent {
		return extent{from: fset.Position(n.Pos()).Line, to: fset.Position(n.End()).Line}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.AssignStmt, *ast.ExprStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.DeferStmt, *ast.GoStmt, *ast.ValueSpec:
			e := lines(n)
			ast.Inspect(n, func(m ast.Node) bool {
				if lit, ok := m.(*ast.FuncLit); ok {
					e.holes = append(e.holes, lines(lit.Body))
					return false
				}
				return true
			})
			out = append(out, e)
		}
		return true
	})
	return out
}

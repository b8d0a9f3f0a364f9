package rewrite

import (
	"go/ast"
	"strings"
)

// carry saves the comments that stand inside what the rewrite of a site removes from
// its function: beside the values of the request, mostly. A comment beside a value
// moves to the line of the new code that has the same value, when there is just one;
// the others are returned, to stand above the call. Comments inside the check of an
// error that cannot happen any more go with it.
func (o *operation) carry(lines []string) (above []string) {
	return o.carryFrom(o.removedRequest(), lines, nil)
}

// carryFrom is carry for the comments inside some removed nodes. Those in done, unless
// that is nil, have been carried before, and those that are carried now get there.
func (o *operation) carryFrom(nodes []ast.Node, lines []string, done map[*ast.CommentGroup]bool) (above []string) {
	for _, n := range nodes {
		for _, g := range o.src.comments(n.Pos(), n.End()) {
			if done[g] {
				continue
			}
			if done != nil {
				done[g] = true
			}
			if i := o.lineFor(n, g, lines); i >= 0 && len(g.List) == 1 {
				lines[i] += " " + g.List[0].Text
				continue
			}
			for _, c := range g.List {
				above = append(above, c.Text)
			}
		}
	}
	return above
}

// removedRequest are the removed nodes of the site's function that made the request.
func (o *operation) removedRequest() []ast.Node {
	nodes := []ast.Node{o.site.Input()}
	fn := o.topFunc(o.site.Call)
	for _, st := range o.sweep.statements {
		_, check := st.(*ast.IfStmt)
		if !check && fn.Pos() <= st.Pos() && st.End() <= o.site.Call.Pos() {
			nodes = append(nodes, st)
		}
	}
	return nodes
}

// lineFor is the one line that has the value that a comment stands beside, or -1.
func (o *operation) lineFor(n ast.Node, g *ast.CommentGroup, lines []string) int {
	value := ""
	ast.Inspect(n, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok && o.src.line(kv.End()) == o.src.line(g.Pos()) && kv.End() <= g.Pos() {
			value = o.src.slice(kv.Value)
		}
		return true
	})
	found := -1
	for i, line := range lines {
		if value == "" || !strings.Contains(line, value) {
			continue
		}
		if found >= 0 || strings.Contains(line, "//") {
			return -1
		}
		found = i
	}
	return found
}

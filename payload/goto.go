package payload

import (
	"go/ast"
	"go/token"
)

// A goto can lead to a statement of the list that it stands in, or of one around that. One
// that goes forward is a way to leave what lies between, like a break. One that goes back
// makes a loop of the statements from its label to the end of the list:
//
//	again:                    for {
//		out, err := call()        out, err := call()
//		if retry(err) {           if retry(err) {
//			goto again                continue
//		}                         }
//		use(out)                  use(out)
//	                              break
//	                          }
//
// What is not of these forms is not followed at all: see giveUp.

// gotoLabel is a label of a statement list that some goto leads to.
type gotoLabel struct {
	name          string
	at            int // index in the list
	forward, back bool
}

// gotoLabels are the labels of list that are not only there for break and continue.
func gotoLabels(list []ast.Stmt) []gotoLabel {
	var out []gotoLabel
	for i, s := range list {
		l, ok := s.(*ast.LabeledStmt)
		if !ok {
			continue
		}
		g := gotoLabel{l.Label.Name, i, hasGoto(list[:i], l.Label.Name), hasGoto(list[i:], l.Label.Name)}
		if g.forward || g.back {
			out = append(out, g)
		}
	}
	return out
}

func hasGoto(list []ast.Stmt, label string) bool {
	found := false
	for _, s := range list {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				found = found || n.Tok == token.GOTO && n.Label.Name == label
			}
			return !found
		})
	}
	return found
}

// jumpList evaluates a list with labels that gotos lead to.
func (a *activation) jumpList(list []ast.Stmt, labels []gotoLabel, st *state) *state {
	path, outer := st.path, len(a.jumps)
	ways := make([]*jump, len(labels))
	for i := len(labels) - 1; i >= 0; i-- {
		ways[i] = &jump{label: labels[i].name, target: true, base: len(path)}
		if labels[i].forward {
			a.jumps = append(a.jumps, ways[i])
		}
	}
	defer func() { a.jumps = a.jumps[:outer] }()
	st = a.statements(list[:labels[0].at], st)
	for i, l := range labels {
		if a.r.done() || a.r.exhausted() {
			return nil
		}
		if l.forward {
			a.jumps = a.jumps[:len(a.jumps)-1]
			st = a.leave(ways[i].breaks, st, path)
		}
		end := len(list)
		if i+1 < len(labels) {
			end = labels[i+1].at
		}
		switch {
		case st == nil:
		case l.back && end < len(list):
			return a.giveUp()
		case l.back:
			st = a.again(list[l.at:], l.name, st)
		default:
			st = a.statements(list[l.at:end], st)
		}
	}
	return st
}

// again is the loop that a goto makes of statements.
func (a *activation) again(list []ast.Stmt, label string, st *state) *state {
	first := list[0].(*ast.LabeledStmt)
	switch first.Stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return a.giveUp() // the label may be there for break and continue as well
	}
	body := append([]ast.Stmt{first.Stmt}, list[1:]...)
	body = append(body, &ast.BranchStmt{TokPos: list[len(list)-1].End(), Tok: token.BREAK})
	s := &ast.ForStmt{For: first.Pos(), Body: &ast.BlockStmt{Lbrace: first.Pos(), List: body, Rbrace: body[len(body)-1].Pos()}}
	id := ast.NewIdent("_")
	id.NamePos = s.Pos()
	l := &loopRun{
		a: a, stmt: s, label: label, body: s.Body, endless: true, again: true,
		loop: &Loop{Stmt: s, Over: &Unknown{Orig: Origin{At: s.Pos(), Frame: a.fr}, Reason: "repeated by goto"}},
		ran:  a.cond(id, s),
	}
	return l.run(st)
}

// jumpTo is goto.
func (a *activation) jumpTo(s *ast.BranchStmt, st *state) *state {
	for i := len(a.jumps) - 1; i >= 0; i-- {
		j := a.jumps[i]
		o := outcome{when: st.path[min(j.base, len(st.path)):], st: st}
		switch {
		case j.target && j.label == s.Label.Name:
			j.breaks = append(j.breaks, o)
			a.left++
			return nil
		case j.again && j.label == s.Label.Name:
			j.continues = append(j.continues, o)
			return nil
		case j.loop:
			return a.giveUp() // it leaves a loop, of which not every pass is the last
		}
	}
	return a.giveUp()
}

// giveUp makes unknown all that has not been found yet.
func (a *activation) giveUp() *state {
	a.r.steps = a.r.limit
	return nil
}

package rewrite

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
)

// finishDispatch writes the requests of the arms, and the call.
func (o *operation) finishDispatch() {
	if f := o.dispatch.fork; f != nil {
		f.unit.sweep.run()
		f.unit.redeclare()
	}
	for i, op := range o.dispatch.arms {
		op.finishArm(o.dispatch.Arms[i])
	}
	for _, set := range o.dispatch.encoders {
		o.owner(set).redeclareArm(set)
	}
	o.finishTwins()
	lines := append(slices.Clone(o.code.Prelude), o.code.Input)
	head := append(o.carryFrom([]ast.Node{o.site.Input()}, lines, o.dispatch.done), stateNotes(o.dispatch.callNotes(o.notes))...)
	head = append(head, o.code.Prelude...)
	o.src.replace(o.site.Input(), reindent(o.code.Input, o.src.indentOf(o.site.Input())))
	if len(head) > 0 {
		o.src.insertBefore(o.stmt, strings.Join(head, "\n")+"\n")
	}
}

// callNotes are the notes that no arm states.
func (d *dispatch) callNotes(all []request.Note) []request.Note {
	return slices.DeleteFunc(slices.Clone(all), func(n request.Note) bool {
		return slices.ContainsFunc(d.arms, func(op *operation) bool { return slices.Contains(op.notes, n) })
	})
}

// finishArm writes the statement that makes the request of one arm.
func (o *operation) finishArm(arm *callsite.Arm) {
	o.writeBindings()
	lines := strings.Split(strings.Join(append(slices.Clone(o.code.Prelude), o.code.Input), "\n"), "\n")
	inputAt := len(lines) - strings.Count(o.code.Input, "\n") - 1
	head := append(o.carryFrom(o.removedForArm(arm), lines, o.dispatch.done), stateNotes(o.notes)...)
	head = append(head, lines[:inputAt]...)
	input := reindent(strings.Join(lines[inputAt:], "\n"), o.src.indentOf(arm.Stmt))
	if arm.Arg {
		o.src.replace(arm.Value, input)
	} else {
		o.src.replace(arm.Stmt, o.armText(arm, input))
	}
	if len(head) > 0 {
		o.src.insertBefore(arm.Stmt, strings.Join(head, "\n")+"\n")
	}
}

// armText is the statement of an arm with the request in the place of the body.
func (o *operation) armText(arm *callsite.Arm, input string) string {
	if set, ok := arm.Stmt.(*ast.AssignStmt); ok {
		o.redeclareArm(set)
		return fmt.Sprintf("%s %s %s", o.requestVar(set), set.Tok, input)
	}
	if o.signatureAt(arm.Stmt).Results().Len() > 1 {
		return "return " + input + ", nil"
	}
	return "return " + input
}

// removedForArm are the nodes that made the body of an arm: its statement, and those that
// are removed beside it.
func (o *operation) removedForArm(arm *callsite.Arm) []ast.Node {
	nodes := []ast.Node{arm.Stmt}
	if arm.Arg {
		nodes[0] = arm.Value
	}
	for _, st := range o.sweep.statements {
		if slices.Contains(o.sweep.list(arm.Stmt), st) && st.End() <= arm.Stmt.Pos() {
			nodes = append(nodes, st)
		}
	}
	return nodes
}

// redeclareArm repairs what the statement of an arm declared beside the body: usually err.
func (o *operation) redeclareArm(set *ast.AssignStmt) {
	for _, id := range definedBy(set, o.pkg.TypesInfo) {
		obj := o.pkg.TypesInfo.Defs[id]
		live := o.sweep.live(obj)
		if ast.Expr(id) == set.Lhs[0] || len(live) == 0 {
			continue
		}
		slices.SortFunc(live, func(a, b *ast.Ident) int { return int(a.Pos() - b.Pos()) })
		o.redeclareAt(obj, live[0], set)
	}
}

package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// streams moves the loops over the stream of a dispatch. One that reads the chunks of a
// single family becomes what it becomes elsewhere; one that reads those of several gets
// chunks that hold the members of all of them, so that each branch finds its own.
func (o *operation) streams() error {
	id, assign := o.resultVar()
	if id == nil {
		return because(rules.CallPartial, o.site.Call, "the stream leaves the function as it is; read it there")
	}
	if err := o.retype(id, assign); err != nil {
		return err
	}
	loops, err := o.streamLoops()
	if err != nil {
		return err
	}
	for _, l := range loops {
		if err := l.move(o); err != nil {
			return err
		}
	}
	return nil
}

// streamLoop is one loop over the stream of a dispatch, with what decodes chunks in it.
type streamLoop struct {
	loop    ast.Stmt
	readers []*callsite.Reader
}

// streamLoops are the loops over the stream, in the order of what decodes chunks in them.
func (o *operation) streamLoops() ([]*streamLoop, error) {
	var out []*streamLoop
	for _, r := range o.dispatch.Readers {
		loop := o.streamLoop(r)
		if loop == nil || o.sourceOf(loop) == nil {
			return nil, because(rules.CallPartial, r.Decode, "the stream is not read by a loop over Events() in this package")
		}
		i := slices.IndexFunc(out, func(l *streamLoop) bool { return l.loop == loop })
		if i < 0 {
			i = len(out)
			out = append(out, &streamLoop{loop: loop})
		}
		out[i].readers = append(out[i].readers, r)
	}
	return out, nil
}

// streamLoop is the loop around what decodes a chunk, or around the call that hands the
// chunk to it.
func (o *operation) streamLoop(r *callsite.Reader) ast.Stmt {
	for _, call := range append([]*ast.CallExpr{r.Decode}, r.Entries...) {
		for n := o.sweep.parent[call]; n != nil; n = o.sweep.parent[n] {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if o.isEvents(n.X) {
					return n
				}
			case *ast.ForStmt:
				if o.receives(n) {
					return n
				}
			}
		}
	}
	return nil
}

// receives reports whether a loop receives the events of a stream.
func (o *operation) receives(loop *ast.ForStmt) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		u, ok := n.(*ast.UnaryExpr)
		found = found || ok && u.Op == token.ARROW && o.isEvents(u.X)
		return !found
	})
	return found
}

// move rewrites the loop.
func (l *streamLoop) move(o *operation) error {
	var ops []*operation
	for _, r := range l.readers {
		op := o.at(r.Site, l.loop)
		resp := *r.Site.Response
		resp.Stream = &payload.Stream{Loop: l.loop, Switch: resp.Stream.Switch, Frame: frameOf(&resp)}
		site := *r.Site
		site.Response = &resp
		op.site = &site
		ops = append(ops, op)
	}
	err := l.moveBy(o, ops)
	for _, op := range ops {
		o.absorb(&operation{notes: op.notes, grade: op.grade})
	}
	return err
}

// frameOf is a frame in which a stream's chunks are read.
func frameOf(r *payload.Response) *payload.Frame {
	if len(r.Uses) == 0 {
		return r.Frame
	}
	return r.Uses[0].Frame
}

// moveBy rewrites the loop by the operations of what decodes chunks in it.
func (l *streamLoop) moveBy(o *operation, ops []*operation) error {
	first := ops[0]
	switch r := first.site.Response; {
	case len(ops) > 1:
		return o.mixedChunks(ops)
	case o.way.chunks:
		return first.nativeChunks(r)
	default:
		first.retypeStream(r, l.loop)
		first.reasoning()
		s := &streamRewrite{operation: first, r: r, cases: map[string]string{}}
		s.r.Stream.Switch = o.switchIn(l.loop)
		if err := s.understand(); err != nil {
			return err
		}
		return s.write()
	}
}

// switchIn is the type switch that is the first statement of a loop's body; nil when
// there is none.
func (o *operation) switchIn(loop ast.Stmt) ast.Stmt {
	ranges, ok := loop.(*ast.RangeStmt)
	if !ok || len(ranges.Body.List) == 0 {
		return nil
	}
	if sw, ok := ranges.Body.List[0].(*ast.TypeSwitchStmt); ok {
		return sw
	}
	return nil
}

// streamInput is the input of ConverseStream with what a function made for Converse.
func (o *operation) streamInput(name, id string) string {
	sdk := o.names.Import(sdkPath, "bedrockruntime")
	var b strings.Builder
	fmt.Fprintf(&b, "&%s.ConverseStreamInput{\n\tModelId: %s,\n", sdk, id)
	for _, member := range []string{"System", "Messages", "InferenceConfig", "ToolConfig", "AdditionalModelRequestFields"} {
		if slices.ContainsFunc(o.dispatch.arms, func(arm *operation) bool { return arm.fills(member) }) {
			fmt.Fprintf(&b, "\t%s: %s.%s,\n", member, name, member)
		}
	}
	b.WriteString("}")
	return strings.TrimSpace(strings.TrimPrefix(formatted("var _ = "+b.String()+"\n"), "var _ = "))
}

// fills reports whether the request of an arm has a member of the input.
func (o *operation) fills(member string) bool {
	return slices.ContainsFunc(append(slices.Clone(o.code.Prelude), o.code.Input), func(text string) bool {
		return strings.Contains(text, member+":") || strings.Contains(text, "."+member+" =")
	})
}

package rewrite

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// nativeChunks keeps a loop over a stream as it is, and gives it the chunks in the native
// format, made from Converse's events by a function of the package:
//
//	for event := range stream.Events() {
//	                   |-------------| anthropicMessagesEvents(stream.Events())
//
// It is the way for loops that hand the chunks, or what they decoded, to code which
// cannot be moved: callbacks, channels, decoders with other callers. What the code reads
// of a chunk, and when, stays the same.
//
// Where the language of the module has no iterators, a function gives the next chunk:
//
//	nextChunk := anthropicMessagesChunks(stream.Events())
//	for event, ok := nextChunk(); ok; event, ok = nextChunk() {
func (o *operation) nativeChunks(r *payload.Response) error {
	loop, err := o.chunkLoop(r)
	if err != nil {
		return err
	}
	if err := o.losesOfChunks(r); err != nil {
		return err
	}
	o.retypeStream(r, loop.at)
	base := "Events"
	if loop.pull {
		base = "Chunks"
	}
	name := o.ownHelper(lowerCamel(o.site.Model.Family.Name)+base, o.namesAt(loop.at), func(n *names) string {
		return (&chunkGen{operation: o, r: r, n: n, pull: loop.pull}).function()
	})
	if o.once(loop.events) { // else another call's stream is read by the same loop
		o.writeLoop(loop, name)
	}
	return nil
}

// writeLoop makes the loop read chunks from the function called name.
func (o *operation) writeLoop(loop chunkLoop, name string) {
	src := o.sourceOf(loop.at)
	events := src.slice(loop.events)
	if !loop.pull {
		src.replace(loop.events, name+"("+events+")")
		return
	}
	next := o.namesAt(loop.at).Fresh("nextChunk")
	src.insertBefore(loop.before, fmt.Sprintf("%s := %s(%s)\n", next, name, events))
	if loop.receive != nil {
		if assign := o.sweep.parent[loop.receive].(*ast.AssignStmt); len(assign.Lhs) == 1 {
			src.replace(assign.Lhs[0], src.slice(assign.Lhs[0])+", _") // a chunk that is nil says the same
		}
		src.replace(loop.receive, next+"()")
		return
	}
	event, ok := src.slice(loop.ranges.Key), o.namesAt(loop.at).Fresh("ok")
	src.buf.Replace(src.offset(loop.ranges.Key.Pos()), src.offset(loop.events.End()),
		fmt.Sprintf("%s, %s := %s(); %s; %s, %s = %s()", event, ok, next, ok, event, ok, next))
}

// once reports whether an edit at a node is asked for the first time.
func (u *unit) once(n ast.Node) bool {
	first := !u.edited[n]
	u.edited[n] = true
	return first
}

// chunkLoop is where the chunks of a stream are read.
type chunkLoop struct {
	at      ast.Node
	events  ast.Expr       // the channel: stream.Events()
	ranges  *ast.RangeStmt // the loop over it, nil when it is received from
	receive *ast.UnaryExpr // <-stream.Events()
	pull    bool           // by a function that gives the next chunk
	before  ast.Stmt       // of pull: where that function is made
}

// chunkLoop finds out where the chunks of the stream are read: by a loop over the channel,
// or by receiving from it.
func (o *operation) chunkLoop(r *payload.Response) (chunkLoop, error) {
	leave := func(format string, args ...any) (chunkLoop, error) {
		return chunkLoop{}, because(rules.CallPartial, o.site.Call, format, args...)
	}
	if r == nil || r.Stream == nil {
		return leave("how the stream is read is not known")
	}
	for _, e := range r.Escapes {
		if e.What == "output" && !o.shows(e) {
			return chunkLoop{}, because(rules.CallPartial, e.Expr, "the stream is %s, and is read in the native format there", e.Reason)
		}
	}
	loop := chunkLoop{}
	if ranges, ok := r.Stream.Loop.(*ast.RangeStmt); ok {
		loop = chunkLoop{at: ranges, events: ranges.X, ranges: ranges, pull: !o.hasIterators(), before: ranges}
	} else if receive := o.receive(r); receive != nil {
		loop = chunkLoop{at: receive, events: receive.X, receive: receive, pull: true, before: o.statementOf(receive)}
		if r.Stream.Loop != nil {
			loop.before = r.Stream.Loop
		}
	}
	if loops, ok := r.Stream.Loop.(*ast.ForStmt); ok && loop.at == nil && o.selects(loops) {
		return leave("a select waits for the events of the stream, and what reads them needs the native format")
	}
	if loop.at == nil || o.sourceOf(loop.at) == nil {
		return leave("the stream is not read by a loop over Events() in this package")
	}
	if call, ok := ast.Unparen(loop.events).(*ast.CallExpr); (!ok || len(call.Args) > 0) && !o.isEventChannel(loop.events) {
		return leave("the channel of the stream's events is handed on before it is read")
	}
	if loop.before = o.statementOf(loop.before); loop.pull && (loop.before == nil || o.labelled(loop.before)) {
		return leave("the loop over the stream has a label, or no place before it")
	}
	return loop, nil
}

func (o *operation) labelled(st ast.Stmt) bool {
	_, ok := st.(*ast.LabeledStmt)
	return ok
}

// receive is the one statement event, ok := <-stream.Events() in the function that reads
// the stream, inside a for loop; nil when there is none, or when a select waits for more.
func (o *operation) receive(r *payload.Response) *ast.UnaryExpr {
	loop, ok := r.Stream.Loop.(*ast.ForStmt)
	if !ok || o.sourceOf(loop) == nil {
		return nil
	}
	var found []*ast.UnaryExpr
	ast.Inspect(loop, func(n ast.Node) bool {
		if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.ARROW && o.isEvents(u.X) {
			found = append(found, u)
		}
		return true
	})
	if len(found) != 1 {
		return nil
	}
	assign, ok := o.sweep.parent[found[0]].(*ast.AssignStmt)
	if !ok || assign.Tok != token.DEFINE {
		return nil
	}
	if _, comm := o.sweep.parent[assign].(*ast.CommClause); comm {
		return nil
	}
	return found[0]
}

// selects reports whether a select receives the events of a loop.
func (o *operation) selects(loop *ast.ForStmt) bool {
	found := false
	ast.Inspect(loop, func(n ast.Node) bool {
		if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.ARROW && o.isEvents(u.X) {
			_, comm := o.sweep.parent[o.sweep.parent[u]].(*ast.CommClause)
			found = found || comm
		}
		return !found
	})
	return found
}

// isEvents reports whether e is a channel of the SDK's stream events.
func (o *operation) isEvents(e ast.Expr) bool {
	c, ok := o.pkg.TypesInfo.TypeOf(e).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	named, ok := types.Unalias(c.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "ResponseStream"
}

// hasIterators reports whether the module's language has range over functions.
// Source: https://go.dev/ref/spec#For_range
func (u *unit) hasIterators() bool {
	m := u.pkg.Module
	return m == nil || m.GoVersion == "" || semver.Compare("v"+m.GoVersion, "v1.23") >= 0
}

// losesOfChunks states what chunks made from Converse's events do not have, and refuses
// streams of which the code needs what arrives too late or never.
func (o *operation) losesOfChunks(r *payload.Response) error {
	if o.site.Model.Family.Stream == nil {
		return because(rules.CallPartial, o.site.Call, "the chunks of %s are not known", o.site.Model.Family.Name)
	}
	if st := o.counts(r); st != nil {
		return because(rules.CallPartial, st, "the loop counts chunks, and Converse sends another number of events")
	}
	a := &answer{operation: o, r: r}
	for _, read := range o.site.Reads {
		shape := read.Shape
		if shape == nil || shape.Field == nil {
			continue
		}
		path := catalog.Plain(shape.Path)
		switch f := shape.Field; {
		case f.Verdict != catalog.Lost && f.Verdict != catalog.Moves:
			if o.early(shape) && !o.handsOn(r) {
				o.note(rules.ResponseLost, path, "the chunk with "+path+" comes last: that is when Converse sends token counts")
			} else if o.early(shape) {
				return because(rules.CallPartial, read.Use.Expr, "%s is read at the start of the stream, and Converse sends token counts at its end", read.Path)
			}
		case a.decides(read):
			return because(rules.ResponseLost, read.Use.Expr, "the program decides by %s, and Converse has no equivalent that can be read", read.Path)
		default:
			o.note(rules.ResponseLost, path, path+" stays empty: Converse's events do not carry it")
		}
	}
	if a.shown() {
		o.note(rules.ResponseLost, "", "the chunks are made from Converse's events, and hold what those carry")
	}
	return nil
}

// early reports whether a token count belongs to the chunk that begins a stream.
func (o *operation) early(shape *catalog.Shape) bool {
	if kindOf(shape) != eventMetadata {
		return false
	}
	for s := shape; s != nil; s = s.Parent {
		if s.Value != "" && s.Parent == o.site.Model.Family.Stream {
			return chunkEvent(s) == "messageStart"
		}
	}
	return false
}

// retypeStream changes the types of the parameters through which the stream reaches the
// loop.
func (o *operation) retypeStream(r *payload.Response, loop ast.Node) {
	fns := []ast.Node{o.funcOf(loop)}
	for f := r.Stream.Frame; f != nil; f = f.Caller {
		fns = append(fns, f.Fn)
	}
	for _, fn := range fns {
		if fn == nil || o.sourceOf(fn) == nil || fn == o.topFunc(o.site.Call) {
			continue
		}
		o.retypeParams(fn)
	}
}

// streamTypes are the types of the SDK that differ between the two streaming operations.
var streamTypes = map[string]string{
	"InvokeModelWithResponseStreamOutput":      "ConverseStreamOutput",
	"InvokeModelWithResponseStreamEventStream": "ConverseStreamEventStream",
}

// retypeParams gives the parameters of a function that take a stream the Converse types.
func (o *operation) retypeParams(fn ast.Node) {
	var params *ast.FieldList
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		params = fn.Type.Params
		if fn.Name.IsExported() {
			o.api = true
		}
	case *ast.FuncLit:
		params = fn.Type.Params
	}
	if params == nil {
		return
	}
	for _, p := range params.List {
		ast.Inspect(p.Type, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			obj, ok := o.pkg.TypesInfo.Uses[sel.Sel].(*types.TypeName)
			if ok && obj.Pkg().Path() == sdkPath && streamTypes[obj.Name()] != "" && o.once(sel) {
				o.sourceOf(sel).replace(sel.Sel, streamTypes[obj.Name()])
			}
			return false
		})
	}
}

// handsOn reports whether a body, or more than a single member of what was decoded from
// one, goes where its readers are not known.
func (o *operation) handsOn(r *payload.Response) bool {
	return slices.ContainsFunc(r.Escapes, func(e payload.Escape) bool {
		return !slices.ContainsFunc(r.Uses, func(u payload.Use) bool { return u.Expr == e.Expr && o.isMember(u) })
	})
}

// isMember reports whether a use is of one member of a chunk or body, without parts.
func (o *operation) isMember(u payload.Use) bool {
	return slices.ContainsFunc(o.site.Reads, func(read callsite.ResponseField) bool {
		return read.Path == u.Path && read.Shape != nil && read.Shape.Field != nil && len(read.Shape.Keys) == 0 && read.Shape.Elem == nil
	})
}

// counts is a statement that runs for every chunk, whatever is in it, and counts
// something: Converse sends another number of events. It is nil when there is none.
func (o *operation) counts(r *payload.Response) ast.Stmt {
	if r.Decode == nil {
		return nil
	}
	decode := o.statementOf(r.Decode)
	if decode == nil {
		return nil
	}
	for _, st := range o.sweep.list(decode) {
		switch st := st.(type) {
		case *ast.IncDecStmt:
			return st
		case *ast.AssignStmt:
			if st.Tok != token.DEFINE && st.Tok != token.ASSIGN && !o.readsChunk(st) {
				return st
			}
		}
	}
	return nil
}

// readsChunk reports whether a statement reads something of a chunk.
func (o *operation) readsChunk(st ast.Stmt) bool {
	return slices.ContainsFunc(o.site.Reads, func(read callsite.ResponseField) bool {
		return read.Use.Expr != nil && st.Pos() <= read.Use.Expr.Pos() && read.Use.Expr.End() <= st.End()
	})
}

// asksFor reports whether the code may look at chunks of a kind: it asks for that kind,
// reads a member of it, hands chunks on, or does something about every chunk.
func (g *chunkGen) asksFor(v *catalog.Shape) bool {
	if g.handsOn(g.r) || g.every() {
		return true
	}
	return slices.ContainsFunc(g.site.Reads, func(read callsite.ResponseField) bool {
		if slices.Contains(read.Use.Against, v.Value) {
			return true
		}
		for s := read.Shape; s != nil; s = s.Parent {
			if s == v && read.Shape.Name != v.Parent.Discriminator {
				return true
			}
		}
		return false
	})
}

// offers reports whether the request has a field that leads to a part of Converse:
// toolConfig, say.
func (o *operation) offers(prefix string) bool {
	return slices.ContainsFunc(o.site.Fields, func(f callsite.RequestField) bool {
		return f.Shape != nil && f.Shape.Field != nil && strings.HasPrefix(f.Shape.Field.Converse, prefix)
	})
}

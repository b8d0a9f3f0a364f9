package streamend

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

const cutMessage = "a stream that is cut off ends without an error, and this code takes it for a whole answer; look for %s before you trust it"

// cut reports a consumer of ConverseStream that knows no event that ends an answer.
func (p *pkg) cut(c consumer) {
	if c.union != "ConverseStreamOutput" || c.loop == nil || !p.reads(c.fn) || p.names(c.fn, endEvents) {
		return
	}
	if p.handsEventsOn(c) && slices.ContainsFunc(p.Pass.Files, func(f *ast.File) bool { return p.names(f, endEvents) }) {
		return
	}
	p.ReportIn(c.events, rules.StreamCut, c.events, strings.Replace(cutMessage, "%s", "messageStop", 1))
}

// The SDK's types of the event that ends an answer, and of the one after it.
var (
	endEvents      = []string{"ConverseStreamOutputMemberMessageStop", "MessageStopEvent"}
	metadataEvents = []string{"ConverseStreamOutputMemberMetadata", "ConverseStreamMetadataEvent"}
	deltaEvents    = []string{"ConverseStreamOutputMemberContentBlockDelta"}
)

// reads reports whether a function takes the answer's pieces out of the events.
func (p *pkg) reads(fn ast.Node) bool { return p.names(fn, deltaEvents) }

// names reports whether code mentions one of the SDK's types.
func (p *pkg) names(root ast.Node, types []string) bool {
	return sdk.Any(root, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		return ok && slices.Contains(types, id.Name) && slices.Contains(types, sdk.TypeName(p.info.TypeOf(id)))
	})
}

// handsEventsOn reports whether the loop gives events to another function.
func (p *pkg) handsEventsOn(c consumer) bool {
	return sdk.Any(c.loop, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		return ok && slices.ContainsFunc(call.Args, func(a ast.Expr) bool {
			return strings.HasPrefix(sdk.TypeName(p.info.TypeOf(a)), c.union)
		})
	})
}

// cutNative reports a stream of InvokeModel of which the code reads text, and neither the
// stop reason nor the chunk that ends it.
func (p *pkg) cutNative(s *callsite.Site) {
	r := s.Response
	if s.Operation != callsite.InvokeStream || s.SDK != "v2" || r == nil || r.Stream == nil || len(r.Escapes) > 0 {
		return
	}
	if !slices.ContainsFunc(s.Reads, isText) || slices.ContainsFunc(s.Reads, func(f callsite.ResponseField) bool { return endsAnswer(s, f) }) {
		return
	}
	p.Report(s, rules.StreamCut, received(s), strings.Replace(cutMessage, "%s", "the stop reason", 1))
}

// received is where the events of a site's stream are taken, or the call.
func received(s *callsite.Site) ast.Node {
	if loop, ok := s.Response.Stream.Loop.(*ast.RangeStmt); ok {
		return loop.X
	}
	if s.Response.Stream.Get != nil {
		return s.Response.Stream.Get
	}
	return s.Call
}

// isText reports whether a field is a piece of the answer's text.
func isText(f callsite.ResponseField) bool {
	return f.Shape != nil && f.Shape.Field != nil && strings.HasPrefix(f.Shape.Field.Converse, "contentBlockDelta.")
}

// endsAnswer reports whether a read tells the code that the answer is whole.
func endsAnswer(s *callsite.Site, f callsite.ResponseField) bool {
	if strings.HasPrefix(f.Path, "amazon-bedrock-invocationMetrics") {
		return true // part of the last chunk
	}
	if f.Shape != nil && f.Shape.Field != nil && strings.HasPrefix(f.Shape.Field.Converse, "messageStop.") {
		return true
	}
	return f.Use.Kind == payload.Compared && slices.ContainsFunc(f.Use.Against, func(v string) bool { return lastChunk(s, v) })
}

// lastChunk reports whether chunks of this kind come when the answer is over: those with
// the stop reason, and those that have nothing.
func lastChunk(s *callsite.Site, kind string) bool {
	return slices.ContainsFunc(s.Model.Families, func(f *catalog.Family) bool {
		v := f.Stream.Variant(kind)
		if v == nil {
			return false
		}
		stop, empty := false, true
		v.Walk(func(sh *catalog.Shape) {
			if sh.Field != nil {
				stop = stop || strings.HasPrefix(sh.Field.Converse, "messageStop.")
				empty = empty && sh.Field.Verdict == catalog.Drops
			}
		})
		return stop || empty
	})
}

// metadata reports a type switch over events that returns at messageStop although it has
// a case for the metadata event, which comes later.
func (p *pkg) metadata(fn *ast.FuncDecl) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		sw, ok := n.(*ast.TypeSwitchStmt)
		if !ok {
			return true
		}
		stop, later := p.clause(sw, endEvents), p.clause(sw, metadataEvents)
		if stop == nil || later == nil {
			return true
		}
		if exit := exits(stop); exit != nil {
			p.ReportIn(exit, rules.MetadataMissed, exit,
				"this leaves the stream at messageStop, and the metadata event with the token counts comes after it; go on until the events are over")
		}
		return true
	})
}

// clause returns the case of a type switch for one of the SDK's types.
func (p *pkg) clause(sw *ast.TypeSwitchStmt, names []string) *ast.CaseClause {
	for _, s := range sw.Body.List {
		c := s.(*ast.CaseClause)
		if slices.ContainsFunc(c.List, func(e ast.Expr) bool { return slices.Contains(names, sdk.TypeName(p.typeOf(e))) }) {
			return c
		}
	}
	return nil
}

func (p *pkg) typeOf(e ast.Expr) types.Type { return p.info.TypeOf(e) }

// exits returns the statement by which a case always leaves the loop: the last of its
// own, not one under a condition.
func exits(c *ast.CaseClause) ast.Stmt {
	for _, s := range c.Body {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			return s
		case *ast.BranchStmt:
			if s.Tok == token.GOTO || s.Tok == token.BREAK && s.Label != nil {
				return s
			}
		}
	}
	return nil
}

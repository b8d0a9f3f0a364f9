package streamend

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/finding"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/sdk"
	"github.com/bedrocklint/bedrocklint/rules"
)

// New returns the analyzer.
func New() *analysis.Analyzer { return finding.NewPackage("streamend", Doc, check) }

func check(r *finding.Reporter) {
	p := &pkg{Reporter: r, info: r.Pass.TypesInfo}
	sdk.Functions(r.Files(), func(fn *ast.FuncDecl) {
		for _, c := range p.consumers(fn) {
			p.errors(c)
			p.closes(c)
			p.cut(c)
		}
		p.metadata(fn)
	})
	for _, s := range r.Result.Sites {
		p.cutNative(s)
	}
}

type pkg struct {
	*finding.Reporter
	info *types.Info
}

// consumer is a function that receives the events of a stream: stream.Events().
type consumer struct {
	fn     *ast.FuncDecl
	events *ast.CallExpr // stream.Events()
	stream ast.Expr      // what has the method
	union  string        // the type of its events
	loop   ast.Stmt      // that receives them; nil when another function does
}

// unions are the types of the events of a stream.
var unions = []string{"ConverseStreamOutput", "ResponseStream"}

// consumers returns every call of a method Events that gives a channel of the SDK's
// events: of the SDK's streams, or of the program's own type or interface before one.
func (p *pkg) consumers(fn *ast.FuncDecl) []consumer {
	var out []consumer
	ast.PreorderStack(fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		recv, name := sdk.Method(p.info, call)
		ch, isChan := p.info.TypeOf(call).(*types.Chan)
		if name != "Events" || !isChan {
			return true
		}
		for _, u := range unions {
			if sdk.TypeName(ch.Elem()) == u {
				out = append(out, consumer{fn: fn, events: call, stream: recv, union: u, loop: p.loopOf(fn, call, stack)})
			}
		}
		return true
	})
	return out
}

// loopOf returns the loop that receives from a channel: one that ranges over it, or over
// the variable that it is assigned to, or one around the receive.
func (p *pkg) loopOf(fn *ast.FuncDecl, events *ast.CallExpr, stack []ast.Node) ast.Stmt {
	var ch types.Object
	for i := len(stack) - 1; i >= 0; i-- {
		switch s := stack[i].(type) {
		case *ast.RangeStmt:
			return s
		case *ast.ForStmt:
			return s
		case *ast.AssignStmt:
			if len(s.Lhs) == 1 {
				ch = sdk.Object(p.info, s.Lhs[0])
			}
		case *ast.FuncLit:
			i = 0
		}
	}
	if ch == nil {
		return nil
	}
	var loop ast.Stmt
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if l, ok := n.(ast.Stmt); ok && loop == nil && receives(p.info, l, ch) {
			loop = l
		}
		return true
	})
	return loop
}

// receives reports whether a loop takes values out of a channel variable.
func receives(info *types.Info, s ast.Stmt, ch types.Object) bool {
	switch l := s.(type) {
	case *ast.RangeStmt:
		return sdk.Object(info, l.X) == ch
	case *ast.ForStmt:
		return sdk.Any(l.Body, func(n ast.Node) bool {
			u, ok := n.(*ast.UnaryExpr)
			return ok && u.Op.String() == "<-" && sdk.Object(info, u.X) == ch
		})
	}
	return false
}

// errors reports a consumer that never reads the stream's error.
func (p *pkg) errors(c consumer) {
	if p.asks(c, "Err") || p.closeRead(c) || p.elsewhere(c, "Err", "Close") {
		return
	}
	p.ReportIn(c.events, rules.StreamErrUnread, c.events,
		"the stream's Err is never read, so a stream that fails looks like one that ends; read it when the events are over")
}

// closes reports a stream that is left open when its loop is left early. Read to its end
// a stream closes itself.
func (p *pkg) closes(c consumer) {
	if c.loop == nil || !leaves(c.loop) || p.asks(c, "Close") || p.elsewhere(c, "Close") {
		return
	}
	p.ReportIn(c.events, rules.StreamOpen, c.events,
		"the stream is never closed, and leaving this loop early keeps its connection and goroutine; defer its Close")
}

// asks reports whether the consumer's function calls a method of the same stream, or hands
// the method on as a value.
func (p *pkg) asks(c consumer, method string) bool {
	return sdk.Any(c.fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == method && p.same(c.fn, sel.X, c.stream)
	})
}

// closeRead reports whether the result of the stream's Close is used: it is that of Err.
func (p *pkg) closeRead(c consumer) bool {
	found := false
	ast.PreorderStack(c.fn.Body, nil, func(n ast.Node, stack []ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(stack) == 0 {
			return true
		}
		if recv, name := sdk.Method(p.info, call); name != "Close" || !p.same(c.fn, recv, c.stream) {
			return true
		}
		switch s := stack[len(stack)-1].(type) {
		case *ast.ExprStmt, *ast.DeferStmt:
		case *ast.AssignStmt:
			id, ok := s.Lhs[0].(*ast.Ident)
			found = found || !ok || id.Name != "_"
		default:
			found = true
		}
		return true
	})
	return found
}

// same reports whether two expressions are one stream: the same variable, or out's
// GetStream.
func (p *pkg) same(fn *ast.FuncDecl, a, b ast.Expr) bool {
	a, b = p.origin(fn, a), p.origin(fn, b)
	if sdk.Same(p.info, a, b) {
		return true
	}
	x, y := p.getStream(a), p.getStream(b)
	return x != nil && y != nil && sdk.Same(p.info, x, y)
}

// origin is what a variable is set to, when that is a call of GetStream.
func (p *pkg) origin(fn *ast.FuncDecl, e ast.Expr) ast.Expr {
	if v := sdk.Object(p.info, e); v != nil {
		if from, n := sdk.AssignedOnce(p.info, fn, v); n == 1 && p.getStream(from) != nil {
			return from
		}
	}
	return e
}

// getStream returns out of out.GetStream(), or nil.
func (p *pkg) getStream(e ast.Expr) ast.Expr {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if recv, name := sdk.Method(p.info, call); name == "GetStream" {
			return recv
		}
	}
	return nil
}

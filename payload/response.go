package payload

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// Response reads what the program does with the output of a call. It follows names, not
// the order of execution: from the variable that holds the output through decoding to
// every mention of what was decoded; into functions that are handed a part of it and
// out of those that return one; up into the callers of the call's own function; and
// through fields, package-level variables, channels and elements of slices, of which
// all instances count as one.
func (e *Engine) Response(pkg *Package, call *ast.CallExpr, streaming bool) *Response {
	fr := &Frame{Info: pkg.Info, Pkg: pkg.Types}
	fns := enclosingFuncs(pkg, call)
	if len(fns) > 0 {
		fr.Fn = fns[len(fns)-1]
	}
	resp := &Response{Frame: fr}
	if streaming {
		resp.Stream = &Stream{Frame: fr}
	}
	if len(fns) == 0 {
		return resp
	}
	f := &follower{e: e, resp: resp, call: call, seen: make(map[followed]bool), scopes: make(map[scopeKey]*scope), literals: make(map[*ast.FuncLit]*literalCalls)}
	s := f.scope(pkg, fns[0], nil, nil)
	s.fr = fr
	f.result(call, outputIndex(pkg.Info.TypeOf(call)), part{kind: output}, s)
	resp.sort()
	return resp
}

// outputIndex is the index of the output among a call's results. It is not 0 for the
// request methods of the first SDK generation.
func outputIndex(t types.Type) int {
	tuple, ok := t.(*types.Tuple)
	if !ok {
		return 0
	}
	for i := range tuple.Len() {
		if n, ok := types.Unalias(deptr(tuple.At(i).Type())).(*types.Named); ok && strings.HasSuffix(n.Obj().Name(), "Output") {
			return i
		}
	}
	return 0
}

// sort puts uses and escapes in source order and drops repetitions, which come from
// functions that are reached on several ways.
func (r *Response) sort() {
	slices.SortStableFunc(r.Uses, func(a, b Use) int {
		return cmp.Or(cmp.Compare(a.Expr.Pos(), b.Expr.Pos()), cmp.Compare(a.Expr.End(), b.Expr.End()), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	r.Uses = slices.CompactFunc(r.Uses, func(a, b Use) bool {
		return a.Expr == b.Expr && a.Path == b.Path && a.Kind == b.Kind
	})
	slices.SortFunc(r.Decodes, func(a, b *ast.CallExpr) int { return cmp.Compare(a.Pos(), b.Pos()) })
	slices.SortStableFunc(r.Escapes, func(a, b Escape) int {
		return cmp.Or(cmp.Compare(a.Expr.Pos(), b.Expr.Pos()), cmp.Compare(a.What, b.What))
	})
	r.Escapes = slices.CompactFunc(r.Escapes, func(a, b Escape) bool { return a.Expr == b.Expr && a.What == b.What })
}

// kind is what part of an answer an expression holds.
type kind string

const (
	output  kind = "output"
	stream  kind = "stream"
	events  kind = "events" // the channel
	event   kind = "event"
	chunk   kind = "chunk" // *types.ResponseStreamMemberChunk
	payload kind = "payload"
	body    kind = "body"    // the bytes of a body or chunk, a reader of them, a decoder; of the member at path
	decoded kind = "decoded" // a decoded value at path
	queried kind = "queried" // a gjson.Result, or the like, at path
)

// part is what one expression holds.
type part struct {
	kind  kind
	path  string
	index []int
	alias bool // a copy of a field in a variable: its reads have been counted
	boxes int  // how many channels, slices or maps are around it
	again bool // encoded again from a decoded value: not the service's own bytes

	decode *ast.CallExpr // what decoded it
}

func (p part) member(name string) part {
	p.index = slices.Clone(p.index)
	if p.path != "" {
		p.path += "."
	}
	p.path += name
	return p
}

func (p part) element(i int) part {
	p.index = append(slices.Clone(p.index), i)
	p.path += "[]"
	return p
}

// boxed is p as an element of a container that the program made; unboxed takes it out.
func (p part) boxed() part   { p.boxes++; return p }
func (p part) unboxed() part { p.boxes--; return p }

// of is another view of the member at p's path.
func (p part) of(k kind) part {
	p.kind, p.alias = k, false
	return p
}

// what names a part for Escape.What.
func (p part) what() string {
	switch p.kind {
	case output, stream, events, event, chunk, payload:
		return "output"
	case body:
		if p.path == "" && !p.again {
			return "body"
		}
	}
	return "decoded"
}

type followed struct {
	obj   types.Object
	kind  kind
	path  string
	boxes int
	s     *scope // nil for what is the same everywhere: fields, package-level variables
}

// maxFollowed bounds the expressions that one answer may take to follow, maxFollowedUp
// how far up the callers are looked at, and maxFollowedIn how many functions deep.
const (
	maxFollowed   = 20_000
	maxFollowedUp = 4
	maxFollowedIn = 8
)

// follower collects the uses of one call's output.
type follower struct {
	e      *Engine
	resp   *Response
	call   *ast.CallExpr
	seen   map[followed]bool
	scopes map[scopeKey]*scope
	depth  int
	steps  int

	literals map[*ast.FuncLit]*literalCalls
}

type scopeKey struct {
	fn   ast.Node
	pkg  *Package
	call *ast.CallExpr
}

// scope is one function, entered by one call: nil when it is looked at by itself, as
// the call's own function and its callers are.
type scope struct {
	*syntax
	fr      *Frame
	up      *scope // of the caller; nil as well when there is no one call
	climbs  int
	results map[int][]part // what the function returns, by result
}

func (f *follower) scope(pkg *Package, fn ast.Node, call *ast.CallExpr, up *scope) *scope {
	key := scopeKey{fn, pkg, call}
	if s, ok := f.scopes[key]; ok {
		return s
	}
	fr := &Frame{Fn: fn, Info: pkg.Info, Pkg: pkg.Types, Call: call}
	if up != nil {
		fr.Caller, fr.Args = up.fr, make(map[types.Object]Origin)
	}
	s := &scope{syntax: f.e.syntaxOf(pkg, fn), fr: fr, up: up, results: make(map[int][]part)}
	f.scopes[key] = s
	return s
}

// entered is the scope of a callee. A function that is being entered already, at any
// depth, is entered once only.
func (f *follower) entered(pkg *Package, fn ast.Node, call *ast.CallExpr, up *scope) *scope {
	n := 0
	for s := up; s != nil; s = s.up {
		if s.fn == fn || n > maxFollowedIn {
			return nil
		}
		n++
	}
	return f.scope(pkg, fn, call, up)
}

// bind says that a variable holds p, and follows every mention of it.
func (f *follower) bind(obj types.Object, p part, s *scope) {
	if obj == nil {
		return
	}
	key := followed{obj, p.kind, p.path, p.boxes, s}
	if f.seen[key] || f.depth > 60 {
		return
	}
	f.seen[key] = true
	f.note(obj, p)
	f.depth++
	defer func() { f.depth-- }()
	for _, id := range s.idents[obj] {
		f.step(id, p, s)
	}
	if i := s.namedResult(obj); i >= 0 && s.bareReturns {
		f.give(obj, i, p, s)
	}
}

// note fills the named variables of the report.
func (f *follower) note(obj types.Object, p part) {
	switch {
	case p.boxes > 0:
	case p.kind == output && f.resp.Output == nil:
		f.resp.Output = obj
	case p.kind == decoded && p.path == "" && (f.resp.Into == nil || vague(f.resp.Type)):
		f.resp.Into, f.resp.Type = obj, obj.Type()
	case p.kind == event && f.resp.Stream != nil && f.resp.Stream.Event == nil:
		f.resp.Stream.Event = obj
	case p.kind == chunk && f.resp.Stream != nil && f.resp.Stream.Chunk == nil:
		f.resp.Stream.Chunk = obj
	}
}

// vague reports whether a type says nothing of what is decoded: a helper's parameter.
func vague(t types.Type) bool {
	switch t := types.Unalias(deptr(t)).(type) {
	case *types.TypeParam:
		return true
	case *types.Interface:
		return t.Empty()
	}
	return false
}

func (f *follower) use(e ast.Expr, p part, k UseKind, s *scope, against ...string) {
	if p.alias && k != Compared && k != Returned || p.boxes > 0 {
		return
	}
	f.resp.Uses = append(f.resp.Uses, Use{Path: p.path, Index: p.index, Kind: k, Expr: e, Against: against, Frame: s.fr, Decode: p.decode})
}

func (f *follower) escape(e ast.Expr, p part, reason string, s *scope) {
	f.resp.Escapes = append(f.resp.Escapes, Escape{Expr: e, What: p.what(), Reason: reason, Frame: s.fr, Decode: p.decode})
}

// leaves notes that a part goes to a place that is followed as well.
func (f *follower) leaves(e ast.Expr, p part, reason string, s *scope) {
	if p.kind == decoded && p.path == "" && p.boxes == 0 {
		f.use(e, p, Read, s)
	}
	f.resp.Escapes = append(f.resp.Escapes, Escape{Expr: e, What: p.what(), Reason: reason, Followed: true, Frame: s.fr, Decode: p.decode})
}

// end closes a chain: the value of e is used as k, or, being more than a scalar, gets
// out of sight for the given reason.
func (f *follower) end(e ast.Expr, p part, k UseKind, reason string, s *scope) {
	switch p.kind {
	case queried:
		f.use(e, p, k, s)
		return
	case decoded:
		if p.alias && k != Compared && k != Returned {
			return
		}
		f.use(e, p, k, s)
		if p.boxes == 0 && scalar(s.pkg.Info.TypeOf(e)) {
			return
		}
	}
	f.escape(e, p, reason, s)
}

// small reports whether e is a scalar that was decoded: where it goes does not matter.
func (f *follower) small(e ast.Expr, p part, s *scope) bool {
	return p.boxes == 0 && (p.kind == queried || p.kind == decoded && scalar(s.pkg.Info.TypeOf(e)))
}

// scalar reports whether a value of type t has no parts of its own to follow.
func scalar(t types.Type) bool {
	if tup, ok := t.(*types.Tuple); ok && tup.Len() > 0 {
		t = tup.At(0).Type()
	}
	if t == nil {
		return false
	}
	if isBasic(t) {
		return true
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isBasic(p.Elem())
}

package payload

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// Response reads what the code around the call does with its output. It follows
// names, not the order of execution: from the variable that holds the output through
// decoding to every mention of what was decoded, into functions of the program that
// are handed a part of it, and out of those that return one.
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
	f := &follower{e: e, resp: resp, call: call, seen: make(map[followed]bool), scans: make(map[ast.Node]*scan)}
	s := f.scan(pkg, fns[0], fr)
	f.step(call, part{kind: output}, s)
	resp.sort()
	return resp
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
	body    kind = "body"    // the bytes of a body or chunk, a reader of them, a decoder
	decoded kind = "decoded" // a decoded value at path
	queried kind = "queried" // a gjson.Result at path
)

// part is what one expression holds.
type part struct {
	kind  kind
	path  string
	index []int
	alias bool // a copy of a field in a variable: its reads have been counted
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

// what names a part for Escape.What.
func (p part) what() string {
	switch p.kind {
	case output, stream, events, event, chunk, payload:
		return "output"
	case body:
		return "body"
	}
	return "decoded"
}

type followed struct {
	obj  types.Object
	kind kind
	path string
}

// follower collects the uses of one call's output.
type follower struct {
	e     *Engine
	resp  *Response
	call  *ast.CallExpr
	seen  map[followed]bool
	scans map[ast.Node]*scan
	depth int
}

// scan is one function: who contains whom, and where each variable is mentioned.
type scan struct {
	pkg     *Package
	fn      ast.Node
	fr      *Frame
	parents map[ast.Node]ast.Node
	idents  map[types.Object][]*ast.Ident
	results map[int][]part // what the function returns, by result
}

func (f *follower) scan(pkg *Package, fn ast.Node, fr *Frame) *scan {
	if s, ok := f.scans[fn]; ok {
		return s
	}
	s := &scan{pkg: pkg, fn: fn, fr: fr, parents: make(map[ast.Node]ast.Node), idents: make(map[types.Object][]*ast.Ident), results: make(map[int][]part)}
	f.scans[fn] = s
	var stack []ast.Node
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if len(stack) > 0 {
			s.parents[n] = stack[len(stack)-1]
		}
		stack = append(stack, n)
		if id, ok := n.(*ast.Ident); ok {
			if obj := pkg.Info.Uses[id]; obj != nil {
				s.idents[obj] = append(s.idents[obj], id)
			}
		}
		return true
	})
	return s
}

// bind says that a variable holds p, and follows every mention of it.
func (f *follower) bind(obj types.Object, p part, s *scan) {
	if obj == nil {
		return
	}
	key := followed{obj, p.kind, p.path}
	if f.seen[key] || f.depth > 60 {
		return
	}
	f.seen[key] = true
	f.note(obj, p)
	f.depth++
	for _, id := range s.idents[obj] {
		f.step(id, p, s)
	}
	f.depth--
}

// note fills the named variables of the report.
func (f *follower) note(obj types.Object, p part) {
	switch {
	case p.kind == output && f.resp.Output == nil:
		f.resp.Output = obj
	case p.kind == decoded && p.path == "" && f.resp.Into == nil:
		f.resp.Into, f.resp.Type = obj, obj.Type()
	case p.kind == event && f.resp.Stream != nil && f.resp.Stream.Event == nil:
		f.resp.Stream.Event = obj
	case p.kind == chunk && f.resp.Stream != nil && f.resp.Stream.Chunk == nil:
		f.resp.Stream.Chunk = obj
	}
}

func (f *follower) use(e ast.Expr, p part, k UseKind, s *scan, against ...string) {
	if p.alias && k != Compared && k != Returned {
		return
	}
	f.resp.Uses = append(f.resp.Uses, Use{Path: p.path, Index: p.index, Kind: k, Expr: e, Against: against, Frame: s.fr})
}

func (f *follower) escape(e ast.Expr, p part, reason string, s *scan) {
	f.resp.Escapes = append(f.resp.Escapes, Escape{Expr: e, What: p.what(), Reason: reason, Frame: s.fr})
}

// end closes a chain: the value of e is used as k, or, being more than a scalar, gets
// out of sight for the given reason.
func (f *follower) end(e ast.Expr, p part, k UseKind, reason string, s *scan) {
	switch p.kind {
	case queried:
		f.use(e, p, k, s)
		return
	case decoded:
		if p.alias && k != Compared && k != Returned {
			return
		}
		f.use(e, p, k, s)
		if scalar(s.pkg.Info.TypeOf(e)) {
			return
		}
	}
	f.escape(e, p, reason, s)
}

// scalar reports whether a value of type t has no parts of its own to follow.
func scalar(t types.Type) bool {
	if tup, ok := t.(*types.Tuple); ok && tup.Len() > 0 {
		t = tup.At(0).Type()
	}
	if isBasic(t) {
		return true
	}
	p, ok := types.Unalias(t).(*types.Pointer)
	return ok && isBasic(p.Elem())
}

// step looks at what is done with the expression e, which holds p.
func (f *follower) step(e ast.Expr, p part, s *scan) {
	switch up := s.parents[e].(type) {
	case *ast.ParenExpr:
		f.step(up, p, s)
	case *ast.StarExpr:
		f.step(up, p, s)
	case *ast.UnaryExpr:
		f.unary(up, e, p, s)
	case *ast.SelectorExpr:
		f.selector(up, p, s)
	case *ast.IndexExpr:
		f.index(up, e, p, s)
	case *ast.SliceExpr:
		if up.X == e {
			f.step(up, p, s)
		} else {
			f.end(e, p, Read, "", s)
		}
	case *ast.TypeAssertExpr:
		f.assertion(up, p, s)
	case *ast.CallExpr:
		f.callWith(up, e, p, s)
	case *ast.AssignStmt:
		f.assign(up, e, p, s)
	case *ast.ValueSpec:
		f.valueSpec(up, e, p, s)
	case *ast.RangeStmt:
		f.ranged(up, e, p, s)
	case *ast.BinaryExpr:
		f.compared(up, e, p, s)
	case *ast.SwitchStmt:
		f.switched(up, e, p, s)
	case *ast.ReturnStmt:
		f.returned(up, e, p, s)
	case *ast.KeyValueExpr, *ast.CompositeLit:
		f.end(e, p, Read, "stored in a composite literal", s)
	case *ast.SendStmt:
		f.end(e, p, Read, "sent on a channel", s)
	case *ast.IncDecStmt:
		f.use(e, p, Assigned, s)
	default:
		if p.kind == decoded || p.kind == queried {
			f.end(e, p, Read, "used as a whole", s)
		}
	}
}

func (f *follower) unary(up *ast.UnaryExpr, e ast.Expr, p part, s *scan) {
	switch up.Op.String() {
	case "&":
		f.step(up, p, s)
	case "<-":
		if p.kind == events {
			f.received(up, s)
			return
		}
		f.end(e, p, Read, "received from", s)
	default:
		f.end(e, p, Read, "used in an expression", s)
	}
}

// selector is e.Sel.
func (f *follower) selector(up *ast.SelectorExpr, p part, s *scan) {
	name := up.Sel.Name
	if call, ok := s.parents[up].(*ast.CallExpr); ok && call.Fun == ast.Expr(up) {
		f.method(call, up, p, s)
		return
	}
	switch {
	case p.kind == output && name == "Body":
		f.step(up, part{kind: body}, s)
	case p.kind == chunk && name == "Value":
		f.step(up, part{kind: payload}, s)
	case (p.kind == payload || p.kind == chunk) && name == "Bytes":
		f.step(up, part{kind: body}, s)
	case p.kind == decoded:
		f.field(up, p, s)
	}
}

// field is the selection of a field of a decoded struct.
func (f *follower) field(up *ast.SelectorExpr, p part, s *scan) {
	sel := s.pkg.Info.Selections[up]
	if sel == nil || sel.Kind() != types.FieldVal {
		return
	}
	st, ok := structOf(s.pkg.Info.TypeOf(up.X))
	if !ok {
		return
	}
	for _, jf := range jsonFields(st) {
		if slices.Equal(jf.index, sel.Index()) {
			f.step(up, p.member(jf.name), s)
			return
		}
	}
	if v, ok := sel.Obj().(*types.Var); ok && v.Embedded() {
		f.step(up, p, s)
	}
}

func (f *follower) index(up *ast.IndexExpr, e ast.Expr, p part, s *scan) {
	if up.X != e {
		f.end(e, p, Read, "used as an index", s)
		return
	}
	if p.kind != decoded {
		f.end(e, p, Read, "indexed", s)
		return
	}
	key := s.pkg.Info.Types[up.Index].Value
	t := s.pkg.Info.TypeOf(up.X)
	if t == nil {
		return
	}
	switch t.Underlying().(type) {
	case *types.Map:
		if key == nil {
			f.end(e, p, Read, "indexed with a key that is not constant", s)
			return
		}
		f.step(up, p.member(keyText(key)), s)
	case *types.Slice, *types.Array, *types.Pointer:
		i := -1
		if n, ok := intOf(&constVal{val: key}); ok {
			i = n
		}
		f.step(up, p.element(i), s)
	default:
		f.end(e, p, Read, "indexed", s)
	}
}

func (f *follower) assertion(up *ast.TypeAssertExpr, p part, s *scan) {
	if up.Type == nil { // switch x := e.(type)
		f.typeSwitch(up, p, s)
		return
	}
	if p.kind == event {
		if f.resp.Stream != nil && f.resp.Stream.Switch == nil {
			f.resp.Stream.Switch = s.statement(up)
		}
		if !isChunk(s.pkg.Info.TypeOf(up.Type)) {
			return
		}
		p = part{kind: chunk}
	}
	f.step(up, p, s)
}

// typeSwitch binds the variable of each clause.
func (f *follower) typeSwitch(up *ast.TypeAssertExpr, p part, s *scan) {
	var sw *ast.TypeSwitchStmt
	for n := s.parents[up]; n != nil && sw == nil; n = s.parents[n] {
		sw, _ = n.(*ast.TypeSwitchStmt)
	}
	if sw == nil {
		return
	}
	if p.kind == event && f.resp.Stream != nil {
		f.resp.Stream.Switch = sw
	}
	for _, c := range sw.Body.List {
		cc := c.(*ast.CaseClause)
		obj := s.pkg.Info.Implicits[cc]
		q := p
		if p.kind == event {
			if len(cc.List) != 1 || !isChunk(s.pkg.Info.TypeOf(cc.List[0])) {
				continue
			}
			q = part{kind: chunk}
		}
		f.bind(obj, q, s)
	}
}

// isChunk reports whether t is the event that carries a chunk: v2's
// *types.ResponseStreamMemberChunk, or v1's *PayloadPart.
func isChunk(t types.Type) bool {
	n, ok := types.Unalias(deptr(t)).(*types.Named)
	if !ok {
		return false
	}
	name := n.Obj().Name()
	return name == "ResponseStreamMemberChunk" || name == "PayloadPart"
}

// statement is the statement that n is part of.
func (s *scan) statement(n ast.Node) ast.Stmt {
	for ; n != nil; n = s.parents[n] {
		if st, ok := n.(ast.Stmt); ok {
			return st
		}
	}
	return nil
}

func (f *follower) compared(up *ast.BinaryExpr, e ast.Expr, p part, s *scan) {
	other := up.Y
	if up.Y == e {
		other = up.X
	}
	if op := up.Op.String(); op != "==" && op != "!=" {
		f.end(e, p, Read, "used in an expression", s)
		return
	}
	tv := s.pkg.Info.Types[other]
	switch {
	case p.kind != decoded:
	case tv.Value != nil:
		f.use(e, p, Compared, s, keyText(tv.Value))
	case tv.IsNil():
		f.use(e, p, Compared, s, "nil")
	default:
		f.end(e, p, Read, "compared as a whole", s)
	}
}

func (f *follower) switched(up *ast.SwitchStmt, e ast.Expr, p part, s *scan) {
	if up.Tag != e || p.kind != decoded {
		return
	}
	var against []string
	for _, c := range up.Body.List {
		for _, k := range c.(*ast.CaseClause).List {
			if v := s.pkg.Info.Types[k].Value; v != nil {
				against = append(against, keyText(v))
			}
		}
	}
	f.use(e, p, Compared, s, against...)
}

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// Request reads what the call sends: input is the argument that holds the input
// struct, or a pointer to it. Where the function's own code leaves the body open and
// its parameters decide, the callers are looked at, and what they send is joined.
func (e *Engine) Request(pkg *Package, call *ast.CallExpr, input ast.Expr) *Request {
	own := e.local(pkg, call, input)
	if !open(own.Body) {
		return own
	}
	reqs := e.fromCallers(pkg, call, input)
	if len(reqs) == 0 {
		return own
	}
	return joinRequests(own, reqs)
}

// Requests is Request, with one result for each caller that decides the body.
func (e *Engine) Requests(pkg *Package, call *ast.CallExpr, input ast.Expr) []*Request {
	own := e.local(pkg, call, input)
	if open(own.Body) {
		if reqs := e.fromCallers(pkg, call, input); len(reqs) > 0 {
			return reqs
		}
	}
	return []*Request{own}
}

// open reports whether nothing is known of a body.
func open(v Value) bool {
	switch v := v.(type) {
	case *Unknown:
		return true
	case *Expr:
		return true
	case *Alt:
		return slices.ContainsFunc(v.Cases, func(c AltCase) bool { return open(c.Value) })
	}
	return false
}

// local evaluates the call from the start of the function declaration around it.
func (e *Engine) local(pkg *Package, call *ast.CallExpr, input ast.Expr) *Request {
	fns := enclosingFuncs(pkg, call)
	if len(fns) == 0 {
		return unknownRequest(pkg, call, input, "the call is outside of any function")
	}
	r := e.newRun(call, input, pkg)
	r.once = true
	switch fn := fns[0].(type) {
	case *ast.FuncDecl:
		r.root(pkg, fn)
	case *ast.FuncLit: // at package level
		st := newState()
		a := r.activate(pkg, nil, &ast.FuncType{}, nil, nil)
		a.exploreLit(&funcVal{src: src{fr: a.fr}, lit: fn}, nil, st, true)
	}
	return r.request(pkg)
}

func unknownRequest(pkg *Package, call *ast.CallExpr, input ast.Expr, why string) *Request {
	fr := &Frame{Info: pkg.Info, Pkg: pkg.Types}
	if fns := enclosingFuncs(pkg, call); len(fns) > 0 {
		fr.Fn = fns[len(fns)-1]
	}
	o := Origin{Expr: input, At: input.Pos(), Frame: fr}
	return &Request{
		Input: input, Body: &Unknown{Orig: o, Reason: why},
		Members: map[string]Value{}, Sets: map[string]ast.Node{}, Site: fr, Frame: fr,
	}
}

// request is what the run's hits amount to.
func (r *run) request(pkg *Package) *Request {
	if len(r.hits) == 0 {
		why := "the call is not reached"
		if r.stuck || r.steps > maxSteps {
			why = "the function cannot be followed: too long, or it uses goto"
		}
		return unknownRequest(pkg, r.target, r.input, why)
	}
	reqs := make([]*Request, len(r.hits))
	for i, h := range r.hits {
		reqs[i] = r.requestAt(h)
	}
	if len(reqs) == 1 {
		return reqs[0]
	}
	return joinRequests(reqs[len(reqs)-1], reqs)
}

// requestAt reads the input struct at one hit.
func (r *run) requestAt(h hit) *Request {
	a := h.act
	r.steps, r.depth = 0, 0 // taking the input apart has a budget of its own
	req := &Request{
		Input: r.input, Site: a.fr, Frame: a.fr,
		Members: make(map[string]Value), Sets: make(map[string]ast.Node),
	}
	seal := &sealer{r: r, h: h}
	v := h.input
	if isPointer(typeOf(v)) {
		v = a.deref(v, h.st, r.input)
	}
	n := enc{a: a, st: h.st, pos: r.input.Pos()}
	s, ok := v.(*structVal)
	if o, isOpaque := v.(*opaque); isOpaque {
		if st, isStruct := o.typ.Underlying().(*types.Struct); isStruct {
			s, ok = r.expand(o, st), true
		}
	}
	if !ok {
		req.Body = seal.value(&Unknown{Orig: Origin{Expr: r.input, At: r.input.Pos(), Frame: a.fr}, Reason: inputReason(v), clock: h.clock})
		return req
	}
	req.Literal, _ = s.expr.(*ast.CompositeLit)
	r.members(req, s, n, seal)
	if req.Body == nil {
		req.Body = &Unknown{Orig: Origin{Expr: r.input, At: r.input.Pos(), Frame: a.fr}, Reason: "no body is set"}
	}
	req.Trail = a.trail(r.target, r.input, req)
	return req
}

func inputReason(v goValue) string {
	if u, ok := v.(*unknown); ok && u.reason != "" {
		return "the input is not known: " + u.reason
	}
	return "the input is not known"
}

// members reads the fields of the input struct.
func (r *run) members(req *Request, s *structVal, n enc, seal *sealer) {
	st, ok := s.typ.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range st.NumFields() {
		f := st.Field(i)
		v := s.fields[i]
		if !f.Exported() || s.sets[i].node == nil && isZeroMember(v) {
			continue
		}
		if s.sets[i].node != nil {
			req.Sets[f.Name()] = s.sets[i].node
		}
		if f.Name() == "Body" && isBytes(f.Type()) {
			req.Body = seal.value(r.jsonText(v, n))
			req.Encode, req.Frame = encodeCall(v, req.Frame)
			continue
		}
		req.Members[f.Name()] = seal.value(n.member0(v))
	}
}

func isZeroMember(v goValue) bool {
	c, ok := v.(*constVal)
	return ok && constEmpty(c) == yes
}

// member0 is a member of the input as a Go value: pointers are followed.
func (n enc) member0(v goValue) Value {
	switch v := v.(type) {
	case *pointer:
		return n.member0(n.a.r.load(n.st, v.addr, v.path, v.src))
	case *choice:
		s := n.src(v)
		out := &Alt{Orig: s.origin(), clock: s.clock}
		for _, k := range v.cases {
			out.Cases = append(out.Cases, AltCase{When: k.when, Value: n.member0(k.val)})
		}
		return out
	case *opaque:
		if p, ok := v.typ.Underlying().(*types.Pointer); ok && isBasic(p.Elem()) {
			if addr, ok := n.st.lazy[v.key+"*"]; ok {
				return n.member0(n.a.r.load(n.st, addr, nil, v.src))
			}
		}
	}
	return n.value(v)
}

// encodeCall is the call that made the body, and where it is.
func encodeCall(v goValue, fr *Frame) (*ast.CallExpr, *Frame) {
	switch v := v.(type) {
	case *text:
		for _, p := range v.pieces {
			if p.call != nil {
				return p.call, p.frame(fr)
			}
		}
		if call, ok := v.expr.(*ast.CallExpr); ok {
			return call, v.fr
		}
	case *choice:
		for _, k := range v.cases {
			if call, f := encodeCall(k.val, fr); call != nil {
				return call, f
			}
		}
	}
	return nil, fr
}

// frame is the activation in which the piece was encoded.
func (p piece) frame(fr *Frame) *Frame {
	if p.in != nil {
		return p.in
	}
	return fr
}

// joinRequests is one request that stands for several, of which the conditions are
// not known.
func joinRequests(shape *Request, reqs []*Request) *Request {
	out := *shape
	out.Body = joinValues(reqs, func(r *Request) Value { return r.Body })
	out.Members = make(map[string]Value)
	for _, r := range reqs {
		for name := range r.Members {
			if out.Members[name] == nil {
				out.Members[name] = joinValues(reqs, func(r *Request) Value { return r.Members[name] })
			}
		}
	}
	if len(reqs) == 1 {
		out.Encode, out.Frame = reqs[0].Encode, reqs[0].Frame
	}
	return &out
}

func joinValues(reqs []*Request, get func(*Request) Value) Value {
	alt := &Alt{}
	seen := make(map[string]bool)
	for _, r := range reqs {
		v := get(r)
		if v == nil {
			v = &Const{Orig: Origin{Expr: r.Input, At: r.Input.Pos(), Frame: r.Site}}
		}
		if k := Format(v); !seen[k] {
			seen[k] = true
			alt.Cases = append(alt.Cases, AltCase{When: []Cond{{Orig: callOrigin(r), Stable: Stability{Why: "depends on the caller"}}}, Value: v})
		}
	}
	if len(alt.Cases) == 1 {
		return alt.Cases[0].Value
	}
	alt.Orig = callOrigin(reqs[0])
	alt.Cases[len(alt.Cases)-1].When = nil
	return alt
}

// callOrigin is the call through which a request was found.
func callOrigin(r *Request) Origin {
	fr := r.Site
	if fr != nil && fr.Call != nil {
		return Origin{Expr: fr.Call, At: fr.Call.Pos(), Frame: fr.Caller}
	}
	return Origin{Expr: r.Input, At: r.Input.Pos(), Frame: fr}
}

// maxCallers bounds how many callers of a wrapper are looked at, and maxUp how far up.
const (
	maxCallers = 24
	maxUp      = 3
)

// fromCallers evaluates the call from the functions that call the one around it. It
// gives nothing unless every caller is seen.
func (e *Engine) fromCallers(pkg *Package, call *ast.CallExpr, input ast.Expr) []*Request {
	fns := enclosingFuncs(pkg, call)
	if len(fns) == 0 {
		return nil
	}
	decl, ok := fns[0].(*ast.FuncDecl)
	if !ok {
		return nil
	}
	var out []*Request
	seen := map[*ast.FuncDecl]bool{decl: true}
	for _, c := range e.callersOf(pkg, decl) {
		out = append(out, e.fromCaller(pkg, call, input, c, seen, 1)...)
		if len(out) > maxCallers {
			return nil
		}
	}
	return out
}

func (e *Engine) callersOf(pkg *Package, decl *ast.FuncDecl) []callAt {
	fn, _ := pkg.Info.Defs[decl.Name].(*types.Func)
	if fn == nil {
		return nil
	}
	var out []callAt
	for _, p := range e.prog.pkgs {
		if p != pkg && !fn.Exported() {
			continue
		}
		out = append(out, e.index(p).calls[fn]...)
	}
	if len(out) > maxCallers {
		return nil
	}
	return out
}

// fromCaller evaluates from the start of one caller, and from its own callers if the
// body is still open there.
func (e *Engine) fromCaller(pkg *Package, call *ast.CallExpr, input ast.Expr, c callAt, seen map[*ast.FuncDecl]bool, up int) []*Request {
	if c.fn == nil || seen[c.fn] {
		return nil
	}
	r := e.newRun(call, input, pkg)
	r.root(c.pkg, c.fn)
	var out []*Request
	for _, h := range r.hits {
		if h.act.fr.Caller != nil {
			out = append(out, r.requestAt(h))
		}
	}
	if up >= maxUp || !slices.ContainsFunc(out, func(r *Request) bool { return open(r.Body) }) {
		return out
	}
	seen[c.fn] = true
	defer delete(seen, c.fn)
	var further []*Request
	for _, k := range e.callersOf(c.pkg, c.fn) {
		further = append(further, e.fromCaller(pkg, call, input, k, seen, up+1)...)
	}
	if len(further) == 0 {
		return out
	}
	return further
}

// trail lists the statements before the target, in the functions around it, that
// write what the input is made of.
func (a *activation) trail(target *ast.CallExpr, input ast.Expr, req *Request) []ast.Node {
	info := a.pkg.Info
	fns := enclosingFuncs(a.pkg, target)
	if len(fns) == 0 {
		return nil
	}
	kept := make(map[types.Object]bool)
	keepLeaves(req.Body, info, kept)
	for _, m := range req.Members {
		keepLeaves(m, info, kept)
	}
	t := &trailer{info: info, target: target, kept: kept, vars: make(map[types.Object]bool), nodes: make(map[ast.Node]bool)}
	t.reads(input)
	for changed := true; changed; {
		changed = t.pass(fns[0])
	}
	out := make([]ast.Node, 0, len(t.nodes))
	for n := range t.nodes {
		out = append(out, n)
	}
	slices.SortFunc(out, func(x, y ast.Node) int { return int(x.Pos() - y.Pos()) })
	return out
}

type trailer struct {
	info   *types.Info
	target *ast.CallExpr
	kept   map[types.Object]bool // still needed by the symbolic body
	vars   map[types.Object]bool // what the input is made of
	nodes  map[ast.Node]bool
}

// reads adds the local variables that n mentions.
func (t *trailer) reads(n ast.Node) bool {
	added := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := t.info.Uses[id].(*types.Var)
		if !ok || v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || t.kept[v] || t.vars[v] || typeName(v.Type()) == "error" {
			return true
		}
		t.vars[v] = true
		added = true
		return true
	})
	return added
}

// pass adds the statements that write a variable of the trail.
func (t *trailer) pass(fn ast.Node) bool {
	changed := false
	ast.Inspect(fn, func(n ast.Node) bool {
		if n == nil || n.Pos() >= t.target.Pos() {
			return false
		}
		s, ok := n.(ast.Stmt)
		if !ok || t.nodes[n] || n.End() > t.target.Pos() || !t.writes(s) {
			return true
		}
		t.nodes[n] = true
		t.reads(s)
		changed = true
		return true
	})
	return changed
}

func (t *trailer) writes(s ast.Stmt) bool {
	has := func(e ast.Expr) bool { o := rootObject(t.info, e); return o != nil && t.vars[o] }
	switch s := s.(type) {
	case *ast.AssignStmt:
		return slices.ContainsFunc(s.Lhs, has)
	case *ast.DeclStmt:
		g, ok := s.Decl.(*ast.GenDecl)
		return ok && slices.ContainsFunc(g.Specs, func(sp ast.Spec) bool {
			vs, ok := sp.(*ast.ValueSpec)
			return ok && slices.ContainsFunc(vs.Names, func(id *ast.Ident) bool { return t.vars[t.info.Defs[id]] })
		})
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && has(sel.X) {
			return true
		}
		return slices.ContainsFunc(call.Args, func(e ast.Expr) bool {
			u, ok := e.(*ast.UnaryExpr)
			return ok && u.Op == token.AND && has(u.X)
		})
	}
	return false
}

// keepLeaves marks the variables that stable leaves of v mention.
func keepLeaves(v Value, info *types.Info, kept map[types.Object]bool) {
	mark := func(e ast.Expr, s Stability) {
		if e == nil || !s.OK {
			return
		}
		ast.Inspect(e, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if o, ok := info.Uses[id].(*types.Var); ok {
					kept[o] = true
				}
			}
			return true
		})
	}
	Walk(v, func(v Value) {
		switch v := v.(type) {
		case *Expr:
			mark(v.Orig.Expr, v.Stable)
		case *Unknown:
			mark(v.Orig.Expr, v.Stable)
		}
	})
}

// Walk calls f for v and every value inside it, conditions and loops apart.
func Walk(v Value, f func(Value)) {
	if v == nil {
		return
	}
	f(v)
	switch v := v.(type) {
	case *String:
		for _, p := range v.Parts {
			if p.Expr != nil {
				f(p.Expr)
			}
		}
	case *Object:
		for _, m := range v.Fields {
			Walk(m.Value, f)
		}
	case *Array:
		for _, e := range v.Elems {
			if e.Loop != nil {
				Walk(e.Loop.Over, f)
			}
			Walk(e.Value, f)
		}
	case *Alt:
		for _, c := range v.Cases {
			Walk(c.Value, f)
		}
	}
}

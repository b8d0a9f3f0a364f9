package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

// Request reads what the call sends: input is the argument that holds the input
// struct, or a pointer to it. Where the function's own code leaves the body open and
// its parameters decide, the callers are looked at, and what they send is joined.
func (e *Engine) Request(pkg *Package, call *ast.CallExpr, input ast.Expr) *Request {
	own := e.local(pkg, call, input, nil)
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
	own := e.local(pkg, call, input, nil)
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
func (e *Engine) local(pkg *Package, call *ast.CallExpr, input ast.Expr, held map[ast.Expr]bool) *Request {
	fns := enclosingFuncs(pkg, call)
	if len(fns) == 0 {
		return unknownRequest(pkg, call, input, "the call is outside of any function")
	}
	e.left = maxRequestSteps
	r := e.newRun(call, input, pkg)
	r.once, r.held = true, held
	switch fn := fns[0].(type) {
	case *ast.FuncDecl:
		r.root(pkg, fn)
		e.left -= r.steps
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
	if len(r.hits) == 0 || r.missed {
		why := "the call is not reached"
		if r.stuck || r.spent() {
			why = "too complex: the function is too long to follow, or it uses goto"
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
	r.steps, r.limit, r.depth = 0, r.e.budget, 0 // taking the input apart has a budget of its own
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

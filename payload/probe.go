package payload

import (
	"go/ast"
	"go/types"
)

// Encoding reads one of the values that a body is made of: what e is the JSON of, where
// it makes bytes or a string, else what it is encoded to. Every leaf is compared with the
// state after e, as those of a request are with the state at the call: it says whether
// the value can be spelt out in the place of e.
//
// It is for functions that make a body in several ways. Callers are not looked at.
func (e *Engine) Encoding(pkg *Package, expr ast.Expr) *Request {
	return e.EncodingHolding(pkg, expr, nil)
}

// EncodingHolding is Encoding with some expressions held; see RequestHolding.
func (e *Engine) EncodingHolding(pkg *Package, expr ast.Expr, held map[ast.Expr]bool) *Request {
	at := &ast.CallExpr{Fun: expr, Lparen: expr.End(), Rparen: expr.End()} // for its place alone
	fns := enclosingFuncs(pkg, at)
	if len(fns) == 0 {
		return unknownRequest(pkg, at, expr, "the value is made outside of any function")
	}
	decl, ok := fns[0].(*ast.FuncDecl)
	if !ok {
		return unknownRequest(pkg, at, expr, "the value is made outside of any function")
	}
	e.left = maxRequestSteps
	r := e.newRun(at, expr, pkg)
	r.once, r.probe, r.held = true, expr, held
	r.root(pkg, decl)
	if len(r.hits) != 1 {
		return unknownRequest(pkg, at, expr, "it is not reached in one way")
	}
	return r.encoding(r.hits[0])
}

// probed evaluates the probe, and records the state after it.
func (a *activation) probed(st *state, eval func() goValue) goValue {
	a.r.probing = true
	v := eval()
	a.r.probing = false
	if a.r.spent() {
		v = a.unknown(a.r.probe, tooManySteps)
	}
	first := v
	if t, ok := v.(*tuple); ok && len(t.vals) > 0 {
		first = t.vals[0]
	}
	a.r.hits = append(a.r.hits, hit{st: st.clone(), act: a, input: first, clock: a.r.clock})
	return v
}

// encoding is what the run's probe amounts to.
func (r *run) encoding(h hit) *Request {
	a := h.act
	r.steps, r.limit, r.depth = 0, r.e.budget, 0
	r.probe = nil
	n := enc{a: a, st: h.st, pos: r.input.Pos()}
	req := &Request{
		Input: r.input, Site: a.fr, Frame: a.fr,
		Members: make(map[string]Value), Sets: make(map[string]ast.Node),
	}
	seal := &sealer{r: r, h: h}
	if t := typeOf(h.input); t != nil && (isBytes(t) || isBasic(t)) || isText(h.input) {
		req.Body = seal.value(r.jsonText(h.input, n))
		req.Encode, req.Frame = encodeCall(h.input, req.Frame)
		return req
	}
	req.Body = seal.value(n.value(h.input))
	return req
}

// isText reports whether a value is bytes or a string that the engine put together, or
// one of several.
func isText(v goValue) bool {
	switch v := v.(type) {
	case *text:
		return true
	case *choice:
		for _, k := range v.cases {
			if isText(k.val) {
				return true
			}
		}
	}
	return false
}

// Encodes reports whether a function encodes its first argument as JSON, and returns the
// bytes first.
func Encodes(fn *types.Func) bool { return encoders[fn.Origin().FullName()] }

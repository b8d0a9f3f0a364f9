package payload

import (
	"go/ast"
	"go/types"
	"slices"
)

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
	}
	if len(out) > maxCallers {
		return nil
	}
	return out
}

// callersOf are the calls of a function, one for each function that calls it. What a
// test passes says nothing of the program.
func (e *Engine) callersOf(pkg *Package, decl *ast.FuncDecl) []callAt {
	fn, _ := pkg.Info.Defs[decl.Name].(*types.Func)
	if fn == nil {
		return nil
	}
	var out []callAt
	for _, p := range e.prog.users(fn) {
		for _, c := range e.callsIn(p, fn) {
			if !p.inTest(c.call.Pos()) || pkg.inTest(decl.Pos()) {
				out = append(out, c)
			}
		}
	}
	if len(out) > maxCallers {
		return nil
	}
	slices.SortStableFunc(out, func(x, y callAt) int { return int(x.call.Pos() - y.call.Pos()) })
	return slices.CompactFunc(out, func(x, y callAt) bool { return x.fn != nil && x.fn == y.fn })
}

// callsIn are the calls of fn in one package, those through interfaces included.
func (e *Engine) callsIn(p *Package, fn *types.Func) []callAt {
	ix := e.index(p)
	out := slices.Clone(ix.calls[e.prog.key(fn)])
	for _, m := range ix.abstract[fn.Name()] {
		if slices.ContainsFunc(e.implementations(m), func(impl *types.Func) bool { return e.prog.key(impl) == e.prog.key(fn) }) {
			out = append(out, ix.calls[m]...)
		}
	}
	return out
}

// fromCaller evaluates from the start of one caller, and from its own callers if the
// body is still open there.
func (e *Engine) fromCaller(pkg *Package, call *ast.CallExpr, input ast.Expr, c callAt, seen map[*ast.FuncDecl]bool, up int) []*Request {
	if c.fn == nil || seen[c.fn] {
		return nil
	}
	if e.left <= 0 {
		return []*Request{unknownRequest(pkg, call, input, "too complex: too many callers to follow")}
	}
	r := e.newRun(call, input, pkg)
	for fn := range seen {
		r.way[fn] = true
	}
	r.lead(c)
	r.root(c.pkg, c.fn)
	e.left -= r.steps
	var out []*Request
	if r.spent() || r.missed {
		out = append(out, unknownRequest(pkg, call, input, "too complex: not all calls of a caller are followed"))
	}
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

// lead puts the function literals around the calls in the function of c on the way to
// the target.
func (r *run) lead(c callAt) {
	r.way[c.fn] = true
	for _, k := range r.e.index(c.pkg).calls[r.e.prog.key(staticCallee(c.pkg.Info, c.call))] {
		if k.fn == c.fn {
			for _, fn := range enclosingFuncs(k.pkg, k.call) {
				r.way[fn] = true
			}
		}
	}
}

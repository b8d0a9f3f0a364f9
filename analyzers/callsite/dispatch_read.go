package callsite

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// place finds out how the bytes reach the decoder: as the body of the output in the
// call's own function, or as a parameter of functions that it hands them to.
func (r *Reader) place(j *judge, d *Dispatch) bool {
	return len(r.Decode.Args) > 0 && r.from(j, d, r.Decode.Args[0])
}

// from follows the body from a use of it back to the output.
func (r *Reader) from(j *judge, d *Dispatch, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		if id, ok := ast.Unparen(e.X).(*ast.Ident); ok && d.Wrapper != nil && d.Wrapper.Whole && e.Sel.Name == "Body" {
			if v := j.pkg.Info.Uses[id]; d.Wrapper.gives(j, v) {
				r.Var = v
				return true
			}
		}
		return j.isBody(e)
	case *ast.Ident:
		if v := j.pkg.Info.Uses[e]; d.Wrapper != nil && d.Wrapper.gives(j, v) {
			r.Var = v
			return true
		}
		h := Handover{Func: j.funcAround(e)}
		if h.Func == nil || len(r.Way) > 3 || slices.ContainsFunc(r.Way, func(o Handover) bool { return o.Func == h.Func }) {
			return false
		}
		args := h.handed(j, j.pkg.Info.Uses[e])
		if len(args) == 0 {
			return false
		}
		r.Way = append(r.Way, h)
		// All of them come from one function: the next on the way, or the call's.
		for _, arg := range args[1:] {
			if j.funcAround(arg) != j.funcAround(args[0]) || !j.sameBody(args[0], arg) {
				return false
			}
		}
		return r.from(j, d, args[0])
	}
	return false
}

// sameBody reports whether two arguments are the same variable, or both the body.
func (j *judge) sameBody(a, b ast.Expr) bool {
	x, okX := ast.Unparen(a).(*ast.Ident)
	y, okY := ast.Unparen(b).(*ast.Ident)
	if okX && okY {
		return j.pkg.Info.Uses[x] == j.pkg.Info.Uses[y]
	}
	s, okS := ast.Unparen(a).(*ast.SelectorExpr)
	t, okT := ast.Unparen(b).(*ast.SelectorExpr)
	return okS && okT && j.isBody(s) && j.isBody(t)
}

// funcAround is the declaration of the function that n stands in.
func (j *judge) funcAround(n ast.Node) *ast.FuncDecl {
	for _, file := range j.pkg.Files {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= n.Pos() && n.End() <= fn.End() {
				return fn
			}
		}
	}
	return nil
}

// handed finds the parameter by which a function is handed the body, and the calls that
// do: those that another function on the way, or the call's own, can make. It returns
// what they hand over.
func (h *Handover) handed(j *judge, v types.Object) []ast.Expr {
	i := 0
	for _, field := range h.Func.Type.Params.List {
		if len(field.Names) == 1 && j.pkg.Info.Defs[field.Names[0]] == v {
			h.Param = field
			break
		}
		i += max(1, len(field.Names))
	}
	if h.Param == nil {
		return nil
	}
	fn := j.pkg.Info.Defs[h.Func.Name]
	var args []ast.Expr
	for _, file := range j.pkg.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if ok && calls(j.pkg, call, fn) && i < len(call.Args) && j.follows(call) {
				h.Calls = append(h.Calls, call)
				args = append(args, call.Args[i])
			}
			return true
		})
	}
	h.Index = i
	if len(h.Calls) == 1 {
		if m := methodOf(j.pkg, h.Calls[0]); m != nil {
			h.Method = m.field
			return args
		}
	}
	h.Shared = shared(j.pkg, h.Func, len(h.Calls))
	return args
}

// follows reports whether the answer of the site's call was followed to a call of a
// function that it is handed to: one of the frames in which it is read was entered there.
func (j *judge) follows(call *ast.CallExpr) bool {
	entered := func(f *payload.Frame) bool {
		for ; f != nil; f = f.Caller {
			if f.Call == call {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(j.site.Response.Uses, func(u payload.Use) bool { return entered(u.Frame) })
}

// isBody reports whether an expression is the body of the call's output.
func (j *judge) isBody(sel *ast.SelectorExpr) bool {
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	return ok && sel.Sel.Name == "Body" && j.site.Response.Output != nil && j.pkg.Info.ObjectOf(id) == j.site.Response.Output
}

// outputOnce reports whether the variable of the output has it of this call alone.
func (j *judge) outputOnce() bool {
	n := 0
	for _, id := range mentions(j.pkg, j.site.Response.Output) {
		path, _ := astutil.PathEnclosingInterval(j.site.fileOf(j.pkg, id), id.Pos(), id.End())
		if set, ok := path[1].(*ast.AssignStmt); ok && slices.Contains(set.Lhs, ast.Expr(id)) {
			n++
		}
	}
	return n <= 1
}

// readers are the judges of what decodes the answers; ok says that all of them are
// understood.
func (r *resolver) readers(j *judge, d *Dispatch) (all []*judge, ok bool) {
	resp := j.site.Response
	byText := slices.ContainsFunc(resp.Uses, func(u payload.Use) bool { return u.Path != "" && u.Decode == nil })
	if j.site.Operation == InvokeStream && (d.Wrapper != nil || resp.Stream == nil || len(resp.Decodes) == 0) {
		j.tangle(j.site.Call, "how the stream is read is not known")
		return nil, false
	}
	raw := slices.ContainsFunc(resp.Escapes, func(e payload.Escape) bool {
		event := j.site.Operation == InvokeStream && e.What == "output" && Shown(e) // that is no chunk
		return e.What != "decoded" && !event && (d.Wrapper == nil || !e.Followed)
	})
	if byText || raw || resp.Output != nil && !j.outputOnce() {
		j.tangle(j.site.Call, "the answer is used undecoded")
		return nil, false
	}
	for _, call := range resp.Decodes {
		reader := &Reader{Decode: call}
		if j.site.Operation == InvokeStream {
			reader.Entries = j.entries(call)
		} else if !reader.place(j, d) {
			j.tangle(call, "the way of the body to what decodes it is not clear")
			return nil, false
		}
		k := r.judgeReader(j, d, reader)
		if k == nil {
			j.tangle(call, "it is not clear which family's answer is decoded")
			return nil, false
		}
		d.Readers = append(d.Readers, reader)
		all = append(all, k)
	}
	return all, true
}

// judgeReader judges what one decoder's value is read for; nil where the family is not
// known whose answer that is.
func (r *resolver) judgeReader(j *judge, d *Dispatch, reader *Reader) *judge {
	s := *j.site
	s.Response = part(j.site.Response, reader.Decode)
	s.Reasons = nil
	var fs []*catalog.Family
	for _, arm := range d.Arms {
		if f := arm.Site.Model.Family; !slices.Contains(fs, f) {
			fs = append(fs, f)
		}
	}
	if paths := readPaths(&s); len(paths) > 0 {
		fs = answering(fs, s.Operation, paths)
	}
	if at := reader.Decode; len(fs) > 1 {
		fs = j.narrow(fs, at)
		for _, h := range reader.Way {
			if len(fs) > 1 && len(h.Calls) == 1 {
				fs = j.narrow(fs, h.Calls[0])
			}
		}
	}
	for _, call := range reader.Entries {
		if len(fs) > 1 {
			fs = j.narrow(fs, call)
		}
	}
	if len(fs) == 0 || !s.alike(fs) {
		return nil
	}
	s.Model = j.site.Model.of(fs[0])
	s.Reads = responseFields(&s)
	reader.Site = &s
	k := &judge{cat: j.cat, pkg: j.pkg, site: &s, verdict: Rewrite}
	k.response()
	return k
}

// alike reports whether what the site reads is the same of all the families.
func (s *Site) alike(fs []*catalog.Family) bool {
	for _, path := range readPaths(s) {
		first := s.answerOf(fs[0]).Lookup(path)
		for _, f := range fs[1:] {
			other := s.answerOf(f).Lookup(path)
			if first == nil || other == nil || first.Field == nil || other.Field == nil ||
				first.Field.Converse != other.Field.Converse || first.Field.Transform != "" {
				return false
			}
		}
	}
	return true
}

// answerOf is what the family answers to the site's operation.
func (s *Site) answerOf(f *catalog.Family) *catalog.Shape {
	if s.Operation == InvokeStream {
		return f.Stream
	}
	return f.Response
}

// entries are the calls by which a stream, or a chunk of it, reaches the functions on the
// way to a decoder, innermost first.
func (j *judge) entries(decode *ast.CallExpr) []*ast.CallExpr {
	var out []*ast.CallExpr
	for _, u := range j.site.Response.Uses {
		if u.Decode != decode {
			continue
		}
		for f := u.Frame; f != nil && f.Call != nil; f = f.Caller {
			if !slices.Contains(out, f.Call) {
				out = append(out, f.Call)
			}
		}
	}
	return out
}

// part is what of a response comes by one decoder.
func part(r *payload.Response, decode *ast.CallExpr) *payload.Response {
	out := *r
	out.Decode, out.Decodes = decode, []*ast.CallExpr{decode}
	out.Uses, out.Escapes = nil, nil
	for _, u := range r.Uses {
		if u.Decode == decode {
			out.Uses = append(out.Uses, u)
		}
	}
	for _, e := range r.Escapes {
		if e.Decode == decode {
			out.Escapes = append(out.Escapes, e)
		}
	}
	out.Into, out.Type = nil, nil
	if len(decode.Args) > 0 {
		target := ast.Unparen(decode.Args[len(decode.Args)-1])
		if u, ok := target.(*ast.UnaryExpr); ok {
			target = u.X
		}
		if id, ok := target.(*ast.Ident); ok && r.Frame.Info.Uses[id] != nil {
			out.Into = r.Frame.Info.Uses[id]
			out.Type = out.Into.Type()
		}
	}
	return &out
}

package payload

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// assign follows e into the variable that it is assigned to, or notes that a decoded
// value is written.
func (f *follower) assign(up *ast.AssignStmt, e ast.Expr, p part, s *scan) {
	for _, l := range up.Lhs {
		if ast.Unparen(l) == e {
			if _, isVar := e.(*ast.Ident); !isVar && p.kind == decoded {
				f.use(e, p, Assigned, s)
			}
			return
		}
	}
	for i, r := range up.Rhs {
		if r != e {
			continue
		}
		if up.Tok != token.ASSIGN && up.Tok != token.DEFINE { // text += e
			f.end(e, p, Read, "used in an expression", s)
			return
		}
		if len(up.Lhs) != len(up.Rhs) {
			i = 0 // v, ok := or several results, of which the first is followed
		}
		f.into(up.Lhs[i], e, p, s)
		return
	}
}

func (f *follower) valueSpec(up *ast.ValueSpec, e ast.Expr, p part, s *scan) {
	for i, v := range up.Values {
		if v == e && i < len(up.Names) {
			f.into(up.Names[i], e, p, s)
		}
	}
}

// into follows a value into the place l.
func (f *follower) into(l, e ast.Expr, p part, s *scan) {
	id, ok := l.(*ast.Ident)
	if !ok {
		f.end(e, p, Read, "stored in a field or element", s)
		return
	}
	if id.Name == "_" {
		return
	}
	obj := s.pkg.Info.ObjectOf(id)
	if obj != nil && obj.Parent() == s.pkg.Types.Scope() {
		f.end(e, p, Read, "stored in a package-level variable", s)
		return
	}
	if p.kind == decoded && scalar(s.pkg.Info.TypeOf(e)) {
		f.use(e, p, Read, s)
		p.alias = true
	}
	f.bind(obj, p, s)
}

// ranged is "for … := range e".
func (f *follower) ranged(up *ast.RangeStmt, e ast.Expr, p part, s *scan) {
	if up.X != e {
		return
	}
	info := s.pkg.Info
	switch p.kind {
	case events:
		if f.resp.Stream != nil {
			f.resp.Stream.Loop = up
		}
		if id, ok := up.Key.(*ast.Ident); ok {
			f.bind(info.ObjectOf(id), part{kind: event}, s)
		}
	case decoded:
		f.use(e, p, Ranged, s)
		t := info.TypeOf(e)
		if _, isMap := t.Underlying().(*types.Map); isMap {
			f.escape(e, p, "ranged over by key", s)
			return
		}
		if id, ok := up.Value.(*ast.Ident); ok && id.Name != "_" {
			f.bind(info.ObjectOf(id), p.element(-1), s)
		}
		if id, ok := up.Key.(*ast.Ident); ok && id.Name != "_" {
			_ = id // e[key] is found where it is written
		}
	default:
		f.end(e, p, Ranged, "ranged over", s)
	}
}

// received is "<-events".
func (f *follower) received(up *ast.UnaryExpr, s *scan) {
	if f.resp.Stream != nil && f.resp.Stream.Loop == nil {
		for n := s.parents[up]; n != nil; n = s.parents[n] {
			if loop, ok := n.(*ast.ForStmt); ok {
				f.resp.Stream.Loop = loop
				break
			}
		}
	}
	f.step(up, part{kind: event}, s)
}

// returned notes what the function gives to its callers.
func (f *follower) returned(up *ast.ReturnStmt, e ast.Expr, p part, s *scan) {
	i := 0
	for k, r := range up.Results {
		if r == e {
			i = k
		}
	}
	if s.fr.Call != nil && !s.inLiteral(up) && !(p.kind == decoded && scalar(s.pkg.Info.TypeOf(e))) {
		s.results[i] = append(s.results[i], p)
		return
	}
	f.end(e, p, Returned, "returned", s)
}

// inLiteral reports whether n is in a function literal of the scanned function.
func (s *scan) inLiteral(n ast.Node) bool {
	for n = s.parents[n]; n != nil && n != s.fn; n = s.parents[n] {
		if _, ok := n.(*ast.FuncLit); ok {
			return true
		}
	}
	return false
}

// method is a method call on a part: e.Sel(…).
func (f *follower) method(call *ast.CallExpr, sel *ast.SelectorExpr, p part, s *scan) {
	name := sel.Sel.Name
	switch p.kind {
	case output:
		if name == "GetStream" {
			if f.resp.Stream != nil {
				f.resp.Stream.Get = call
				f.resp.Stream.Frame = s.fr
			}
			f.step(call, part{kind: stream}, s)
		}
	case stream:
		if name == "Events" {
			f.step(call, part{kind: events}, s)
		}
	case body:
		f.bodyMethod(call, name, p, s)
	case queried:
		f.query(call, name, p, s)
	case decoded:
		fn := staticCallee(s.pkg.Info, call)
		if decl, home := f.e.declOf(fn); decl != nil && decl.Recv != nil {
			f.enterRecv(call, decl, home, p, s)
			return
		}
		f.end(sel.X, p, Read, "has the method "+name+" called", s)
	}
}

// bodyMethod is a method of a reader or decoder of the body.
func (f *follower) bodyMethod(call *ast.CallExpr, name string, p part, s *scan) {
	switch name {
	case "Decode":
		if len(call.Args) == 1 {
			f.decode(call, call.Args[0], s)
		}
	case "Bytes", "String":
		f.step(call, p, s)
	}
}

// decode is a call that decodes a body into target.
func (f *follower) decode(call *ast.CallExpr, target ast.Expr, s *scan) {
	if f.resp.Decode == nil {
		f.resp.Decode = call
	}
	target = ast.Unparen(target)
	if u, ok := target.(*ast.UnaryExpr); ok && u.Op == token.AND {
		target = ast.Unparen(u.X)
	}
	id, ok := target.(*ast.Ident)
	if !ok {
		f.escape(target, part{kind: decoded}, "decoded into a field or element", s)
		return
	}
	obj := s.pkg.Info.ObjectOf(id)
	f.bind(obj, part{kind: decoded}, s)
	if f.isParam(obj, s) {
		f.throughParam(obj, s)
	}
}

// isParam reports whether obj is a pointer parameter of the scanned function.
func (f *follower) isParam(obj types.Object, s *scan) bool {
	v, ok := obj.(*types.Var)
	if !ok {
		return false
	}
	decl, ok := s.fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	fn, _ := paramOf(s.pkg, v)
	return fn == decl
}

// throughParam follows what a function decoded into its parameter back into the
// argument of the call that entered it.
func (f *follower) throughParam(obj types.Object, s *scan) {
	v := obj.(*types.Var)
	_, i := paramOf(s.pkg, v)
	if s.fr.Call == nil || i >= len(s.fr.Call.Args) {
		id := ast.NewIdent(obj.Name())
		id.NamePos = obj.Pos()
		f.escape(id, part{kind: decoded}, "decoded into a parameter", s)
		return
	}
	caller := f.scans[s.fr.Caller.Fn]
	if caller == nil {
		for _, c := range f.scans {
			if c.fr == s.fr.Caller {
				caller = c
			}
		}
	}
	if caller == nil {
		return
	}
	arg := ast.Unparen(s.fr.Call.Args[i])
	if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
		arg = ast.Unparen(u.X)
	}
	if id, ok := arg.(*ast.Ident); ok {
		f.bind(caller.pkg.Info.ObjectOf(id), part{kind: decoded}, caller)
		return
	}
	f.escape(arg, part{kind: decoded}, "decoded into a field or element", caller)
}

// bodyFuncs are functions that hand the body on in another form.
var bodyFuncs = set(`bytes.NewReader bytes.NewBuffer bytes.NewBufferString strings.NewReader io.NopCloser io.ReadAll
	encoding/json.NewDecoder github.com/goccy/go-json.NewDecoder bytes.Clone bytes.TrimSpace strings.TrimSpace`)

// decoders are functions that decode their first argument into the second.
var decoders = set(`encoding/json.Unmarshal github.com/json-iterator/go.Unmarshal (github.com/json-iterator/go.API).Unmarshal
	github.com/goccy/go-json.Unmarshal github.com/bytedance/sonic.Unmarshal github.com/segmentio/encoding/json.Unmarshal
	github.com/gogf/gf/v2/encoding/gjson.Unmarshal`)

// callWith is a call that has e among its arguments.
func (f *follower) callWith(call *ast.CallExpr, e ast.Expr, p part, s *scan) {
	info := s.pkg.Info
	if call == f.call {
		return
	}
	if tv, ok := info.Types[call.Fun]; ok && tv.IsType() {
		f.step(call, p, s)
		return
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := info.Uses[id].(*types.Builtin); ok {
			f.builtin(b.Name(), call, e, p, s)
			return
		}
	}
	fn := staticCallee(info, call)
	name := "a function value"
	if fn != nil {
		name = fn.Origin().FullName()
	}
	switch {
	case p.kind == body && decoders[name] && len(call.Args) == 2 && call.Args[0] == e:
		f.decode(call, call.Args[1], s)
		return
	case decoders[name] || strings.HasSuffix(name, ").Decode"):
		return // the target of a decoder
	case p.kind == body && bodyFuncs[name]:
		f.step(call, p, s)
		return
	case p.kind == body && strings.HasPrefix(name, "github.com/tidwall/gjson."):
		f.gjson(call, fn.Name(), s)
		return
	}
	if decl, home := f.e.declOf(fn); decl != nil {
		f.enter(call, e, decl, home, p, s)
		return
	}
	f.end(e, p, Read, "passed to "+name, s)
}

func (f *follower) builtin(name string, call *ast.CallExpr, e ast.Expr, p part, s *scan) {
	switch {
	case name == "len":
		if p.kind == decoded && !p.alias {
			f.use(e, p, Length, s)
		}
	case name == "append" && p.kind == body, name == "copy" && p.kind == body:
		f.escape(e, p, "collected by "+name, s)
	default:
		f.end(e, p, Read, "passed to "+name, s)
	}
}

// enter follows a part into a function of the program, and what it returns out again.
func (f *follower) enter(call *ast.CallExpr, e ast.Expr, decl *ast.FuncDecl, home *Package, p part, s *scan) {
	i := argIndex(call, e)
	obj := paramAt(home, decl, i)
	if obj == nil {
		f.end(e, p, Read, "passed to "+decl.Name.Name, s)
		return
	}
	if p.kind == decoded && scalar(s.pkg.Info.TypeOf(e)) {
		f.end(e, p, Read, "", s)
		p.alias = true
	}
	callee := f.scan(home, decl, &Frame{Fn: decl, Info: home.Info, Pkg: home.Types, Call: call, Caller: s.fr, Args: map[types.Object]Origin{obj: {Expr: e, At: e.Pos(), Frame: s.fr}}})
	f.bind(obj, p, callee)
	f.results(call, callee, s)
}

func (f *follower) enterRecv(call *ast.CallExpr, decl *ast.FuncDecl, home *Package, p part, s *scan) {
	callee := f.scan(home, decl, &Frame{Fn: decl, Info: home.Info, Pkg: home.Types, Call: call, Caller: s.fr, Args: map[types.Object]Origin{}})
	if len(decl.Recv.List) == 1 && len(decl.Recv.List[0].Names) == 1 {
		f.bind(home.Info.Defs[decl.Recv.List[0].Names[0]], p, callee)
	}
	f.results(call, callee, s)
}

// results follows what the callee returns into the caller.
func (f *follower) results(call *ast.CallExpr, callee, s *scan) {
	if f.depth > 40 {
		return
	}
	f.depth++
	defer func() { f.depth-- }()
	for i, ps := range callee.results {
		for _, p := range ps {
			f.result(call, i, p, s)
		}
	}
}

func (f *follower) result(call *ast.CallExpr, i int, p part, s *scan) {
	switch up := s.parents[call].(type) {
	case *ast.AssignStmt:
		if len(up.Rhs) == 1 && i < len(up.Lhs) {
			f.into(up.Lhs[i], call, p, s)
			return
		}
	case *ast.ReturnStmt:
		if len(up.Results) == 1 && s.fr.Call != nil {
			s.results[i] = append(s.results[i], p)
			return
		}
	}
	if i == 0 {
		f.step(call, p, s)
	}
}

func argIndex(call *ast.CallExpr, e ast.Expr) int {
	for i, a := range call.Args {
		if a == e {
			return i
		}
	}
	return -1
}

func paramAt(pkg *Package, decl *ast.FuncDecl, i int) types.Object {
	n := 0
	for _, field := range decl.Type.Params.List {
		if _, variadic := field.Type.(*ast.Ellipsis); variadic {
			return nil
		}
		for _, name := range field.Names {
			if n == i {
				return pkg.Info.Defs[name]
			}
			n++
		}
		if len(field.Names) == 0 {
			n++
		}
	}
	return nil
}

// gjson is a query by https://github.com/tidwall/gjson.
func (f *follower) gjson(call *ast.CallExpr, name string, s *scan) {
	p := part{kind: queried}
	switch name {
	case "Parse", "ParseBytes":
	case "Get", "GetBytes":
		q, ok := f.gjsonPath(call, 1, p, s)
		if !ok {
			f.escape(call, part{kind: body}, "queried by a path that is not constant", s)
			return
		}
		p = q
	default:
		return
	}
	if f.resp.Decode == nil {
		f.resp.Decode = call
	}
	f.step(call, p, s)
}

// gjsonPath is p with the constant path of argument i behind it.
func (f *follower) gjsonPath(call *ast.CallExpr, i int, p part, s *scan) (part, bool) {
	if i >= len(call.Args) {
		return p, false
	}
	v := s.pkg.Info.Types[call.Args[i]].Value
	if v == nil {
		return p, false
	}
	for _, seg := range strings.Split(keyText(v), ".") {
		if n, err := strconv.Atoi(seg); err == nil {
			p = p.element(n)
		} else if seg == "#" {
			p = p.element(-1)
		} else {
			p = p.member(seg)
		}
	}
	return p, true
}

// query is a method of gjson.Result.
func (f *follower) query(call *ast.CallExpr, name string, p part, s *scan) {
	switch name {
	case "Get":
		if q, ok := f.gjsonPath(call, 0, p, s); ok {
			f.step(call, q, s)
			return
		}
		f.escape(call, p, "queried by a path that is not constant", s)
	case "Array":
		f.use(call, p, Ranged, s)
		f.escape(call, p, "ranged over", s)
	case "ForEach", "Map", "Value":
		f.escape(call, p, "read by "+name, s)
	default:
		f.use(call, p, Read, s)
	}
}

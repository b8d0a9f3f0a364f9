package rewrite

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// A hold is how much of the code that makes a native request stays, to be read by the
// code that makes the Converse request.
type hold int

const (
	holdNothing hold = iota
	// holdValue keeps the value that is marshalled, a struct, and all that made it.
	holdValue
	// holdParts keeps lists and structs that the body is put together from.
	holdParts
	// holdMap keeps the map that is marshalled.
	holdMap
)

// A binding gives an expression a variable of its own, where it stood.
type binding struct {
	at   ast.Stmt
	name string
	expr ast.Expr
}

// holds are the expressions that stay. Those that are no variables get one, whose name is
// given here.
//
//	body, err := json.Marshal(c.request(history))
//	                          |----------------| converseRequest := c.request(history)
func (o *operation) holds() map[ast.Expr]string {
	held := map[ast.Expr]string{}
	add := func(e ast.Expr, names ...string) {
		if name, ok := o.bind(e, names); ok {
			held[e] = name
		}
	}
	switch o.way.hold {
	case holdValue, holdMap:
		if arg := o.marshalled(); arg != nil {
			add(arg, "request", "req", "native")
		}
	case holdParts:
		for _, e := range o.parts() {
			add(e)
		}
	}
	return held
}

// bind returns the variable by which an expression can be read at the call: "" for itself,
// or one that is declared before the statement that it stands in, with the first of the
// names that is free.
func (o *operation) bind(e ast.Expr, names []string) (string, bool) {
	x := ast.Unparen(e)
	if u, ok := x.(*ast.UnaryExpr); ok && u.Op == token.AND {
		x = ast.Unparen(u.X)
	}
	if isPath(x) {
		return "", true // the engine says whether it is the same variable at the call
	}
	at := o.visibleAtCall(e)
	if at == nil {
		return "", false
	}
	if call, ok := x.(*ast.CallExpr); ok && len(names) == 0 {
		names = []string{resultName(call)}
	}
	b := binding{at, o.freshOf(append(names, "native")), e}
	o.bindings = append(o.bindings, b)
	return b.name, true
}

// freshOf is the first of the names that is free, or the last with a number.
func (o *operation) freshOf(bases []string) string {
	for _, base := range bases {
		if !o.names.known(base) {
			return o.names.Fresh(base)
		}
	}
	return o.names.Fresh(bases[len(bases)-1])
}

// resultName names what a call yields: messages for buildMessages(…).
func resultName(call *ast.CallExpr) string {
	name := ""
	switch fn := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fn.Name
	case *ast.SelectorExpr:
		name = fn.Sel.Name
	}
	for _, verb := range []string{"build", "make", "new", "convert", "create", "get", "to", "prepare", "format"} {
		for _, prefix := range []string{verb, upperFirst(verb)} {
			if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && strings.ToUpper(rest[:1]) == rest[:1] {
				return lowerFirst(rest)
			}
		}
	}
	if name == "" {
		return "value"
	}
	return lowerFirst(name)
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// visibleAtCall is the statement around e, when what is declared before it is visible at
// the call, and runs once for each call; else nil.
func (o *operation) visibleAtCall(e ast.Expr) ast.Stmt {
	st := o.statementOf(e)
	if st == nil || e.Pos() >= o.site.Call.Pos() || o.sourceOf(e) != o.src {
		return nil
	}
	block := o.sweep.parent[st]
	if block == nil || o.site.Call.Pos() < block.Pos() || block.End() < o.site.Call.End() {
		return nil
	}
	for n := ast.Node(e); n != ast.Node(st); n = o.sweep.parent[n] {
		switch p := o.sweep.parent[n].(type) {
		case *ast.FuncLit:
			return nil
		case *ast.IfStmt:
			if p.Else == n || p.Init != nil && p.Init != n || p.Body == n {
				return nil
			}
		case *ast.BinaryExpr:
			if (p.Op == token.LAND || p.Op == token.LOR) && p.Y == n {
				return nil // it may not be evaluated at all
			}
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			return nil
		}
	}
	return st
}

// moveBindings lets the statements that expressions are moved out of go.
func (o *operation) moveBindings() {
	for _, e := range o.code.Moved {
		o.sweep.pure.moved[e] = true
		o.keepUsed(e, func(obj types.Object) bool { _, fn := obj.(*types.Func); return fn })
	}
	for _, b := range o.bindings {
		o.sweep.pure.moved[b.expr] = true
		o.keepUsed(b.expr, func(types.Object) bool { return true })
	}
}

// keepUsed keeps the objects that an expression names and that are wanted.
func (o *operation) keepUsed(e ast.Expr, wanted func(types.Object) bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if obj := o.pkg.TypesInfo.Uses[id]; obj != nil && wanted(obj) {
			o.sweep.keep[obj], o.needed[obj] = true, true
		}
		return true
	})
}

// writeBindings declares the variables of held and frozen expressions.
func (o *operation) writeBindings() {
	for _, b := range o.bindings {
		src := o.sourceOf(b.at)
		text := src.slice(b.expr)
		src.insertBefore(b.at, b.name+" := "+dedent(text, src.indentOf(b.at))+"\n")
	}
}

// freeze binds an expression that means another value at the call to a variable where it
// stands, and returns that one's name.
//
//	wholePrompt := prompt              // inserted
//	prompt = prefix + prompt + suffix
func (o *operation) freeze(e ast.Expr) (string, bool) {
	for _, b := range o.bindings {
		if b.expr == e {
			return b.name, true
		}
	}
	if !e.Pos().IsValid() || o.visibleAtCall(e) == nil || !o.evaluable(e) {
		return "", false
	}
	b := binding{o.statementOf(e), o.names.Fresh(o.frozenName(e)), e}
	o.bindings = append(o.bindings, b)
	return b.name, true
}

// evaluable reports whether an expression of the source yields a value: it is none that
// was made up.
func (o *operation) evaluable(e ast.Expr) bool {
	tv, ok := o.pkg.TypesInfo.Types[e]
	return ok && tv.IsValue() && tv.Type != nil && types.Identical(tv.Type, types.Default(tv.Type))
}

// frozenName names the variable of a frozen expression.
func (o *operation) frozenName(e ast.Expr) string {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return x.Name + "Before"
	case *ast.SelectorExpr:
		return lowerFirst(x.Sel.Name)
	case *ast.CallExpr:
		return resultName(x)
	}
	if b, ok := o.pkg.TypesInfo.TypeOf(e).Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return "condition"
	}
	return "value"
}

// marshalled is the value that the request's body is the JSON of, when it is a struct
// that is not spelt out there.
func (o *operation) marshalled() ast.Expr {
	enc := o.site.Request.Encode
	if enc == nil || len(enc.Args) == 0 {
		return nil
	}
	fn := o.calleeName(enc)
	if fn != "Marshal" && fn != "MarshalIndent" && fn != "Encode" && o.site.Request.Frame.Info.TypeOf(enc) != nil && fn == "" {
		return nil
	}
	arg := ast.Unparen(enc.Args[0])
	t := o.site.Request.Frame.Info.TypeOf(arg)
	if held := isStructLike(t) && o.way.hold == holdValue || isJSONMap(t) && o.way.hold == holdMap; !held || spelt(arg) {
		return nil
	}
	return enc.Args[0]
}

func (o *operation) calleeName(call *ast.CallExpr) string {
	switch fn := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fn.Name
	case *ast.SelectorExpr:
		return fn.Sel.Name
	}
	return ""
}

// spelt reports whether e is a composite literal, or the address of one.
func spelt(e ast.Expr) bool {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = ast.Unparen(u.X)
	}
	_, lit := e.(*ast.CompositeLit)
	return lit
}

// isStructLike reports whether t is a struct or a pointer to one.
func isStructLike(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return isStruct(t)
}

// isList reports whether t is a slice of structs, strings or maps.
func isList(t types.Type) bool {
	if t == nil {
		return false
	}
	s, ok := t.Underlying().(*types.Slice)
	return ok && (isStructLike(s.Elem()) || isStringType(s.Elem()) || isJSONMap(s.Elem()))
}

// isJSONMap reports whether t is a map that can be a JSON object.
func isJSONMap(t types.Type) bool {
	if t == nil {
		return false
	}
	m, ok := t.Underlying().(*types.Map)
	return ok && isStringType(m.Key())
}

// parts are the lists and structs that the body is put together from, by the site's own
// function: in literals, assignments and arguments.
func (o *operation) parts() []ast.Expr {
	var out []ast.Expr
	nodes := append(slices.Clone(o.site.Request.Trail), o.site.Request.Input)
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for _, r := range n.Rhs {
					out = o.partsOf(r, out, false)
				}
				return false
			case *ast.ValueSpec:
				for _, v := range n.Values {
					out = o.partsOf(v, out, false)
				}
				return false
			case *ast.FuncLit:
				return false
			case *ast.CallExpr, *ast.CompositeLit:
				out = o.partsOf(n.(ast.Expr), out, false)
				return false
			}
			return true
		})
	}
	return slices.Compact(out)
}

// partsOf adds the parts in e. Inside says that e is in a literal, or an argument: a value
// of its own there is a part.
func (o *operation) partsOf(e ast.Expr, out []ast.Expr, inside bool) []ast.Expr {
	t := o.pkg.TypesInfo.TypeOf(e)
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		if inside && (isList(t) || isStructLike(t)) {
			out = append(out, e)
		}
	case *ast.SelectorExpr:
		if inside && isList(t) && isPath(x) {
			out = append(out, e)
		}
	case *ast.UnaryExpr:
		return o.partsOf(x.X, out, inside)
	case *ast.CompositeLit:
		for _, elt := range x.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			out = o.partsOf(elt, out, true)
		}
	case *ast.CallExpr:
		if inside && (isList(t) || isStructLike(t)) {
			return append(out, e)
		}
		encodes := slices.Contains([]string{"Marshal", "MarshalIndent", "Encode", "append"}, o.calleeName(x))
		for _, arg := range x.Args {
			out = o.partsOf(arg, out, !encodes)
		}
	}
	return out
}

// holding is the site with the request that is read off what is held; nil when there is
// nothing to hold.
func (o *operation) holding() (*callsite.Site, map[ast.Expr]string, error) {
	held := o.holds()
	pkg := o.engine.pkgs[o.site.Pkg]
	if len(held) == 0 || pkg == nil {
		return nil, nil, because(rules.CallPartial, o.site.Call, "no value of the request can be read at the call")
	}
	set := map[ast.Expr]bool{}
	for e, name := range held {
		set[e] = true
		if name == "" {
			delete(held, e)
		}
	}
	s := *o.site
	s.Request = o.requestHolding(pkg, set)
	s.Request.Body = onlyBody(s.Request.Body)
	s.Request.Body = request.Informed(s.Request.Body, o.site.Request.Body, s.Model.Family.Request)
	if !o.way.split && o.templated(o.site.Request.Body) && !o.templated(s.Request.Body) {
		return nil, nil, because(rules.TemplateOpaque, o.site.Call, "the prompt is put into a chat template before the request is made, and Converse adds one of its own; give the request the turns")
	}
	return &s, held, nil
}

// templated reports whether the prompt of a body shows that a chat template was applied
// by hand. In a value that is held it no longer shows.
func (o *operation) templated(body payload.Value) bool {
	f := o.site.Model.Family
	if f.Prompt == nil {
		return false
	}
	switch v := body.(type) {
	case *payload.Alt:
		return slices.ContainsFunc(v.Cases, func(c payload.AltCase) bool { return o.templated(c.Value) })
	case *payload.Object:
		return slices.ContainsFunc(v.Fields, func(field *payload.Field) bool {
			return field.Key == f.Prompt.Field && o.hasTokens(field.Value)
		})
	}
	return false
}

func (o *operation) hasTokens(prompt payload.Value) bool {
	var model *catalog.Model
	if models := o.site.Model.Models; len(models) > 0 {
		model = models[0]
	}
	tokens := func(text string) bool {
		_, hits := o.site.Model.Family.FindTokens(model, text)
		return len(hits) > 0
	}
	switch v := prompt.(type) {
	case *payload.Alt:
		return slices.ContainsFunc(v.Cases, func(c payload.AltCase) bool { return o.hasTokens(c.Value) })
	case *payload.Const:
		return v.Val != nil && v.Val.Kind() == constant.String && tokens(constant.StringVal(v.Val))
	case *payload.String:
		return slices.ContainsFunc(v.Parts, func(p payload.Part) bool { return p.Expr == nil && tokens(p.Lit) })
	}
	return false
}

// onlyBody is the one object that a body can be, where the alternatives to it are none at
// all: those of a marshaller that failed.
func onlyBody(v payload.Value) payload.Value {
	alt, ok := v.(*payload.Alt)
	if !ok {
		return v
	}
	var only payload.Value
	for _, c := range alt.Cases {
		switch body := onlyBody(c.Value).(type) {
		case *payload.Object:
			if only != nil {
				return v
			}
			only = body
		case *payload.Const:
			if body.Val != nil {
				return v
			}
		case *payload.Unknown:
			if body.Reason != "no body is set" {
				return v
			}
		default:
			return v
		}
	}
	if only == nil {
		return v
	}
	return only
}

// engine reads requests, of the packages that the program has syntax of.
type engine struct {
	*payload.Engine
	pkgs map[*types.Package]*payload.Package
}

// remembers reports whether a body has a list to which earlier iterations of a loop
// around the call have added: the history of a chat.
func remembers(body payload.Value) bool {
	switch v := body.(type) {
	case *payload.Alt:
		return slices.ContainsFunc(v.Cases, func(c payload.AltCase) bool { return remembers(c.Value) })
	case *payload.Object:
		return slices.ContainsFunc(v.Fields, func(f *payload.Field) bool { return remembers(f.Value) })
	case *payload.Array:
		return slices.ContainsFunc(v.Elems, func(e *payload.Elem) bool { return e.Loop != nil && e.Loop.Earlier })
	}
	return false
}

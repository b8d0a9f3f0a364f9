package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// purePackages names functions that do nothing but compute: a statement that calls
// no others can go when nobody needs its result. An empty list stands for all
// functions and methods of the package.
var purePackages = map[string][]string{
	"bytes":           {},
	"encoding/base64": {},
	"encoding/json":   {"Marshal", "MarshalIndent", "NewEncoder", "Encode", "SetEscapeHTML", "SetIndent", "Valid"},
	"errors":          {},
	"fmt":             {"Sprintf", "Sprint", "Sprintln", "Errorf", "Fprint", "Fprintf", "Fprintln"},
	"html":            {},
	"maps":            {},
	"math":            {},
	"os":              {"Getenv", "LookupEnv"},
	"slices":          {},
	"strconv":         {},
	"strings":         {},
	"text/template":   {"Must", "New", "Parse", "Execute"}, // what the template calls has been read with the request
	"unicode":         {},
	"unicode/utf8":    {},

	"github.com/aws/aws-sdk-go-v2/aws": {"String", "Bool", "Int", "Int32", "Int64", "Float32", "Float64",
		"ToString", "ToBool", "ToInt", "ToInt32", "ToInt64", "ToFloat32", "ToFloat64", "StringSlice"},
	"github.com/bytedance/sonic":         {"Marshal", "MarshalString", "MarshalIndent"},
	"github.com/goccy/go-json":           {"Marshal", "MarshalIndent", "NewEncoder", "Encode"},
	"github.com/json-iterator/go":        {"Marshal", "MarshalIndent", "MarshalToString", "NewEncoder", "Encode"},
	"github.com/segmentio/encoding/json": {"Marshal", "MarshalIndent", "NewEncoder", "Encode"},
}

// pureBuiltins are the builtin functions without an effect on anything but their
// result, or on the argument that writes names.
var pureBuiltins = []string{"append", "cap", "clear", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new", "real"}

// purity decides whether code can be removed without losing an effect.
type purity struct {
	info  *types.Info
	decls map[types.Object]*ast.FuncDecl // functions of the package
	known map[*ast.FuncDecl]bool         // answers, and false while a function is being looked at
	moved map[ast.Node]bool              // expressions that are evaluated elsewhere now

	summaries map[ast.Node]*effects // of functions and function literals
}

func newPurity(info *types.Info, files []*ast.File) *purity {
	p := &purity{info: info, decls: map[types.Object]*ast.FuncDecl{}, known: map[*ast.FuncDecl]bool{}, moved: map[ast.Node]bool{}, summaries: map[ast.Node]*effects{}}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				p.decls[info.Defs[fn.Name]] = fn
			}
		}
	}
	return p
}

// fresh is a purity that shares what is known of functions, and for which nothing has moved.
func (p *purity) fresh() *purity {
	return &purity{info: p.info, decls: p.decls, known: p.known, moved: map[ast.Node]bool{}, summaries: map[ast.Node]*effects{}}
}

// expr reports whether evaluating e has no effect but its value. A nil e has none.
// A panic, by an index out of range for instance, does not count as an effect.
func (p *purity) expr(e ast.Expr) bool {
	if e == nil {
		return true
	}
	pure := true
	ast.Inspect(e, func(n ast.Node) bool {
		if p.moved[n] {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // defining a function does nothing
		case *ast.UnaryExpr:
			pure = pure && n.Op != token.ARROW
		case *ast.CallExpr:
			pure = pure && p.writes(n) == nil && p.call(n)
		}
		return pure
	})
	return pure
}

func (p *purity) exprs(list []ast.Expr) bool {
	return !slices.ContainsFunc(list, func(e ast.Expr) bool { return !p.expr(e) })
}

// call reports whether calling the function that call names has no effect but its
// result. The arguments are looked at by expr.
func (p *purity) call(call *ast.CallExpr) bool {
	fun := ast.Unparen(call.Fun)
	if tv, ok := p.info.Types[fun]; ok && tv.IsType() {
		return true // a conversion
	}
	if lit, ok := fun.(*ast.FuncLit); ok {
		return p.body(lit.Body, lit)
	}
	switch obj := p.callee(fun).(type) {
	case *types.Builtin:
		return slices.Contains(pureBuiltins, obj.Name())
	case *types.Func:
		return p.function(obj) || p.unseen(call)
	}
	return false
}

// writerMethods are the methods of bytes.Buffer, strings.Builder and the encoders that
// write to their receiver.
var writerMethods = []string{"Write", "WriteByte", "WriteRune", "WriteString", "Grow", "Reset", "Truncate",
	"Encode", "SetEscapeHTML", "SetIndent"}

// writerFuncs are functions and methods that write to their first argument.
var writerFuncs = []string{"fmt.Fprint", "fmt.Fprintf", "fmt.Fprintln", "text/template.Execute"}

// writes returns the argument or receiver that a call of a known function writes to:
// buf in buf.WriteString(s), fmt.Fprintf(&buf, …) and json.NewEncoder(&buf).Encode(v),
// m in delete(m, k). It is nil when the call writes to nothing.
func (p *purity) writes(call *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(call.Fun)
	switch obj := p.callee(fun).(type) {
	case *types.Builtin:
		if len(call.Args) > 0 && slices.Contains([]string{"clear", "copy", "delete"}, obj.Name()) {
			return call.Args[0]
		}
	case *types.Func:
		if obj.Signature().Recv() != nil && obj.Pkg() != nil && purePackages[obj.Pkg().Path()] != nil &&
			slices.Contains(writerMethods, obj.Name()) {
			return p.receiver(fun)
		}
		if obj.Pkg() != nil && len(call.Args) > 0 && slices.Contains(writerFuncs, obj.Pkg().Path()+"."+obj.Name()) {
			return call.Args[0]
		}
	}
	return nil
}

// receiver is what a method selected by fun writes to: the receiver, or what it was
// made from where it is a call (json.NewEncoder(&buf).Encode).
func (p *purity) receiver(fun ast.Expr) ast.Expr {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if made, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && len(made.Args) > 0 {
		return made.Args[0]
	}
	return sel.X
}

// callee is the object that a call's function expression names, or nil.
func (p *purity) callee(fun ast.Expr) types.Object {
	switch fun := fun.(type) {
	case *ast.Ident:
		return p.info.Uses[fun]
	case *ast.SelectorExpr:
		return p.info.Uses[fun.Sel]
	case *ast.IndexExpr:
		return p.callee(ast.Unparen(fun.X))
	}
	return nil
}

// function reports whether fn is known to do nothing but compute.
func (p *purity) function(fn *types.Func) bool {
	fn = fn.Origin()
	if decl := p.decls[fn]; decl != nil {
		pure, seen := p.known[decl]
		if !seen {
			p.known[decl] = false // a recursive function is not looked into
			pure = p.body(decl.Body, decl)
			p.known[decl] = pure
		}
		return pure
	}
	if fn.Pkg() == nil {
		return fn.Name() == "Error" // error.Error
	}
	names, ok := purePackages[fn.Pkg().Path()]
	return ok && (len(names) == 0 || slices.Contains(names, fn.Name()))
}

// body reports whether a function's body writes to nothing that outlives it, calls
// only pure functions, and does nothing else that is seen outside.
func (p *purity) body(body *ast.BlockStmt, fn ast.Node) bool {
	pure := true
	ast.Inspect(body, func(n ast.Node) bool {
		if p.moved[n] {
			return false
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			if n.Init == nil && n.Else == nil && p.ownError(n.Cond, fn) {
				return false // what is done about an error of what only computes
			}
		case *ast.GoStmt, *ast.DeferStmt, *ast.SendStmt, *ast.SelectStmt:
			pure = false
		case *ast.UnaryExpr:
			pure = pure && n.Op != token.ARROW
		case *ast.CallExpr:
			to := p.writes(n)
			pure = pure && p.call(n) && (to == nil || p.ownVariable(to, fn))
		case *ast.IncDecStmt:
			pure = pure && p.ownVariable(n.X, fn)
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				pure = pure && p.ownVariable(l, fn)
			}
		}
		return pure
	})
	return pure
}

// ownError reports whether a condition asks for an error that a variable of the function
// holds. In a function that calls nothing but what computes, it is of a marshaller, and
// what is done about it goes with the marshalling.
func (p *purity) ownError(cond ast.Expr, fn ast.Node) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ {
		return false
	}
	id, ok := b.X.(*ast.Ident)
	if !ok {
		return false
	}
	obj := objectOf(p.info, id)
	return obj != nil && isErrorType(obj.Type()) && isErrCheck(p.info, cond, obj) && p.ownVariable(id, fn) && !isParam(obj, fn)
}

// ownVariable reports whether writing to e changes only what fn itself declares: a
// variable of its own, or a part of one that is not reached through a parameter.
func (p *purity) ownVariable(e ast.Expr, fn ast.Node) bool {
	root := rootIdent(e)
	if root == nil {
		return false
	}
	if root.Name == "_" {
		return true
	}
	obj := objectOf(p.info, root)
	if obj == nil || obj.Pos() < fn.Pos() || obj.Pos() >= fn.End() {
		return false
	}
	return ast.Unparen(e) == root || !isParam(obj, fn) || !throughPointer(obj.Type())
}

// isParam reports whether obj is declared in fn's signature.
func isParam(obj types.Object, fn ast.Node) bool {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return obj.Pos() < fn.Body.Pos()
	case *ast.FuncLit:
		return obj.Pos() < fn.Body.Pos()
	}
	return false
}

// throughPointer reports whether writing to a part of a value of type t can be seen
// by others that hold the same value.
func throughPointer(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Interface:
		return true
	case *types.Struct:
		for f := range t.Fields() {
			if throughPointer(f.Type()) {
				return true
			}
		}
	}
	return false
}

// rootIdent is the variable that a chain of selections, indexes and dereferences
// starts from: req in req.Messages[i].Content. It is nil when there is none.
func rootIdent(e ast.Expr) *ast.Ident {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

// objectOf is what id defines or uses.
func objectOf(info *types.Info, id *ast.Ident) types.Object {
	if obj := info.Defs[id]; obj != nil {
		return obj
	}
	return info.Uses[id]
}

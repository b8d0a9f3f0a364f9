package gocode

import (
	"encoding/base64"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"

	"github.com/bedrocklint/bedrocklint/payload"
)

// bytes prints binary data. JSON spells it in base64, and so do the native bodies; the
// SDK's type is raw. So an encoding step of the code is left out, and text that is
// base64 already is decoded.
func (p *printer) bytes(b *block, v payload.Value, hint string) code {
	switch v := v.(type) {
	case *payload.Const:
		if v.Val == nil || v.Val.Kind() != constant.String {
			break
		}
		raw, err := base64.StdEncoding.DecodeString(constant.StringVal(v.Val))
		if err != nil {
			return p.fail(v.Orig.Expr, "the data is not base64: %v", err)
		}
		return call("[]byte", text(strconv.Quote(string(raw))))
	case *payload.Expr:
		if isByteSlice(v.Type) {
			return p.stable(v, "the data")
		}
		if data, ok := p.encoded(v); ok {
			return p.stable(data, "the data")
		}
		return p.decode(b, v)
	}
	return p.fail(v.Origin().Expr, "%s is not binary data", hint)
}

// encoded gives what base64.StdEncoding.EncodeToString was called with to make a value:
// in place, or in the one assignment of the variable that holds it.
func (p *printer) encoded(e *payload.Expr) (*payload.Expr, bool) {
	f := e.Orig.Frame
	if f == nil || f.Info == nil {
		return nil, false
	}
	c, ok := e.Orig.Expr.(*ast.CallExpr)
	if !ok {
		if c, ok = p.madeBy(e); !ok {
			return nil, false
		}
	}
	if !isEncodeToString(f.Info, c) {
		return nil, false
	}
	arg := c.Args[0]
	return &payload.Expr{
		Orig:   payload.Origin{Expr: arg, At: arg.Pos(), Frame: f},
		Type:   f.Info.TypeOf(arg),
		Stable: e.Stable,
	}, true
}

// madeBy finds the call that gave a variable of the call's function its only value, if
// nothing touches the call's argument from there to the call.
func (p *printer) madeBy(e *payload.Expr) (*ast.CallExpr, bool) {
	id, ok := e.Orig.Expr.(*ast.Ident)
	f := e.Orig.Frame
	if !ok || f.Fn == nil || !p.encloses(f) {
		return nil, false
	}
	rhs, once := onlyValue(f.Fn, f.Info, objectOf(id, f))
	c, ok := rhs.(*ast.CallExpr)
	if !once || !ok || len(c.Args) != 1 || !Untouched(f.Fn, f.Info, c.Args[0], c.End(), p.site.At) {
		return nil, false
	}
	return c, true
}

// onlyValue gives the expression of a variable's only assignment in a function.
func onlyValue(fn ast.Node, info *types.Info, obj types.Object) (rhs ast.Expr, once bool) {
	n := 0
	set := func(lhs, value ast.Expr) {
		if id, ok := lhs.(*ast.Ident); ok && obj != nil && (info.Defs[id] == obj || info.Uses[id] == obj) {
			n++
			rhs = value
		}
	}
	ast.Inspect(fn, func(node ast.Node) bool {
		switch s := node.(type) {
		case *ast.AssignStmt:
			for i, lhs := range s.Lhs {
				var value ast.Expr
				if len(s.Lhs) == len(s.Rhs) && (s.Tok == token.DEFINE || s.Tok == token.ASSIGN) {
					value = s.Rhs[i]
				}
				set(lhs, value)
			}
		case *ast.ValueSpec:
			for i, name := range s.Names {
				if len(s.Values) == len(s.Names) {
					set(name, s.Values[i])
				}
			}
		case *ast.UnaryExpr:
			if s.Op == token.AND {
				set(s.X, nil)
			}
		}
		return true
	})
	return rhs, n == 1 && rhs != nil
}

// Untouched reports whether nothing between two places of a function, nor any function
// literal in it, so much as mentions a variable of the expression: it then has the
// same value at the second place as at the first.
func Untouched(fn ast.Node, info *types.Info, e ast.Expr, from, to token.Pos) bool {
	vars := map[types.Object]bool{}
	known := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			// Conversions and the SDK's pointer helpers depend on their operands alone.
			if tv := info.Types[n.Fun]; !tv.IsType() && !isAWSHelper(info, n.Fun) {
				known = false
			}
		case *ast.Ident:
			if v, ok := info.Uses[n].(*types.Var); ok && !v.IsField() {
				vars[v] = true
			}
		}
		return known
	})
	if !known || from > to {
		return false
	}
	return !mentions(fn, info, vars, from, to)
}

func mentions(fn ast.Node, info *types.Info, vars map[types.Object]bool, from, to token.Pos) bool {
	found := false
	var inLiteral func(n ast.Node) bool
	inLiteral = func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && vars[info.Uses[id]] {
			found = true
		}
		return !found
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && ast.Node(lit) != fn && !(lit.Pos() <= to && to < lit.End()) {
			ast.Inspect(lit, inLiteral)
			return false
		}
		if id, ok := n.(*ast.Ident); ok && from <= id.Pos() && id.Pos() < to && vars[info.Uses[id]] {
			found = true
		}
		return !found
	})
	return found
}

func isAWSHelper(info *types.Info, fun ast.Expr) bool {
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == awsPath
}

// isEncodeToString recognises base64.StdEncoding.EncodeToString(data).
func isEncodeToString(info *types.Info, c *ast.CallExpr) bool {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || len(c.Args) != 1 || sel.Sel.Name != "EncodeToString" {
		return false
	}
	enc, ok := sel.X.(*ast.SelectorExpr)
	if !ok || enc.Sel.Name != "StdEncoding" {
		return false
	}
	obj := info.Uses[enc.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "encoding/base64"
}

func isByteSlice(t types.Type) bool {
	s, ok := types.Unalias(t).Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := types.Unalias(s.Elem()).(*types.Basic)
	return ok && b.Kind() == types.Byte
}

// decode prints the decoding of base64 text, and the return of its error. Natively the
// service refuses such text; here the function does, so it must be able to.
func (p *printer) decode(b *block, e *payload.Expr) code {
	src := p.convertText(e)
	name, errName := p.fresh("data", "decoded"), p.fresh("decodeErr")
	zero, ok := p.errorReturn(errName)
	if !ok && p.site.OnError != nil {
		zero, ok = p.site.OnError(errName)
	}
	if !ok {
		return p.fail(e.Orig.Expr, "the data is base64 text, which Converse wants decoded, but the function returns no error for text that is not")
	}
	b.add(name+", "+errName+" := ", call(p.names.Import("encoding/base64", "base64")+".StdEncoding.DecodeString", text(src)), "")
	b.when(errName + " != nil").line(zero)
	return text(name)
}

// convertText prints a run-time string.
func (p *printer) convertText(e *payload.Expr) string {
	return p.scalar(stringType, e, "the data").flat()
}

// errorReturn is the statement that returns an error from the call's function.
func (p *printer) errorReturn(errName string) (string, bool) {
	sig := p.signature()
	if sig == nil || sig.Results().Len() == 0 {
		return "", false
	}
	last := sig.Results().Len() - 1
	if !types.Identical(sig.Results().At(last).Type(), types.Universe.Lookup("error").Type()) {
		return "", false
	}
	out := "return "
	for i := range last {
		zero, ok := p.zero(sig.Results().At(i).Type())
		if !ok {
			return "", false
		}
		out += zero + ", "
	}
	return out + errName, true
}

// signature is that of the call's function.
func (p *printer) signature() *types.Signature {
	if p.site.Info == nil {
		return nil
	}
	var t types.Type
	switch fn := p.site.Func.(type) {
	case *ast.FuncDecl:
		if obj := p.site.Info.Defs[fn.Name]; obj != nil {
			t = obj.Type()
		}
	case *ast.FuncLit:
		t = p.site.Info.TypeOf(fn)
	}
	sig, _ := t.(*types.Signature)
	return sig
}

// zero writes the zero value of a type.
func (p *printer) zero(t types.Type) (string, bool) {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return `""`, true
		case u.Info()&types.IsBoolean != 0:
			return "false", true
		case u.Info()&types.IsNumeric != 0:
			return "0", true
		}
		return "nil", u.Kind() == types.UnsafePointer
	case *types.Struct, *types.Array:
		named, ok := types.Unalias(t).(*types.Named)
		if !ok || named.TypeArgs().Len() > 0 {
			return "", false
		}
		e, err := p.bringNamed(ast.NewIdent(named.Obj().Name()), named.Obj())
		return printed(e) + "{}", err == nil
	}
	_, isParam := types.Unalias(t).(*types.TypeParam)
	return "nil", !isParam
}

package gocode

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"

	"github.com/bedrocklint/bedrocklint/payload"
)

// pointer prints a scalar that the SDK wants behind a pointer.
func (p *printer) pointer(t reflect.Type, v payload.Value, hint string) code {
	if e, ok := v.(*payload.Expr); ok {
		switch {
		case p.site.NextName != nil && e.Orig.Expr == ast.Expr(p.site.NextName):
			return p.documentName()
		case isPointerTo(e.Type, t):
			return p.stable(e, hint)
		}
	}
	fn := map[reflect.Kind]string{
		reflect.String: "String", reflect.Bool: "Bool", reflect.Int32: "Int32",
		reflect.Int64: "Int64", reflect.Float32: "Float32", reflect.Float64: "Float64",
	}[t.Kind()]
	return call(p.aws(fn), p.scalar(t, v, hint))
}

// isPointerTo reports whether a value of Go type have is just what *want is.
func isPointerTo(have types.Type, want reflect.Type) bool {
	ptr, ok := types.Unalias(have).(*types.Pointer)
	return ok && sameBasic(ptr.Elem(), want)
}

// sameBasic reports whether a Go type is the predeclared type that want is.
func sameBasic(have types.Type, want reflect.Type) bool {
	basic, ok := types.Unalias(have).(*types.Basic)
	return ok && want.PkgPath() == "" && basic.Name() == want.Kind().String()
}

// scalar prints a string, number, boolean or enumeration value as Go type t.
func (p *printer) scalar(t reflect.Type, v payload.Value, hint string) code {
	switch v := v.(type) {
	case *payload.Const:
		return p.constant(t, v, hint)
	case *payload.String:
		if t.Kind() != reflect.String {
			break
		}
		s := p.concat(v)
		if isEnum(t) {
			return call(p.typeName(t), s)
		}
		return s
	case *payload.Expr:
		return p.convert(t, v, hint)
	}
	return p.fail(v.Origin().Expr, "%s cannot be written as %s", hint, t)
}

// constant prints a constant, by its name where the code has one for it.
func (p *printer) constant(t reflect.Type, c *payload.Const, hint string) code {
	if c.Val == nil || !kindFits(t, c.Val) {
		return p.fail(c.Orig.Expr, "%s is not a %s", hint, t.Kind())
	}
	if isEnum(t) {
		if name, ok := enumConst(t, constant.StringVal(c.Val)); ok {
			return text(p.names.Import(typesPath, "types") + "." + name)
		}
		return call(p.typeName(t), text(quote(constant.StringVal(c.Val))))
	}
	if s, typ, ok := p.written(c); ok {
		if basic, ok := typ.(*types.Basic); ok && (basic.Info()&types.IsUntyped != 0 || sameBasic(typ, t)) {
			return text(s)
		}
		return call(t.Kind().String(), text(s))
	}
	return text(constantText(c.Val))
}

// kindFits reports whether a constant can be a t without loss.
func kindFits(t reflect.Type, v constant.Value) bool {
	switch t.Kind() {
	case reflect.String:
		return v.Kind() == constant.String
	case reflect.Bool:
		return v.Kind() == constant.Bool
	case reflect.Int32, reflect.Int64:
		return constant.ToInt(v).Kind() == constant.Int
	default:
		return v.Kind() == constant.Int || v.Kind() == constant.Float
	}
}

// written gives the constant as the code has it: a literal, or a named constant that
// means the same at the call. A variable that merely holds it is written out, so that
// nothing but the request keeps it alive.
func (p *printer) written(c *payload.Const) (src string, typ types.Type, ok bool) {
	if c.Orig.Expr == nil || c.Orig.Frame == nil || c.Orig.Frame.Info == nil {
		return "", nil, false
	}
	tv, known := c.Orig.Frame.Info.Types[c.Orig.Expr]
	if !known || tv.Value == nil || tv.Value.Kind() == constant.Unknown || !constant.Compare(tv.Value, token.EQL, c.Val) {
		return "", nil, false
	}
	s, err := p.resolve(c.Orig)
	if err != nil {
		return "", nil, false
	}
	// go/types gives a literal the type it was converted to; its text is untyped still.
	if hasNames(c.Orig.Expr) {
		return s.text, types.Unalias(p.declaredType(c.Orig)), true
	}
	return s.text, types.Typ[types.UntypedString], true
}

// declaredType is the type with which a constant expression would be used in another
// place: that of its name, and untyped only if that is.
func (p *printer) declaredType(o payload.Origin) types.Type {
	id, ok := o.Expr.(*ast.Ident)
	if sel, isSel := o.Expr.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if ok {
		if obj := o.Frame.Info.Uses[id]; obj != nil {
			return obj.Type()
		}
	}
	return o.Frame.Info.TypeOf(o.Expr)
}

func hasNames(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if _, ok := n.(*ast.Ident); ok {
			found = true
		}
		return !found
	})
	return found
}

func constantText(v constant.Value) string {
	switch v.Kind() {
	case constant.String:
		return quote(constant.StringVal(v))
	case constant.Int:
		return v.ExactString()
	case constant.Float:
		f, _ := constant.Float64Val(v)
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v.String()
}

// stable prints an expression as it is, and refuses one whose value at the call may be
// another than the one that was sent.
func (p *printer) stable(e *payload.Expr, hint string) code {
	if !e.Stable.OK {
		if s, ok := p.frozen(e.Orig); ok {
			return text(s.text)
		}
		return p.fail(e.Orig.Expr, "%s cannot be evaluated at the call: %s", hint, e.Stable.Why)
	}
	s, err := p.resolve(e.Orig)
	if err != nil {
		return p.fail(e.Orig.Expr, "%s cannot be evaluated at the call: %v", hint, err)
	}
	return text(s.text)
}

// convert prints a run-time value as Go type t.
func (p *printer) convert(t reflect.Type, e *payload.Expr, hint string) code {
	have := types.Unalias(e.Type)
	src := p.stable(e, hint)
	if ptr, ok := have.(*types.Pointer); ok {
		// The presence of a pointer has been tested before: null is never sent.
		have, src = types.Unalias(ptr.Elem()), text("*"+src.flat())
	}
	basic, ok := have.Underlying().(*types.Basic)
	if !ok || !convertible(t, basic) {
		return p.fail(e.Orig.Expr, "%s is of type %s, which is not a %s", hint, e.Type, t.Kind())
	}
	switch {
	case isEnum(t) && isNamed(have, t), sameBasic(have, t):
		return src
	case isEnum(t):
		return call(p.typeName(t), src)
	}
	return call(t.Kind().String(), src)
}

func convertible(t reflect.Type, basic *types.Basic) bool {
	switch t.Kind() {
	case reflect.String:
		return basic.Info()&types.IsString != 0
	case reflect.Bool:
		return basic.Info()&types.IsBoolean != 0
	default:
		return basic.Info()&(types.IsInteger|types.IsFloat) != 0
	}
}

// isNamed reports whether a Go type is the SDK's own.
func isNamed(have types.Type, want reflect.Type) bool {
	named, ok := have.(*types.Named)
	return ok && named.Obj().Name() == want.Name() && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == want.PkgPath()
}

// stringMap prints a map of strings.
func (p *printer) stringMap(t reflect.Type, v payload.Value, hint string) code {
	o, ok := v.(*payload.Object)
	if !ok {
		if e, isExpr := v.(*payload.Expr); isExpr && isStringMap(e.Type) {
			return p.stable(e, hint)
		}
		return p.fail(v.Origin().Expr, "%s is not a map of strings", hint)
	}
	lit := &literal{open: p.typeName(t) + "{", close: "}"}
	for _, f := range o.Fields {
		if !f.Presence.Always() {
			p.fail(v.Origin().Expr, "%s.%s is sent only sometimes", hint, f.Key)
		}
		lit.items = append(lit.items, item{quote(f.Key) + ":", p.scalar(t.Elem(), f.Value, hint)})
	}
	return lit
}

func isStringMap(t types.Type) bool {
	m, ok := types.Unalias(t).(*types.Map)
	return ok && isPredeclaredString(m.Key()) && isPredeclaredString(m.Elem())
}

func isPredeclaredString(t types.Type) bool {
	b, ok := types.Unalias(t).(*types.Basic)
	return ok && b.Kind() == types.String
}

// documentName prints the name of a document that comes out of a loop.
func (p *printer) documentName() code {
	if p.nextName == "" {
		p.nextName = p.fresh(p.site.NextName.Name)
		p.helper(Helper{Name: "documentNames", Source: `// documentNames returns a function that gives one document after the other a name of its
// own, as Converse demands of the documents of a request.
func documentNames() func() *string {
	n := 0
	return func() *string {
		n++
		return ` + p.aws("String") + `(` + p.names.Import("fmt", "fmt") + `.Sprintf("document-%d", n))
	}
}
`})
	}
	return text(p.nextName + "()")
}

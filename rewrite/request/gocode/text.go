package gocode

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// concat prints a string of pieces: as the code wrote it where that is the same string,
// else as a concatenation, or as fmt.Sprintf where a piece is formatted by a verb.
func (p *printer) concat(s *payload.String) code {
	for _, part := range s.Parts {
		if part.Expr == nil || part.Expr.Stable.OK {
			continue
		}
		if whole := wholeText(s); whole != nil {
			return text(p.textOperand(whole))
		}
		if isTextPart(part) && p.freezes(part.Expr) {
			continue
		}
		return p.fail(part.Expr.Orig.Expr, "the text cannot be evaluated at the call: %s", part.Expr.Stable.Why)
	}
	if src, ok := p.asWritten(s); ok && s.Stable.OK {
		return text(src)
	}
	for _, part := range s.Parts {
		if part.Expr != nil && !isTextPart(part) {
			return p.sprintf(s)
		}
	}
	var pieces []string
	for _, part := range s.Parts {
		if part.Expr == nil {
			pieces = append(pieces, quote(part.Lit))
			continue
		}
		pieces = append(pieces, p.textOperand(part.Expr))
	}
	return text(strings.Join(pieces, " + "))
}

// wholeText is a string as the one expression that holds it, a variable that the pieces
// went into, where that can be evaluated at the call though its pieces cannot.
func wholeText(s *payload.String) *payload.Expr {
	if !s.Stable.OK || s.Orig.Expr == nil || s.Orig.Frame == nil || s.Orig.Frame.Info == nil {
		return nil
	}
	t := s.Orig.Frame.Info.TypeOf(s.Orig.Expr)
	if t == nil {
		return nil
	}
	if b, ok := types.Unalias(t).Underlying().(*types.Basic); !ok || b.Info()&types.IsString == 0 {
		return nil
	}
	return &payload.Expr{Orig: s.Orig, Type: t, Stable: s.Stable}
}

// isTextPart reports whether a piece is a string as it is.
func isTextPart(part payload.Part) bool {
	switch part.Verb {
	case "", "%s", "%v":
	default:
		return false
	}
	b, ok := types.Unalias(part.Expr.Type).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0 && !hasMethods(part.Expr.Type)
}

// hasMethods reports whether fmt or encoding/json may print a type in another way than
// its kind's.
func hasMethods(t types.Type) bool {
	for _, name := range []string{"String", "Error", "Format", "GoString", "MarshalText", "MarshalJSON"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if _, ok := obj.(*types.Func); ok {
			return true
		}
	}
	return false
}

// freezes reports whether a piece of text that changes before the call can be kept in a
// variable.
func (p *printer) freezes(e *payload.Expr) bool {
	_, ok := p.frozen(e.Orig)
	return ok
}

func (p *printer) textOperand(e *payload.Expr) string {
	s, err := p.resolve(e.Orig)
	if !e.Stable.OK {
		if f, ok := p.frozen(e.Orig); ok {
			s, err = f, nil
		}
	}
	if err != nil {
		return p.fail(e.Orig.Expr, "the text cannot be evaluated at the call: %v", err).flat()
	}
	if !isPredeclaredString(e.Type) {
		return "string(" + s.text + ")"
	}
	if b, ok := s.expr.(*ast.BinaryExpr); ok && b.Op != token.ADD {
		return "(" + s.text + ")"
	}
	return s.text
}

func (p *printer) sprintf(s *payload.String) code {
	var format strings.Builder
	c := call(p.names.Import("fmt", "fmt")+".Sprintf", text(""))
	for _, part := range s.Parts {
		if part.Expr == nil {
			format.WriteString(strings.ReplaceAll(part.Lit, "%", "%%"))
			continue
		}
		verb := part.Verb
		if verb == "" {
			verb = "%s"
		}
		format.WriteString(verb)
		src, err := p.resolve(part.Expr.Orig)
		if err != nil {
			p.fail(part.Expr.Orig.Expr, "the text cannot be evaluated at the call: %v", err)
		}
		c.items = append(c.items, item{value: text(src.text)})
	}
	c.items[0].value = text(quote(format.String()))
	return c
}

// asWritten gives the whole string as the code wrote it, if that expression is the
// string: a concatenation, a Sprintf of this text, or a variable that nothing changes
// between here and the call.
func (p *printer) asWritten(s *payload.String) (string, bool) {
	o := s.Orig
	if o.Expr == nil || o.Frame == nil || o.Frame.Info == nil {
		return "", false
	}
	if t := o.Frame.Info.TypeOf(o.Expr); t == nil || !isPredeclaredString(t) {
		return "", false
	}
	if !denotes(o.Expr, o.Frame.Info, s) {
		return "", false
	}
	src, err := p.resolve(o)
	return src.text, err == nil
}

// denotes reports whether the expression evaluates to the string of pieces. Calls other
// than fmt.Sprintf are not looked into.
func denotes(e ast.Expr, info *types.Info, s *payload.String) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		return e.Op == token.ADD && literals(info, e) == partLiterals(s) && !hasCall(e)
	case *ast.CallExpr:
		fn, ok := e.Fun.(*ast.SelectorExpr)
		if !ok || len(e.Args) == 0 {
			return false
		}
		obj, ok := info.Uses[fn.Sel].(*types.Func)
		if !ok || obj.FullName() != "fmt.Sprintf" {
			return false
		}
		format := info.Types[e.Args[0]].Value
		return format != nil && format.Kind() == constant.String && plainFormat(constant.StringVal(format)) == partLiterals(s)
	}
	return false
}

// literals joins the constant operands of a concatenation.
func literals(info *types.Info, e ast.Expr) string {
	if tv := info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String {
		return constant.StringVal(tv.Value)
	}
	if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok {
		return literals(info, b.X) + literals(info, b.Y)
	}
	return ""
}

func hasCall(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if _, ok := n.(*ast.CallExpr); ok {
			found = true
		}
		return !found
	})
	return found
}

func partLiterals(s *payload.String) string {
	var b strings.Builder
	for _, part := range s.Parts {
		b.WriteString(part.Lit)
	}
	return b.String()
}

var verbs = regexp.MustCompile(`%[-+# 0]*[\d.]*[a-zA-Z%]`)

// plainFormat is a format with its verbs taken out.
func plainFormat(format string) string {
	return verbs.ReplaceAllStringFunc(format, func(v string) string {
		if v == "%%" {
			return "%"
		}
		return ""
	})
}

// longText is the length, in bytes, from which text of several lines is written as a
// raw string.
const longText = 60

// quote writes a string literal: raw where the text has several lines and allows it.
func quote(s string) string {
	inner := strings.TrimRight(s, "\n")
	if len(s) > longText && strings.Contains(inner, "\n") && strconv.CanBackquote(strings.ReplaceAll(s, "\n", "")) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}

package callsite

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// fromCaller reports whether something stands in a function that calls the site's, so
// that it means nothing at the call.
func (s *Site) fromCaller(o payload.Origin) bool {
	for f := o.Frame; f != nil; f = f.Caller {
		if f.Fn != nil && f.Fn.Pos() <= s.Call.Pos() && s.Call.End() <= f.Fn.End() {
			return false
		}
	}
	return o.Frame != nil
}

// MadeByCaller reports whether a body that the call can have is put together in a function
// that calls the site's: of other calls of that function, in another module perhaps, it
// says nothing.
func (s *Site) MadeByCaller() bool {
	return slices.ContainsFunc(alternatives(s.Request.Body), func(o *payload.Object) bool { return s.fromCaller(o.Orig) })
}

// callers judges a body with run-time values of another package's function. Within a
// package both functions can be moved together; across packages the signature between
// them is what others have, too.
func (j *judge) callers() {
	s := j.site
	for _, f := range s.Fields {
		for _, v := range cases(f.Field.Value) {
			o, ok := runTime(v)
			if ok && s.fromCaller(o) && o.Frame.Pkg != nil && o.Frame.Pkg != s.Pkg {
				j.add(Adapter, rules.CallPartial, j.call(),
					"%s is made in package %s, which calls this function; move both by hand, or use the adapter", f.Path, o.Frame.Pkg.Path())
				return
			}
		}
	}
}

// runTime is where a value, or a piece of it, is evaluated that only the program knows.
func runTime(v payload.Value) (payload.Origin, bool) {
	switch v := v.(type) {
	case *payload.Expr:
		return v.Orig, true
	case *payload.String:
		for _, p := range v.Parts {
			if p.Expr != nil {
				return p.Expr.Orig, true
			}
		}
	}
	return payload.Origin{}, false
}

// openWrapper judges an exported function that sends what it is given, where all that
// this module gives it is of models that stay on InvokeModel. Other modules can give
// it anything.
func (j *judge) openWrapper() bool {
	s := j.site
	if s.Model.Evidence == ByDirective || s.Model.Evidence == ByConfig || !s.isAPI() || !s.fromCaller(s.Request.Body.Origin()) {
		return false
	}
	if id, ok := s.Request.Members["ModelId"]; ok && !s.fromCaller(id.Origin()) {
		return false
	}
	if slices.ContainsFunc(s.Model.Families, (*catalog.Family).Movable) {
		return false
	}
	j.add(Adapter, rules.CallUnknown, j.call(),
		"this module sends only %s here, which stays on InvokeModel, but the function is exported and others may send anything; name the model with //bedrocklint:model ID, or use the adapter", familyNames(s.Model.Families))
	return true
}

// isAPI reports whether other modules can call the site's function.
func (s *Site) isAPI() bool {
	fn, ok := s.Func.(*ast.FuncDecl)
	if !ok || !fn.Name.IsExported() || s.Pkg.Name() == "main" || slices.Contains(strings.Split(s.Pkg.Path(), "/"), "internal") {
		return false
	}
	if strings.HasSuffix(s.fset.Position(s.Call.Pos()).Filename, "_test.go") {
		return false
	}
	return fn.Recv == nil || ast.IsExported(receiver(fn.Recv.List[0].Type))
}

// receiver is the name of a receiver's type.
func receiver(t ast.Expr) string {
	switch t := ast.Unparen(t).(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

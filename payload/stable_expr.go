package payload

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// walk gives the first reason why e, read in fr at time clock, would not give the
// same value at the target; "" when there is none.
func (s *sealer) walk(e ast.Expr, fr *Frame, clock, depth int) string {
	if depth > 40 {
		return "nested too deeply"
	}
	why := ""
	ast.Inspect(e, func(n ast.Node) bool {
		if why != "" || n == nil || s.r.isHeld(n) {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			why = "contains a function literal"
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				why = "receives from a channel"
			} else if n.Op == token.AND {
				why = "takes an address"
			}
		case *ast.CompositeLit:
			if t := fr.Info.TypeOf(n); t != nil && hasReferences(t, 0) {
				why = "makes a new value"
			}
		case *ast.CallExpr:
			if c := s.callReason(n, fr); c != "" {
				s.calls = c
			}
		case *ast.StarExpr, *ast.IndexExpr, *ast.SliceExpr:
			if x, ok := n.(ast.Expr); ok {
				why = s.memory(x, fr, clock)
			}
		case *ast.SelectorExpr:
			why = s.selector(n, fr, clock)
			if why == "" {
				if isQualified(fr.Info, n) {
					return false
				}
				why = s.walk(n.X, fr, clock, depth+1)
			}
			return false
		case *ast.KeyValueExpr:
			if why = s.walk(n.Value, fr, clock, depth+1); why == "" {
				if _, isField := n.Key.(*ast.Ident); !isField {
					why = s.walk(n.Key, fr, clock, depth+1)
				}
			}
			return false
		case *ast.Ident:
			why = s.ident(n, fr, clock, depth)
		}
		return why == ""
	})
	return why
}

func isQualified(info *types.Info, e *ast.SelectorExpr) bool {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = info.Uses[id].(*types.PkgName)
	return ok
}

// selector checks x.f for what lies between: memory behind a pointer, and whether the
// field can be named from the target's package.
func (s *sealer) selector(e *ast.SelectorExpr, fr *Frame, clock int) string {
	if why := s.exported(e.Sel.Name, fr); why != "" {
		return why
	}
	if isQualified(fr.Info, e) {
		if v, ok := fr.Info.Uses[e.Sel].(*types.Var); ok {
			return s.global(v, clock)
		}
		return ""
	}
	return s.memory(e, fr, clock)
}

// exported reports names of other packages that the target's package cannot use.
func (s *sealer) exported(name string, fr *Frame) string {
	if fr.Pkg != s.h.act.pkg.Types && !ast.IsExported(name) {
		return name + " cannot be named in this package"
	}
	return ""
}

// memory checks an access that may go through a pointer, slice or map which is not
// followed. Cells that are followed are checked by their own marks.
func (s *sealer) memory(e ast.Expr, fr *Frame, clock int) string {
	if m := s.h.st.mem; m.clock > clock && throughReference(fr.Info, e) {
		return fmt.Sprintf("may have changed since: memory is written at line %d", s.line(m.pos))
	}
	root := rootOf(e)
	obj := fr.Info.ObjectOf(root)
	if obj == nil {
		return ""
	}
	addr, ok := fr.lookup(obj)
	if !ok {
		return ""
	}
	return s.rewritten(memory{s.h.st.heap[addr], clock})
}

// rewritten says why what a reference leads to is not what it was; "" when it is.
func (s *sealer) rewritten(kept memory) string {
	seen := make(map[int]bool)
	s.r.reach(kept.ref, s.h.st, seen)
	for _, c := range slices.Sorted(maps.Keys(seen)) {
		if m := s.h.st.changed[c]; m.clock > kept.clock {
			return fmt.Sprintf("changed at line %d before the call", s.line(m.pos))
		}
		if s.h.st.volatile[c] != "" {
			return s.h.st.volatile[c]
		}
	}
	return ""
}

func rootOf(e ast.Expr) *ast.Ident {
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
		case *ast.SliceExpr:
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		case *ast.CallExpr:
			e = x.Fun
		default:
			return ast.NewIdent("_")
		}
	}
}

// throughReference reports whether e reads memory that is not its root variable's own.
func throughReference(info *types.Info, e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		t := info.TypeOf(x.X)
		return t == nil || isPointer(t) || throughReference(info, x.X)
	case *ast.IndexExpr, *ast.StarExpr, *ast.SliceExpr:
		return true
	case *ast.TypeAssertExpr:
		return throughReference(info, x.X)
	}
	return false
}

// callReason says why a call cannot be evaluated again; "" for conversions, builtins
// without effect and functions known to be pure.
func (s *sealer) callReason(call *ast.CallExpr, fr *Frame) string {
	if tv, ok := fr.Info.Types[call.Fun]; ok && tv.IsType() {
		return ""
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := fr.Info.Uses[id].(*types.Builtin); ok {
			switch b.Name() {
			case "len", "cap", "min", "max", "real", "imag":
				return ""
			}
			return "calls " + b.Name()
		}
	}
	fn := staticCallee(fr.Info, call)
	if fn == nil {
		return "calls a function value"
	}
	if pureFunc(fn) {
		return ""
	}
	if s.r.e.pure[call] && !s.pointless(call, fr) {
		return ""
	}
	return "calls " + fn.Name()
}

// pointless reports whether the result of a call is a reference: evaluated again, it
// would lead elsewhere.
func (s *sealer) pointless(call *ast.CallExpr, fr *Frame) bool {
	t := fr.Info.TypeOf(call)
	return t == nil || isPointer(t)
}

// ident checks one identifier: constants and functions can always be used, variables
// of the target's functions if they are in scope and unchanged, parameters of entered
// functions through their arguments.
func (s *sealer) ident(id *ast.Ident, fr *Frame, clock, depth int) string {
	obj := fr.Info.ObjectOf(id)
	switch o := obj.(type) {
	case nil:
		return s.loopElem(id)
	case *types.Var:
		if o.IsField() {
			return ""
		}
		return s.variable(o, fr, clock, depth)
	case *types.Const, *types.Func, *types.TypeName:
		if obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope() && obj.Pkg() != s.h.act.pkg.Types {
			return s.exported(obj.Name(), fr)
		}
		if obj.Parent() != nil && obj.Pkg() != nil && obj.Parent() != obj.Pkg().Scope() && !s.inScope(obj) {
			if _, isFunc := obj.(*types.Func); !isFunc {
				return obj.Name() + " is declared in another scope"
			}
		}
	}
	return ""
}

// loopElem accepts the name of an implicit loop's element.
func (s *sealer) loopElem(id *ast.Ident) string {
	if id.Name == "nil" {
		return ""
	}
	for _, l := range s.loops {
		if l.Elem == id {
			return ""
		}
	}
	return "made by the analysis"
}

func (s *sealer) variable(v *types.Var, fr *Frame, clock, depth int) string {
	for _, l := range s.loops {
		if l.Key == v || l.Value == v {
			return ""
		}
	}
	addr, ok := fr.lookup(v)
	if !ok {
		if v.Pkg() != nil && v.Parent() != v.Pkg().Scope() {
			return v.Name() + " is a variable of another function"
		}
		if why := s.exported(v.Name(), fr); why != "" && v.Pkg() != s.h.act.pkg.Types {
			return why
		}
		return s.global(v, clock)
	}
	owner := fr
	for owner.env[v] != addr {
		owner = owner.outer
	}
	if why := s.h.st.volatile[addr]; why != "" {
		return why
	}
	if m := s.h.st.changed[addr]; m.clock > clock {
		return fmt.Sprintf("changed at line %d before the call", s.line(m.pos))
	}
	if s.ownFrame(owner) {
		if !s.inScope(v) {
			return v.Name() + " is declared in another scope"
		}
		return ""
	}
	arg, ok := owner.Args[v]
	if !ok {
		return v.Name() + " is a variable of another function"
	}
	if m := s.h.st.changed[addr]; m.clock > owner.entry {
		return v.Name() + " is changed in the function that it is a parameter of"
	}
	return s.walk(arg.Expr, arg.Frame, owner.entry, depth+1)
}

// ownFrame reports whether fr is the activation that calls the target, or one of a
// function around it.
func (s *sealer) ownFrame(fr *Frame) bool {
	for f := s.h.act.fr; f != nil; f = f.outer {
		if f == fr {
			return true
		}
	}
	return false
}

// inScope reports whether the name of obj means obj where the target is.
func (s *sealer) inScope(obj types.Object) bool {
	pos := s.r.target.Pos()
	scope := s.h.act.pkg.Types.Scope().Innermost(pos)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(obj.Name(), pos)
	return found == obj
}

// global checks a package-level variable.
func (s *sealer) global(v *types.Var, clock int) string {
	if pkg := s.r.e.prog.Package(v.Pkg()); pkg != nil && s.r.e.constantVar(pkg, v) {
		return ""
	}
	if m := s.h.st.mem; m.clock > clock {
		return fmt.Sprintf("may have changed since: memory is written at line %d", s.line(m.pos))
	}
	return ""
}

func (s *sealer) line(pos token.Pos) int {
	return s.h.act.pkg.Fset.Position(pos).Line
}

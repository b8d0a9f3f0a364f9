package payload

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// escape accounts for v reaching code that is not followed. With now, that code may
// have written to what v leads to already; in any case it may do so later.
func (a *activation) escape(v goValue, st *state, pos token.Pos, why string, now bool) {
	seen := make(map[int]bool)
	a.r.reach(v, st, seen)
	for _, addr := range sortedKeys(seen) {
		st.escaped[addr] = true
		if now {
			a.r.forget(st, addr, pos, why)
		}
	}
	for _, f := range a.r.closures(v, st, nil, 0) {
		a.captureLost(f, st, pos, why)
	}
}

// share accounts for v reaching a goroutine: it may be written at any time.
func (a *activation) share(v goValue, st *state, pos token.Pos, why string) {
	a.escape(v, st, pos, why, true)
	seen := make(map[int]bool)
	a.r.reach(v, st, seen)
	for addr := range seen {
		st.volatile[addr] = why
	}
}

// reach collects the cells that v leads to.
func (r *run) reach(v goValue, st *state, seen map[int]bool) {
	visit := func(addr int) {
		if addr != 0 && !seen[addr] {
			seen[addr] = true
			r.reach(st.heap[addr], st, seen)
		}
	}
	switch v := v.(type) {
	case *pointer:
		visit(v.addr)
	case *mapRef:
		visit(v.addr)
	case *sliceRef:
		visit(v.addr)
	case *opaque:
		for _, suffix := range []string{"*", "{}"} {
			visit(st.lazy[v.key+suffix])
		}
	case *structVal:
		for _, f := range v.fields {
			r.reach(f, st, seen)
		}
	case *choice:
		for _, k := range v.cases {
			r.reach(k.val, st, seen)
		}
	case *encoder:
		r.reach(v.w, st, seen)
	case *funcVal:
		if v.recv != nil {
			r.reach(v.recv, st, seen)
		}
	case *tuple:
		for _, x := range v.vals {
			r.reach(x, st, seen)
		}
	case *mapObj:
		for _, e := range v.entries {
			r.reach(e.val, st, seen)
		}
	case *arrayObj:
		for _, e := range v.elems {
			r.reach(e.val, st, seen)
		}
	}
}

// closures collects the function literals that v leads to.
func (r *run) closures(v goValue, st *state, out []*funcVal, depth int) []*funcVal {
	if depth > 8 {
		return out
	}
	switch v := v.(type) {
	case *funcVal:
		if v.lit != nil {
			out = append(out, v)
		}
	case *structVal:
		for _, f := range v.fields {
			out = r.closures(f, st, out, depth+1)
		}
	case *choice:
		for _, k := range v.cases {
			out = r.closures(k.val, st, out, depth+1)
		}
	case *pointer:
		out = r.closures(st.heap[v.addr], st, out, depth+1)
	case *sliceRef:
		if arr, ok := st.heap[v.addr].(*arrayObj); ok {
			for _, e := range arr.elems {
				out = r.closures(e.val, st, out, depth+1)
			}
		}
	}
	return out
}

// captureLost accounts for a function literal that code which is not followed may
// call, now or later, in this goroutine or another: variables that it assigns are
// never certain again, and memory that its variables lead to has escaped.
func (a *activation) captureLost(f *funcVal, st *state, pos token.Pos, why string) {
	pkg := a.r.e.prog.Package(f.fr.Pkg)
	if pkg == nil {
		return
	}
	assigned := assignedIn(pkg.Info, f.lit.Body)
	for _, obj := range capturedBy(pkg.Info, f.lit) {
		addr, ok := f.fr.lookup(obj)
		if !ok {
			continue
		}
		if assigned[obj] {
			st.volatile[addr] = "assigned in a function literal that is called elsewhere"
			a.r.forget(st, addr, pos, why)
			continue
		}
		seen := make(map[int]bool)
		a.r.reach(st.heap[addr], st, seen)
		for _, c := range sortedKeys(seen) {
			if writesThrough(pkg.Info, f.lit.Body, obj) {
				st.volatile[c] = "changed in a function literal that is called elsewhere"
				a.r.forget(st, c, pos, why)
			}
			st.escaped[c] = true
		}
	}
}

// capturedBy are the variables of enclosing functions that lit mentions.
func capturedBy(info *types.Info, lit *ast.FuncLit) []types.Object {
	var out []types.Object
	seen := make(map[types.Object]bool)
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		v, ok := info.Uses[id].(*types.Var)
		if !ok || v.IsField() || seen[v] || v.Pos() >= lit.Pos() && v.Pos() < lit.End() {
			return true
		}
		seen[v] = true
		out = append(out, v)
		return true
	})
	return out
}

// assignedIn are the variables that n assigns directly, or takes the address of.
func assignedIn(info *types.Info, n ast.Node) map[types.Object]bool {
	out := make(map[types.Object]bool)
	mark := func(e ast.Expr) {
		if e == nil {
			return
		}
		if obj := directRoot(info, e); obj != nil {
			out[obj] = true
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				mark(l)
			}
		case *ast.IncDecStmt:
			mark(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				mark(n.Key)
				mark(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(n.X)
			}
		case *ast.SelectorExpr: // x.M() with a pointer receiver takes &x
			if s, ok := info.Selections[n]; ok && s.Kind() == types.MethodVal && !isPointer(info.TypeOf(n.X)) && pointerReceiver(s.Obj()) {
				mark(n.X)
			}
		}
		return true
	})
	return out
}

func pointerReceiver(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	recv := fn.Signature().Recv()
	return recv != nil && isPointer(recv.Type())
}

// directRoot is the variable whose own memory e is part of: not through pointers,
// maps or slices.
func directRoot(info *types.Info, e ast.Expr) types.Object {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return info.ObjectOf(x)
	case *ast.SelectorExpr:
		if isPointer(info.TypeOf(x.X)) {
			return nil
		}
		return directRoot(info, x.X)
	}
	return nil
}

// writesThrough reports whether n may write memory that obj leads to: it assigns an
// element or a field of it, or hands it on.
func writesThrough(info *types.Info, n ast.Node, obj types.Object) bool {
	found := false
	check := func(e ast.Expr) {
		if e != nil && rootObject(info, e) == obj {
			found = true
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				check(l)
			}
			for _, r := range n.Rhs {
				if t := info.TypeOf(r); t != nil && hasReferences(t, 0) {
					check(r)
				}
			}
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.CallExpr:
			for _, arg := range n.Args {
				if t := info.TypeOf(arg); t != nil && hasReferences(t, 0) {
					check(arg)
				}
				if u, ok := arg.(*ast.UnaryExpr); ok {
					check(u.X)
				}
			}
			if s, ok := n.Fun.(*ast.SelectorExpr); ok {
				check(s.X)
			}
		}
		return !found
	})
	return found
}

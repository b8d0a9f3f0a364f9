package rewrite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
)

// emitRemovals turns what a sweep found into edits of the files.
func (u *unit) emitRemovals() {
	u.redeclare()
	for _, st := range u.sweep.statements {
		src := u.sourceOf(st)
		src.deleteStatement(st, u.sweep.list(st), u.sweep.isGone)
	}
	for _, id := range u.sweep.blanks {
		u.sourceOf(id).replace(id, "_")
	}
	u.emitDecls()
}

// emitDecls removes declarations: a whole one when all of its specifications go.
func (u *unit) emitDecls() {
	done := map[ast.Node]bool{}
	for _, n := range u.sweep.specs {
		src := u.sourceOf(n)
		if fn, ok := n.(*ast.FuncDecl); ok {
			src.deleteDecl(fn, fn.Doc)
			continue
		}
		gen, ok := u.sweep.parent[n].(*ast.GenDecl)
		if !ok || done[gen] {
			continue
		}
		if u.allGone(gen) {
			done[gen] = true
			src.deleteDecl(gen, gen.Doc)
			continue
		}
		src.deleteDecl(n, specDoc(n))
	}
}

func (u *unit) allGone(gen *ast.GenDecl) bool {
	return !slices.ContainsFunc(gen.Specs, func(s ast.Spec) bool { return !u.sweep.gone[s] })
}

func specDoc(n ast.Node) *ast.CommentGroup {
	switch n := n.(type) {
	case *ast.TypeSpec:
		return n.Doc
	case *ast.ValueSpec:
		return n.Doc
	case *ast.ImportSpec:
		return n.Doc
	}
	return nil
}

// emitImports removes the imports that only removed code used, and adds the new ones.
func (u *unit) emitImports(src *source) {
	var dead []*ast.ImportSpec
	named := src.qualifiers()
	src.adds = slices.DeleteFunc(src.adds, func(add newImport) bool { return !named(add.localName()) })
	for _, spec := range src.file.Imports {
		obj := importedAs(u.pkg.TypesInfo, spec)
		if obj == nil || u.needed[obj] && named(obj.Name()) {
			continue
		}
		if refs := u.sweep.refs[obj]; len(refs) > 0 && len(u.sweep.live(obj)) == 0 {
			dead = append(dead, spec)
			u.sweep.gone[spec] = true
		}
	}
	for _, spec := range dead {
		gen := src.importDecl(spec)
		if u.allGone(gen) && len(src.adds) == 0 {
			src.deleteDecl(gen, gen.Doc)
			continue
		}
		src.deleteDecl(spec, spec.Doc)
	}
	src.addImports()
}

// qualifiers tells which names the file has before a dot, as it is going to be. Code that
// was made for it may stand elsewhere in the end: a helper that another file has already.
func (s *source) qualifiers() func(name string) bool {
	all := func(string) bool { return true }
	text, err := s.buf.Bytes()
	if err != nil {
		return all // finish says what is wrong
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.SkipObjectResolution)
	if err != nil {
		return all
	}
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
		return true
	})
	return func(name string) bool { return names[name] }
}

// redeclare repairs variables that a removed statement declared and that live on:
// usually the err of body, err := json.Marshal(…). The next statement of the same
// list that sets the variable declares it now, where it can; else a var does.
func (u *unit) redeclare() {
	for _, st := range u.sweep.statements {
		for _, id := range definedBy(st, u.pkg.TypesInfo) {
			obj := u.pkg.TypesInfo.Defs[id]
			live := u.sweep.live(obj)
			if len(live) == 0 {
				continue
			}
			slices.SortFunc(live, func(a, b *ast.Ident) int { return int(a.Pos() - b.Pos()) })
			u.redeclareAt(obj, live[0], st)
		}
	}
}

// definedBy lists the identifiers that st itself defines in the scope it stands in.
func definedBy(st ast.Stmt, info *types.Info) []*ast.Ident {
	var out []*ast.Ident
	add := func(id *ast.Ident) {
		if obj := info.Defs[id]; obj != nil && id.Name != "_" {
			out = append(out, id)
		}
	}
	switch st := st.(type) {
	case *ast.AssignStmt:
		for _, l := range st.Lhs {
			if id, ok := l.(*ast.Ident); ok && st.Tok == token.DEFINE {
				add(id)
			}
		}
	case *ast.DeclStmt:
		if gen, ok := st.Decl.(*ast.GenDecl); ok && gen.Tok == token.VAR {
			for _, spec := range gen.Specs {
				for _, id := range spec.(*ast.ValueSpec).Names {
					add(id)
				}
			}
		}
	}
	return out
}

// redeclareAt makes the statement of first, the first use that is left, declare obj.
func (u *unit) redeclareAt(obj types.Object, first *ast.Ident, removed ast.Stmt) {
	src := u.sourceOf(removed)
	assign, ok := u.sweep.parent[first].(*ast.AssignStmt)
	same := ok && slices.Contains(u.sweep.list(removed), ast.Stmt(assign)) && slices.Contains(assign.Lhs, ast.Expr(first))
	switch {
	case same && assign.Tok == token.DEFINE:
		return // it has another new variable; the old one is new now too
	case same && assign.Tok == token.ASSIGN && u.oneScope(assign, obj.Parent()):
		src.buf.Replace(src.offset(assign.TokPos), src.offset(assign.TokPos)+1, ":=")
	default:
		src.insertBefore(removed, "var "+obj.Name()+" "+types.TypeString(obj.Type(), u.qualifier)+"\n")
	}
}

// oneScope reports whether all left-hand sides of an assignment are variables of one
// scope, so that := means the same variables.
func (u *unit) oneScope(assign *ast.AssignStmt, scope *types.Scope) bool {
	for _, l := range assign.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return false
		}
		if obj := u.pkg.TypesInfo.Uses[id]; id.Name != "_" && (obj == nil || obj.Parent() != scope) {
			return false
		}
	}
	return true
}

// qualifier leaves out the name of the package itself.
func (u *unit) qualifier(p *types.Package) string {
	if p == u.pkg.Types {
		return ""
	}
	return p.Name()
}

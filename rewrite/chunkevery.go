package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/payload"
)

// every reports whether the code does something about every chunk, those without text
// too: then it has to be given them all.
//
//	if err := handle(c.Delta.Text); err != nil { // "" for a chunk that has no text
//
// Chunks that several families share are not told apart so finely.
func (g *chunkGen) every() bool { return !g.mixed && g.actsOnEvery(g.r) != nil }

// actsOnEvery is a statement that runs for every chunk, and hands what it reads of it to
// code that can tell an empty text from none at all: a callback, a channel, a line that is
// printed. It is nil when there is none, or when something before it picks the chunks.
func (o *operation) actsOnEvery(r *payload.Response) ast.Stmt {
	if r == nil || r.Decode == nil {
		return nil
	}
	decode := o.statementOf(r.Decode)
	if decode == nil {
		return nil
	}
	chunk := o.decodedInto(r.Decode)
	for _, st := range o.sweep.list(decode) {
		switch {
		case st.Pos() <= decode.Pos():
		case o.acts(st, chunk):
			return st
		case o.picks(st):
			return nil
		}
	}
	return nil
}

// decodedInto is the variable that a call decodes into, nil when it is none.
//
//	json.Unmarshal(part.Bytes, &c)
//	                            |
func (o *operation) decodedInto(decode *ast.CallExpr) types.Object {
	if len(decode.Args) == 0 {
		return nil
	}
	into := ast.Unparen(decode.Args[len(decode.Args)-1])
	if addr, ok := into.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		into = addr.X
	}
	id := rootIdent(into)
	if id == nil {
		return nil
	}
	return objectOf(o.pkg.TypesInfo, id)
}

// mentions reports whether a node has a variable in it.
func (o *operation) mentions(n ast.Node, v types.Object) bool {
	return slices.ContainsFunc(o.sweep.refs[v], func(ref *ast.Ident) bool { return n.Pos() <= ref.Pos() && ref.End() <= n.End() })
}

// picks reports whether a statement may go on with the next chunk, for another reason
// than an error.
func (o *operation) picks(st ast.Stmt) bool {
	check, ok := st.(*ast.IfStmt)
	if !ok || check.Init != nil || asksNil(o.pkg.TypesInfo, check.Cond) {
		return false
	}
	found := false
	ast.Inspect(check, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BranchStmt, *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

// asksNil reports whether a condition compares something with nil.
func asksNil(info *types.Info, cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (b.Op == token.NEQ || b.Op == token.EQL) && isNil(info, b.Y)
}

// acts reports whether a statement, unless a condition of its own keeps it from that,
// hands on what was decoded from a chunk.
func (o *operation) acts(st ast.Stmt, chunk types.Object) bool {
	switch st := st.(type) {
	case *ast.IfStmt:
		return st.Init != nil && o.acts(st.Init, chunk)
	case *ast.SendStmt:
		return o.mentions(st.Value, chunk)
	}
	found := false
	ast.Inspect(st, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || o.tellsEmpty(n) && slices.ContainsFunc(n.Args, func(arg ast.Expr) bool { return o.mentions(arg, chunk) })
		}
		return !found
	})
	return found
}

// tellsEmpty reports whether a call may do something about an empty text: it is of a
// function of the module's own or of one that it was given, or prints a line. Most of the
// standard library writes nothing for nothing.
func (o *operation) tellsEmpty(call *ast.CallExpr) bool {
	if tv := o.pkg.TypesInfo.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return false
	}
	fn := calledFunc(o.pkg.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil {
		return true
	}
	path := fn.Pkg().Path()
	first, _, _ := strings.Cut(path, "/")
	switch {
	case path == "fmt":
		return strings.HasSuffix(fn.Name(), "ln") || strings.HasSuffix(fn.Name(), "Printf") || strings.HasSuffix(fn.Name(), "Fprintf")
	case path == "log" || path == "log/slog":
		return true
	}
	return strings.Contains(first, ".") || path == o.pkg.PkgPath
}

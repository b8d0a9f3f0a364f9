package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rewrite/request"
	"github.com/bedrocklint/bedrocklint/rules"
)

// nativeBody keeps everything that reads the raw body of an answer, and gives it a body
// in the native format, made from the Converse answer. It is the way for bodies that are
// printed, or decoded by a function that has other callers:
//
//	nativeBody, err := anthropicMessagesBody(out)
//	if err != nil {
//		return nil, fmt.Errorf("invoke: %w", err) // as the check of the call does
//	}
//	return parse(nativeBody)
func (a *answer) nativeBody() error {
	mentions, err := a.bodyMentions()
	if err != nil || len(mentions) == 0 {
		return err
	}
	a.losesOfBody()
	helper := a.bodyHelper()
	a.keepOutput()
	if ret := a.returnsBody(mentions); ret != nil {
		a.replaceGone(ret.Results[0], ret.Results[1], helper+"("+a.out+")")
		return nil
	}
	at := a.before(mentions)
	if at == nil {
		return because(rules.CallPartial, mentions[0], "the body of the answer is read before the call, or in another function")
	}
	check, err := a.errorPath(at)
	if err != nil {
		return err
	}
	name := a.names.Fresh("nativeBody")
	a.src.insertBefore(at, fmt.Sprintf("%s, %s := %s(%s)\n%s\n", name, check.err, helper, a.out, check.text))
	for _, m := range mentions {
		a.src.replace(m, name)
		a.sweep.gone[m] = true
	}
	a.reads(check.text, at)
	return nil
}

// bodyMentions are the selections of the output's body, in source order. An output that
// is used in another way cannot be given up.
func (a *answer) bodyMentions() ([]*ast.SelectorExpr, error) {
	id, assign := a.resultVar()
	obj := objectOf(a.pkg.TypesInfo, id)
	var out []*ast.SelectorExpr
	for _, ref := range a.sweep.live(obj) {
		switch p := a.sweep.parent[ref].(type) {
		case *ast.SelectorExpr:
			switch p.Sel.Name {
			case "ResultMetadata":
			case "Body":
				out = append(out, p)
			default:
				return nil, because(rules.CallPartial, p, "%s of the answer is read, which Converse does not have", p.Sel.Name)
			}
		case *ast.AssignStmt:
			if p != assign && !slices.Contains(p.Lhs, ast.Expr(ref)) {
				return nil, because(rules.CallPartial, ref, "the answer is used as a whole")
			}
		case *ast.BinaryExpr: // out != nil
		default:
			if !a.shownWhole(ref) {
				return nil, because(rules.CallPartial, ref, "the answer is used as a whole")
			}
		}
	}
	slices.SortFunc(out, func(x, y *ast.SelectorExpr) int { return int(x.Pos() - y.Pos()) })
	return out, nil
}

// shownWhole reports whether the output is an argument of a call, and all that is done with
// outputs that are handed on is to show them.
func (a *answer) shownWhole(ref *ast.Ident) bool {
	call, ok := a.sweep.parent[ref].(*ast.CallExpr)
	if !ok || ast.Unparen(call.Fun) == ast.Expr(ref) {
		return false
	}
	shown := false
	for _, e := range a.r.Escapes {
		if e.What != "output" {
			continue
		}
		if !a.shows(e) {
			return false
		}
		shown = true
	}
	return shown
}

// returnsBody is the statement return out.Body, nil when that is the only mention.
func (a *answer) returnsBody(mentions []*ast.SelectorExpr) *ast.ReturnStmt {
	if len(mentions) != 1 {
		return nil
	}
	ret, ok := a.sweep.parent[mentions[0]].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 2 || ret.Results[0] != ast.Expr(mentions[0]) || !isNil(a.pkg.TypesInfo, ret.Results[1]) || !a.returnsError(ret) {
		return nil
	}
	return ret
}

func isNil(info *types.Info, e ast.Expr) bool { return info.Types[e].IsNil() }

// before is the statement before which something can stand that all the mentions need:
// the first with a mention in the innermost list that holds all of them, after the call.
func (a *answer) before(mentions []*ast.SelectorExpr) ast.Stmt {
	first, last := mentions[0], mentions[len(mentions)-1]
	for at := a.statementOf(first); at != nil; at = a.statementOf(a.sweep.parent[at]) {
		if at.Pos() < a.site.Call.End() {
			return nil
		}
		list := a.sweep.list(at)
		if last.End() <= list[len(list)-1].End() && a.funcOf(at) == a.funcOf(a.site.Call) {
			return at
		}
	}
	return nil
}

// errorPath is what new code does with an error of its own.
type errorPath struct {
	text string // the if statement that checks err
	err  string // the variable's name
}

// errorPath finds out what the function does when the call fails: the same is done when
// the answer cannot be read. Without such a check, the function has to return an error.
func (o *operation) errorPath(at ast.Node) (errorPath, error) {
	if check := o.callCheck(); check != nil {
		name := ast.Unparen(ast.Unparen(check.Cond).(*ast.BinaryExpr).X).(*ast.Ident).Name
		return errorPath{dedent(o.src.slice(check), o.src.indentOf(check)), name}, nil
	}
	if zeros, ok := o.zeroResults(at); ok {
		return errorPath{"if err != nil {\n\treturn " + strings.Join(append(zeros, "err"), ", ") + "\n}", "err"}, nil
	}
	return errorPath{}, because(rules.CallPartial, at, "the function has no way to report that the answer cannot be read")
}

// onError is what the function does when the call fails, about an error of another name.
func (o *operation) onError(name string) (string, bool) {
	check := o.callCheck()
	if check == nil {
		return "", false
	}
	err := objectOf(o.pkg.TypesInfo, ast.Unparen(ast.Unparen(check.Cond).(*ast.BinaryExpr).X).(*ast.Ident))
	var b strings.Builder
	at := o.src.offset(check.Body.List[0].Pos())
	ast.Inspect(check.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && o.pkg.TypesInfo.Uses[id] == err {
			b.Write(o.src.text[at:o.src.offset(id.Pos())])
			b.WriteString(name)
			at = o.src.offset(id.End())
		}
		return true
	})
	b.Write(o.src.text[at:o.src.offset(check.Body.List[len(check.Body.List)-1].End())])
	return dedent(b.String(), o.src.indentOf(check.Body.List[0])), true
}

// callCheck is the statement if err != nil { … } after the call that leaves the function
// or the program; nil when there is none, or when it looks at more than the error.
func (o *operation) callCheck() *ast.IfStmt {
	_, assign := o.resultVar()
	if assign == nil {
		return nil
	}
	id, ok := assign.Lhs[1].(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	err := objectOf(o.pkg.TypesInfo, id)
	for st := o.statementOf(o.site.Call); st != nil; st = o.statementOf(o.sweep.parent[st]) {
		if o.funcOf(st) != o.funcOf(o.site.Call) {
			return nil
		}
		list := o.sweep.list(st)
		for _, next := range list[slices.Index(list, st)+1:] {
			check, ok := next.(*ast.IfStmt)
			if ok && check.Init == nil && check.Else == nil && isErrCheck(o.pkg.TypesInfo, check.Cond, err) && o.ends(check.Body) {
				return check
			}
		}
	}
	return nil
}

// ends reports whether a block leaves the function, or ends the program.
func (o *operation) ends(b *ast.BlockStmt) bool {
	if len(b.List) == 0 || len(o.src.comments(b.Pos(), b.End())) > 0 {
		return false
	}
	switch st := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.ExprStmt:
		call, ok := st.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch fn := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			return fn.Name == "panic"
		case *ast.SelectorExpr:
			return strings.HasPrefix(fn.Sel.Name, "Fatal") || strings.HasPrefix(fn.Sel.Name, "Panic") || fn.Sel.Name == "Exit"
		}
	}
	return false
}

// zeroResults are the values that the function around at returns beside an error.
func (o *operation) zeroResults(at ast.Node) ([]string, bool) {
	sig := o.signatureAt(at)
	if sig == nil || sig.Results().Len() == 0 || !isErrorType(sig.Results().At(sig.Results().Len()-1).Type()) {
		return nil, false
	}
	var out []string
	for i := range sig.Results().Len() - 1 {
		zero, ok := o.zero(sig.Results().At(i).Type())
		if !ok {
			return nil, false
		}
		out = append(out, zero)
	}
	return out, true
}

// signatureAt is the type of the function around n.
func (u *unit) signatureAt(n ast.Node) *types.Signature {
	switch fn := u.funcOf(n).(type) {
	case *ast.FuncDecl:
		return u.pkg.TypesInfo.Defs[fn.Name].(*types.Func).Signature()
	case *ast.FuncLit:
		sig, _ := u.pkg.TypesInfo.TypeOf(fn).(*types.Signature)
		return sig
	}
	return nil
}

// zero writes the zero value of a type.
func (o *operation) zero(t types.Type) (string, bool) {
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
	case *types.Struct:
		named, ok := types.Unalias(t).(*types.Named)
		if !ok || named.TypeArgs().Len() > 0 {
			return "", false
		}
		name := named.Obj().Name()
		if p := named.Obj().Pkg(); p != o.pkg.Types {
			name = o.names.Import(p.Path(), p.Name()) + "." + name
		}
		return name + "{}", true
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		if _, param := types.Unalias(t).(*types.TypeParam); !param {
			return "nil", true
		}
	}
	return "", false
}

// dedent takes the indent of a statement off the lines after its first.
func dedent(text, indent string) string { return strings.ReplaceAll(text, "\n"+indent, "\n") }

// bodyHelper returns the name of the function that makes a native body.
func (a *answer) bodyHelper() string {
	return a.ownHelper(lowerCamel(a.site.Model.Family.Name)+"Body", a.names, func(n *names) string {
		return (&fillGen{answer: a, n: n, whole: true}).bodyFunction()
	})
}

// dropDrains removes what reads the body to its end and throws it away, out of a habit that
// comes from HTTP: io.Copy(io.Discard, bytes.NewReader(out.Body)). The body is in memory.
func (a *answer) dropDrains() {
	id, _ := a.resultVar()
	for _, ref := range a.sweep.live(objectOf(a.pkg.TypesInfo, id)) {
		var drain *ast.CallExpr
		for n := ast.Node(ref); drain == nil && n != nil; n = a.sweep.parent[n] {
			if call, ok := n.(*ast.CallExpr); ok && a.drains(call) {
				drain = call
			}
		}
		if drain == nil {
			continue
		}
		switch st := a.sweep.parent[drain].(type) {
		case *ast.ExprStmt:
			a.sweep.remove(st)
		case *ast.AssignStmt:
			if a.sweep.assigned(st.Lhs, nil, nil) {
				a.sweep.remove(st)
			}
		}
	}
}

// drains reports whether a call copies something to io.Discard.
func (a *answer) drains(call *ast.CallExpr) bool {
	copies, ok := a.sweep.pure.callee(ast.Unparen(call.Fun)).(*types.Func)
	if !ok || copies.FullName() != "io.Copy" || len(call.Args) != 2 {
		return false
	}
	to := a.sweep.pure.callee(ast.Unparen(call.Args[0]))
	return to != nil && to.Pkg() != nil && to.Pkg().Path() == "io" && to.Name() == "Discard"
}

// decodedTwice reports whether the body is read beside the decoding that is known: a
// second form is tried, say.
func (a *answer) decodedTwice() bool {
	mentions, err := a.bodyMentions()
	if err != nil || a.r.Decode == nil {
		return false
	}
	return slices.ContainsFunc(mentions, func(m *ast.SelectorExpr) bool {
		return !a.decodes(m)
	})
}

// decodes reports whether a mention of the body is what is decoded.
func (a *answer) decodes(m *ast.SelectorExpr) bool {
	return a.r.Decode.Pos() <= m.Pos() && m.End() <= a.r.Decode.End()
}

// shown reports whether the raw body goes where all of it can be seen.
func (a *answer) shown() bool {
	return slices.ContainsFunc(a.r.Escapes, func(e payload.Escape) bool { return e.What != "decoded" })
}

// lowerCamel is the name of a family as an identifier: anthropicMessages.
func lowerCamel(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '_' })
	for i, w := range words[1:] {
		words[i+1] = upperFirst(w)
	}
	return strings.Join(words, "")
}

// bodyFunction is the declaration, with FILLER for its name.
func (g *fillGen) bodyFunction() string {
	expr := g.dynamic(g.site.Model.Family.Response)
	sdk, typesPkg, fmtPkg, jsonPkg := g.n.Import(sdkPath, "bedrockruntime"), g.n.Import(sdkTypesPath, "types"), g.n.Import("fmt", "fmt"), g.n.Import("encoding/json", "json")
	var b strings.Builder
	fmt.Fprintf(&b, "// FILLER writes a Converse answer as the body with which InvokeModel gave it.\n")
	fmt.Fprintf(&b, "func FILLER(out *%s.ConverseOutput) ([]byte, error) {\n", sdk)
	fmt.Fprintf(&b, "‹message›, ok := out.Output.(*%s.ConverseOutputMemberMessage)\nif !ok {\nreturn nil, %s.Errorf(\"converse: unexpected output %%T\", out.Output)\n}\n", typesPkg, fmtPkg)
	g.prepare(&b, typesPkg)
	b.WriteString(g.body.String())
	fmt.Fprintf(&b, "return %s.Marshal(%s)\n}\n", jsonPkg, expr)
	text := b.String()
	if !strings.Contains(text, "‹message›.") {
		text = strings.Replace(text, "‹message›, ok", "_, ok", 1)
	}
	return formatted(g.unhide(text))
}

// losesOfBody states what a body made from a Converse answer does not have: of one that
// is decoded, what the code reads; of one that is shown, everything.
func (a *answer) losesOfBody() {
	seen := map[string]bool{}
	note := func(shape *catalog.Shape) {
		path := catalog.Plain(shape.Path)
		if f := shape.Field; f != nil && (f.Verdict == catalog.Lost || f.Verdict == catalog.Moves) && !seen[path] {
			seen[path] = true
			a.note(rules.ResponseLost, path, path+" is missing: the Converse answer does not carry it")
		}
	}
	if a.shown() {
		a.note(rules.ResponseLost, "", "the body is made from the Converse answer, and holds what that carries")
	}
	for _, read := range a.site.Reads {
		if read.Shape != nil {
			note(read.Shape)
		}
	}
}

// note states a difference once.
func (o *operation) note(code rules.Code, path, message string) {
	n := request.Note{Code: code, Path: path, Message: message}
	if !slices.Contains(o.notes, n) {
		o.notes = append(o.notes, n)
		o.grade = request.NeedsReview
	}
}

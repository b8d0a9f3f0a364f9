package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rewrite/edit"
	"github.com/bedrocklint/bedrocklint/rules"
)

// extendFake gives a fake of the client, which answers InvokeModel with native bodies of
// its own, the method Converse: it answers the same, in Converse's form. What the tests
// set up and count stays as it is.
func (o *operation) extendFake(fn *ast.FuncDecl) error {
	src := o.sourceOf(fn)
	at := o.pkg.Fset.Position(fn.Name.Pos())
	who := fmt.Sprintf("%s (%s:%d)", src.slice(fn.Recv.List[0].Type), filepath.Base(at.Filename), at.Line)
	if fn.Name.Name != "InvokeModel" {
		return because(rules.CallPartial, o.site.Call, "%s would no longer implement the client's interface; give it a method ConverseStream, then run the command again", who)
	}
	if ast.IsGenerated(src.file) {
		return because(rules.CallPartial, o.site.Call, "%s, which is generated, would no longer implement the client's interface; generate it with a method Converse, then run the command again", who)
	}
	if read := o.readsNative(fn); read != nil {
		return because(rules.CallPartial, read, "%s would no longer implement the client's interface, and the body of its input is read here; give it a method Converse, then run the command again", who)
	}
	if !o.once(fn) {
		return nil
	}
	helper, err := o.answerHelper(o.namesAt(fn))
	if err != nil {
		return err
	}
	n := o.namesAt(fn)
	recv, name := fn.Recv.List[0], "f"
	if len(recv.Names) == 1 && recv.Names[0].Name != "_" {
		name = recv.Names[0].Name
	}
	text := expand(`
// Converse answers as InvokeModel does.
func (RECV TYPE) Converse(ctx CONTEXT.Context, in *SDK.ConverseInput, opts ...func(*SDK.Options)) (*SDK.ConverseOutput, error) {
	out, err := RECV.InvokeModel(ctx, &SDK.InvokeModelInput{ModelId: in.ModelId}, opts...)
	if err != nil || out == nil {
		return nil, err
	}
	return HELPER(out.Body)
}
`, "RECV", name, "TYPE", src.slice(recv.Type), "CONTEXT", n.Import("context", "context"), "SDK", n.Import(sdkPath, "bedrockruntime"), "HELPER", helper)
	src.buf.Insert(edit.LineEnd(src.text, src.offset(fn.End())), text)
	o.sweep.keep[o.pkg.TypesInfo.Defs[fn.Name]] = true
	return nil
}

// readsNative is a place where a fake, or a function that a test puts into one, looks at
// the native body of a request; nil when there is none.
func (o *operation) readsNative(fn *ast.FuncDecl) ast.Node {
	var found ast.Node
	for _, f := range o.pkg.Syntax {
		test := strings.HasSuffix(o.pkg.Fset.Position(f.FileStart).Filename, "_test.go")
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "Body" || !test && (sel.Pos() < fn.Pos() || fn.End() < sel.End()) {
				return found == nil
			}
			if named, ok := types.Unalias(deref(o.pkg.TypesInfo.TypeOf(sel.X))).(*types.Named); ok && named.Obj().Name() == "InvokeModelInput" {
				found = sel
			}
			return found == nil
		})
	}
	return found
}

func deref(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// answerHelper returns the name of a function that reads a native body as a Converse
// answer: text, stop reason and token counts.
func (o *operation) answerHelper(n *names) (string, error) {
	if o.dispatch != nil {
		return "", because(rules.CallPartial, o.site.Call, "a fake of the client answers in the formats of several families; give it a method Converse, then run the command again")
	}
	if o.offers("toolConfig") {
		return "", because(rules.CallPartial, o.site.Call, "a fake of the client answers with calls of tools; give it a method Converse, then run the command again")
	}
	leaves := map[string]*catalog.Shape{}
	o.site.Model.Family.Response.Walk(func(s *catalog.Shape) {
		if s.Field != nil && s.Field.Converse != "" && leaves[s.Field.Converse] == nil && !s.Field.Alias {
			leaves[s.Field.Converse] = s
		}
	})
	if leaves[pathText] == nil || strings.Count(catalog.Plain(leaves[pathText].Path), "[]") > 1 {
		return "", because(rules.CallPartial, o.site.Call, "the answers of a fake of the client cannot be read; give it a method Converse, then run the command again")
	}
	return o.ownHelper(lowerCamel(o.site.Model.Family.Name)+"Answer", n, func(n *names) string {
		return o.answerFunction(n, leaves)
	}), nil
}

// answerFunction is the declaration, with FILLER for its name.
func (o *operation) answerFunction(n *names, leaves map[string]*catalog.Shape) string {
	aws, types := n.Import(awsPath, "aws"), n.Import(sdkTypesPath, "types")
	var native member
	textPath := catalog.Plain(leaves[pathText].Path)
	native.add(textPath, "string")
	read := "content = append(content, &" + types + ".ContentBlockMemberText{Value: native" + selection(textPath) + "})"
	if list, field, ok := strings.Cut(textPath, "[]"); ok {
		read = fmt.Sprintf("for _, item := range native%s {\ncontent = append(content, &%s.ContentBlockMemberText{Value: item%s})\n}", selection(list), types, selection(field))
	}
	var fields strings.Builder
	if stop := leaves[pathStop]; stop != nil && !strings.Contains(stop.Path, "[") {
		native.add(catalog.Plain(stop.Path), "string")
		fmt.Fprintf(&fields, "StopReason: %s,\n", o.converseReason(types, "native"+selection(catalog.Plain(stop.Path))))
	}
	var usage strings.Builder
	for _, count := range []string{"inputTokens", "outputTokens"} {
		if s := leaves["usage."+count]; s != nil && !strings.Contains(s.Path, "[") {
			native.add(catalog.Plain(s.Path), "int32")
			fmt.Fprintf(&usage, "%s: %s.Int32(native%s),\n", upperFirst(count), aws, selection(catalog.Plain(s.Path)))
		}
	}
	if usage.Len() > 0 {
		fmt.Fprintf(&fields, "Usage: &%s.TokenUsage{\n%s},\n", types, usage.String())
	}
	return formatted(expand(`// FILLER reads a native answer as one of Converse.
func FILLER(body []byte) (*SDK.ConverseOutput, error) {
	var native STRUCT
	if err := ENCODING.Unmarshal(body, &native); err != nil {
		return nil, err
	}
	var content []TYPES.ContentBlock
	READ
	return &SDK.ConverseOutput{
		Output: &TYPES.ConverseOutputMemberMessage{Value: TYPES.Message{Role: TYPES.ConversationRoleAssistant, Content: content}},
		FIELDS}, nil
}
`, "STRUCT", native.text(), "READ", read, "FIELDS", fields.String(), "TYPES", types,
		"SDK", n.Import(sdkPath, "bedrockruntime"), "ENCODING", n.Import("encoding/json", "json")))
}

// converseReason is an expression for a native stop reason as Converse spells it.
func (o *operation) converseReason(types, native string) string {
	var pairs []string
	for _, s := range o.site.Model.Family.StopReasons {
		if s.Converse != "" && s.Converse != s.Native {
			pairs = append(pairs, fmt.Sprintf("%q: %s.%s", s.Native, types, stopReasonConst(s.Converse)))
		}
	}
	if len(pairs) == 0 || len(pairs) == 1 && o.site.Model.Family.StopReasons[0].Native == o.site.Model.Family.StopReasons[0].Converse {
		return types + ".StopReason(" + native + ")"
	}
	return fmt.Sprintf("map[string]%s.StopReason{%s}[%s]", types, strings.Join(pairs, ", "), native)
}

// member is a struct type under construction: its fields by native name, in order.
type member struct {
	name   string
	list   bool
	scalar string
	fields []*member
}

// add adds the member at a native path.
func (m *member) add(path, scalar string) {
	for step := range strings.SplitSeq(path, ".") {
		name, list := strings.CutSuffix(step, "[]")
		var next *member
		for _, f := range m.fields {
			if f.name == name {
				next = f
			}
		}
		if next == nil {
			next = &member{name: name, list: list}
			m.fields = append(m.fields, next)
		}
		m = next
	}
	m.scalar = scalar
}

// text is the type, in Go.
func (m *member) text() string {
	if m.scalar != "" {
		return m.scalar
	}
	var b strings.Builder
	if m.list {
		b.WriteString("[]")
	}
	b.WriteString("struct {\n")
	for _, f := range m.fields {
		fmt.Fprintf(&b, "%s %s `json:%q`\n", goName(f.name), f.text(), f.name)
	}
	b.WriteString("}")
	return b.String()
}

// goName is a native name as that of a field: StopReason for stop_reason.
func goName(name string) string {
	out := ""
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '_' || r == '-' }) {
		out += upperFirst(word)
	}
	return out
}

// selection is a native path as selections of fields.
func selection(path string) string {
	out := ""
	for step := range strings.SplitSeq(strings.Trim(path, "."), ".") {
		if step != "" {
			out += "." + goName(step)
		}
	}
	return out
}

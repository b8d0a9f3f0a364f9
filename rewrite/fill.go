package rewrite

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/mod/semver"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// fill keeps the decoded value and all code that reads it, and puts a function of the
// package in the place of the decoder, which fills the value from the Converse answer:
//
//	if err := json.Unmarshal(out.Body, &resp); err != nil {
//	          |--- converseReply(out, &resp) |
//
// It is the way for answers that leave the function or are read in many places.
func (a *answer) fill() error {
	into := a.destination()
	if into == nil {
		return because(rules.CallPartial, a.r.Decode, "how the answer is decoded is not known")
	}
	t, ok := types.Unalias(a.pkg.TypesInfo.TypeOf(into)).(*types.Pointer)
	if !ok || !a.nameable(t.Elem()) {
		return because(rules.CallPartial, into, "the answer is decoded into a type that a function of the package cannot name")
	}
	name, lost := a.filler(t.Elem())
	if err := a.loses(lost); err != nil {
		return err
	}
	a.replaceGone(a.r.Decode, a.r.Decode, fmt.Sprintf("%s(%s, %s)", name, a.out, a.src.slice(into)))
	a.reads(a.src.slice(into), into)
	a.keepOutput()
	return nil
}

// destination is the argument that the decoder writes to.
func (a *answer) destination() ast.Expr {
	args := a.r.Decode.Args
	if len(args) == 0 {
		return nil
	}
	return args[len(args)-1]
}

// nameable reports whether a declaration of the package can name t.
func (a *answer) nameable(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true
	}
	obj := named.Obj()
	return named.TypeArgs().Len() == 0 && obj.Parent() == obj.Pkg().Scope() && (obj.Pkg() == a.pkg.Types || obj.Exported())
}

// loses states the members that stay empty: those that are read one by one, and those of an
// answer that is passed on, to be printed say, in one sentence. Where the program decides by
// one of them, the site has to stay.
func (a *answer) loses(lost []*catalog.Shape) error {
	whole := false
	for _, shape := range lost {
		read := false
		for _, r := range a.site.Reads {
			if r.Shape == nil || catalog.Plain(r.Shape.Path) != catalog.Plain(shape.Path) {
				continue
			}
			if a.decides(r) {
				return because(rules.ResponseLost, r.Use.Expr, "the program decides by %s, and Converse has no equivalent that can be read", r.Path)
			}
			read = true
		}
		if read {
			path := catalog.Plain(shape.Path)
			a.note(rules.ResponseLost, path, path+" stays empty: the Converse answer does not carry it")
		} else if len(a.r.Escapes) > 0 {
			whole = true
		}
	}
	if whole {
		a.note(rules.ResponseLost, "", "the answer is passed on as a whole, and holds what the Converse answer carries")
	}
	return nil
}

// decides reports whether a read stands in a condition, or counts something.
func (a *answer) decides(read callsite.ResponseField) bool {
	switch read.Use.Kind {
	case payload.Compared, payload.Length, payload.Ranged:
		return true
	}
	for n := ast.Node(read.Use.Expr); n != nil; n = a.sweep.parent[n] {
		switch p := a.sweep.parent[n].(type) {
		case *ast.IfStmt:
			return n == ast.Node(p.Cond)
		case *ast.SwitchStmt:
			return n == ast.Node(p.Tag)
		case *ast.ForStmt:
			return n == ast.Node(p.Cond)
		case *ast.CaseClause:
			return containsNode(p.List, n)
		case *ast.FuncDecl, *ast.FuncLit, *ast.BlockStmt:
			return false
		}
	}
	return false
}

func containsNode(list []ast.Expr, n ast.Node) bool {
	return slices.ContainsFunc(list, func(e ast.Expr) bool { return ast.Node(e) == n })
}

// filler returns the name of the function that fills a t, and what it cannot fill.
func (a *answer) filler(t types.Type) (string, []*catalog.Shape) {
	base := "converseNative"
	if named, ok := types.Unalias(t).(*types.Named); ok {
		base = "converse" + upperFirst(strings.TrimPrefix(named.Obj().Name(), "converse"))
	}
	g := &fillGen{answer: a, n: a.fileNames(a.src)}
	text := g.function(t)
	// Other families, and other readers of maps, have other functions of the same type.
	name := a.ownHelper(base, a.names, func(*names) string { return text })
	return name, g.lost
}

func upperFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// fillGen writes one filling function.
type fillGen struct {
	*answer
	n     *names
	body  strings.Builder
	text  bool // the joined text is needed
	usage bool
	whole bool // a whole body is made, not a value that the code reads
	lost  []*catalog.Shape
}

func (g *fillGen) linef(format string, args ...any) { fmt.Fprintf(&g.body, format+"\n", args...) }

// function is the declaration, with FILLER for its name.
func (g *fillGen) function(t types.Type) string {
	target := "resp"
	if !isStruct(t) {
		target = "*resp"
	}
	g.value(target, t, g.site.Model.Family.Response)
	sdk, typesPkg, fmtPkg := g.n.Import(sdkPath, "bedrockruntime"), g.n.Import(sdkTypesPath, "types"), g.n.Import("fmt", "fmt")
	var b strings.Builder
	fmt.Fprintf(&b, "// FILLER fills resp from a Converse answer with what InvokeModel's body held.\n")
	fmt.Fprintf(&b, "func FILLER(out *%s.ConverseOutput, resp *%s error {\n", sdk, lastParameter(t, g.qualify))
	fmt.Fprintf(&b, "‹message›, ok := out.Output.(*%s.ConverseOutputMemberMessage)\nif !ok {\nreturn %s.Errorf(\"converse: unexpected output %%T\", out.Output)\n}\n", typesPkg, fmtPkg)
	g.prepare(&b, typesPkg)
	if !strings.Contains(b.String()+g.body.String(), "‹message›.") {
		return formatted(g.unhide(strings.Replace(b.String(), "‹message›, ok", "_, ok", 1) + g.body.String() + "return nil\n}\n"))
	}
	b.WriteString(g.body.String())
	b.WriteString("return nil\n}\n")
	text := formatted(g.unhide(b.String()))
	return text
}

// prepare writes the statements that gather what the body of the function reads.
func (g *fillGen) prepare(b *strings.Builder, typesPkg string) {
	if g.text {
		fmt.Fprintf(b, "var ‹text› string\nfor _, ‹block› := range ‹message›.Value.Content {\nif ‹block›, ok := ‹block›.(*%s.ContentBlockMemberText); ok {\n‹text› += ‹block›.Value\n}\n}\n", typesPkg)
	}
	if g.usage {
		fmt.Fprintf(b, "‹usage› := %s(out.Usage)\n", g.usageHelper(g.names))
	}
}

// failing begins a statement that returns an error.
func (g *fillGen) failing() string {
	if g.whole {
		return "return nil, "
	}
	return "return "
}

// fillLocals are the variables of a filling function.
var fillLocals = []string{"block", "text", "usage", "message", "input", "arguments", "contentBlocks"}

// unhide renames the variables of a filling function that would hide something of the
// package: a type called block, say. The names stand in the text between marks.
func (g *fillGen) unhide(text string) string {
	for _, name := range fillLocals {
		local := name
		if g.n.declaredInFile(name) {
			local = name + "Value"
		}
		text = strings.ReplaceAll(text, "‹"+name+"›", local)
	}
	return text
}

// qualify names a package as the file imports it.
func (g *fillGen) qualify(p *types.Package) string {
	if p == g.pkg.Types {
		return ""
	}
	return g.n.Import(p.Path(), p.Name())
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// value writes the statements that give target, of type t, what shape describes.
func (g *fillGen) value(target string, t types.Type, shape *catalog.Shape) {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if key := decodedKey(shape, jsonName(u, f)); key != nil && g.supplied(key) {
				g.value(target+"."+f.Name(), f.Type(), key)
			}
		}
		return
	case *types.Pointer:
		if isStruct(u.Elem()) && len(shape.Keys) > 0 {
			g.linef("%s = new(%s)", target, typeText(u.Elem(), g.qualify))
			g.value(target, u.Elem(), shape)
			return
		}
	case *types.Slice:
		if shape.Elem != nil {
			g.list(target, u, shape.Elem)
			return
		}
	case *types.Map, *types.Interface:
		if expr := g.dynamic(shape); expr != "" {
			g.linef("%s = %s", target, expr)
		}
		return
	}
	if expr := g.scalar(t, shape); expr != "" {
		g.linef("%s = %s", target, expr)
	}
}

// supplied reports whether a member gets what Converse has for it. What is younger than the
// rest of the call, as counts of cached tokens are, and that nobody reads does not: it is no
// reason to require another SDK.
func (g *fillGen) supplied(key *catalog.Shape) bool {
	if key.Field == nil {
		return true
	}
	since := g.cat.Since(key.Field.Converse)
	if semver.Compare(since, g.code.Since) <= 0 {
		return true
	}
	if !g.wanted(key) {
		return false
	}
	g.code.Since = since
	return true
}

// decodedKey is the member that encoding/json decodes into a field of that name: the one
// called so or, failing that, called so but for the case of its letters.
func decodedKey(shape *catalog.Shape, name string) *catalog.Shape {
	if key := shape.Key(name); key != nil {
		return key
	}
	for _, key := range shape.Keys {
		if strings.EqualFold(key.Name, name) {
			return key
		}
	}
	return nil
}

// jsonName is the name of a field of s in JSON; "-" when it has none.
func jsonName(s *types.Struct, f *types.Var) string {
	for i := range s.NumFields() {
		if s.Field(i) == f {
			name, _, _ := strings.Cut(jsonTag(s.Tag(i)), ",")
			if name != "" {
				return name
			}
		}
	}
	return f.Name()
}

// list fills a slice: with the one result that an answer has, or with a content block each.
func (g *fillGen) list(target string, t *types.Slice, elem *catalog.Shape) {
	if len(elem.Variants) > 0 {
		g.blocks(target, t.Elem(), elem)
		return
	}
	if !isStruct(t.Elem()) {
		return
	}
	g.grow(target, t, "1")
	g.value(target+"[0]", t.Elem(), elem)
}

// grow makes target hold count zero elements. An unnamed element type is not repeated.
func (g *fillGen) grow(target string, t *types.Slice, count string) {
	if _, named := types.Unalias(t.Elem()).(*types.Named); named {
		g.linef("%s = make([]%s, %s)", target, typeText(t.Elem(), g.qualify), count)
		return
	}
	g.linef("%s = %s.Grow(%s, %s)[:%s]", target, g.n.Import("slices", "slices"), target, count, count)
}

// scalar is an expression of type t for the value that shape describes, "" when there
// is none.
func (g *fillGen) scalar(t types.Type, shape *catalog.Shape) string {
	elem, pointer := t, false
	if p, ok := t.Underlying().(*types.Pointer); ok {
		elem, pointer = p.Elem(), true
	}
	b, ok := elem.Underlying().(*types.Basic)
	if !ok || shape.Field == nil {
		g.lose(shape)
		return ""
	}
	expr := g.basicValue(elem, b, shape.Field)
	switch {
	case expr == "":
		g.lose(shape)
	case pointer && b.Info()&types.IsString != 0:
		return g.n.Import(awsPath, "aws") + ".String(" + expr + ")"
	case pointer && b.Kind() == types.Int:
		return g.n.Import(awsPath, "aws") + ".Int(" + expr + ")"
	case pointer:
		g.lose(shape)
		return ""
	}
	return expr
}

func (g *fillGen) lose(shape *catalog.Shape) {
	if shape.Field == nil || shape.Field.Verdict != catalog.Drops {
		g.lost = append(g.lost, shape)
	}
}

// basicValue is an expression of the basic type b, or the named type t over it.
func (g *fillGen) basicValue(t types.Type, b *types.Basic, f *catalog.Field) string {
	isString := b.Info()&types.IsString != 0
	isNumber := b.Info()&(types.IsInteger|types.IsFloat) != 0
	conv := func(expr string) string { return typeText(t, g.qualify) + "(" + expr + ")" }
	switch {
	case f.Converse == pathText && isString:
		g.text = true
		return "‹text›"
	case f.Converse == pathStop && f.Transform == "stop-reason" && isString:
		return g.stopWord()
	case f.Converse == "output.message.role" && isString:
		return conv("‹message›.Value.Role")
	case usageField[f.Converse] != "" && isNumber:
		g.usage = true
		count := g.n.Import(awsPath, "aws") + ".ToInt32(‹usage›." + usageField[f.Converse] + ")"
		if t == types.Typ[types.Int32] {
			return count
		}
		return conv(count)
	case f.Verdict == catalog.Drops && len(f.Enum) == 1 && isString:
		return fmt.Sprintf("%q", f.Enum[0])
	}
	return ""
}

// stopWord is the stop reason of out in the family's own words.
func (g *fillGen) stopWord() string {
	pairs, same := g.stopWords()
	if same {
		return "string(out.StopReason)"
	}
	return g.stopHelper(g.names, "nativeStopReason", g.site.Model.Family.Provider, pairs) + "(out.StopReason)"
}

// dynamic is an expression for what encoding/json decodes a shape to without a type.
func (g *fillGen) dynamic(shape *catalog.Shape) string {
	switch {
	case shape.Elem != nil && len(shape.Elem.Variants) > 0:
		return g.dynamicBlocks(shape.Elem)
	case shape.Elem != nil:
		if one := g.dynamic(shape.Elem); one != "" {
			return "[]any{" + one + "}"
		}
		return ""
	case len(shape.Keys) > 0:
		return g.dynamicObject(shape)
	case shape.Field == nil:
		return ""
	}
	f := shape.Field
	if usageField[f.Converse] != "" {
		if g.whole {
			return g.basicValue(types.Typ[types.Int32], types.Typ[types.Int32], f)
		}
		return g.basicValue(types.Typ[types.Float64], types.Typ[types.Float64], f)
	}
	expr := g.basicValue(types.Typ[types.String], types.Typ[types.String], f)
	if expr == "" {
		g.lose(shape)
	}
	return expr
}

func (g *fillGen) dynamicObject(shape *catalog.Shape) string {
	var members []string
	for _, k := range shape.Keys {
		if !g.wanted(k) {
			continue
		}
		if expr := g.dynamic(k); expr != "" {
			members = append(members, fmt.Sprintf("%q: %s,\n", k.Name, expr))
		}
	}
	if len(members) == 0 {
		return ""
	}
	return "map[string]any{\n" + strings.Join(members, "") + "}"
}

// wanted reports whether the code can see a member of a value without a type: it reads
// it, or something above or below it, or the whole value leaves the function.
func (g *fillGen) wanted(shape *catalog.Shape) bool {
	path := catalog.Plain(shape.Path)
	if g.whole && (g.shown() || len(g.site.Reads) == 0) {
		return !strings.Contains(path, "cache") // counts of what this call does not ask for
	}
	return len(g.r.Escapes) > 0 || slices.ContainsFunc(g.site.Reads, func(read callsite.ResponseField) bool {
		return strings.HasPrefix(read.Path, path) || strings.HasPrefix(path, read.Path) && !g.onlyCounted(read)
	})
}

// onlyCounted reports whether a read asks for the length of a list of which members are
// read besides: it looks at none itself.
func (o *operation) onlyCounted(read callsite.ResponseField) bool {
	return read.Use.Kind == payload.Length && slices.ContainsFunc(o.site.Reads, func(other callsite.ResponseField) bool {
		return strings.HasPrefix(other.Path, read.Path+"[")
	})
}

// variantKeys lists the members of a variant in the order of the catalog.
func variantKeys(v *catalog.Shape) []*catalog.Shape {
	return slices.DeleteFunc(slices.Clone(v.Keys), func(k *catalog.Shape) bool { return k.Field == nil })
}

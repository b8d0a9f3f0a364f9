package mapping

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

const additional = "additionalModelRequestFields."

// field maps a value by the verdict and the transform of its field.
func (m *mapper) field(p spot, f *catalog.Field, v payload.Value, pr payload.Presence) {
	switch f.Verdict {
	case catalog.Drops:
		m.emptyDropped(p, f, v, pr)
		return
	case catalog.Lost:
		if isDefault(f, v) {
			return // what happens anyway is not lost
		}
		m.failCode(rules.FieldLost, v, "%s has no equivalent on Converse: %s", p.path, f.Note)
		return
	}
	if o, ok := v.(*payload.Object); ok && p.shape != nil {
		m.knownKeys(p, o)
		if len(o.Fields) == 0 && o.Rest == nil && strings.HasPrefix(f.Converse, additional) {
			return // some models refuse an empty member there; it says nothing
		}
	}
	c := &carry{m: m, p: p, f: f, pr: pr, to: f.Converse}
	move, ok := moves[f.Transform]
	if !ok {
		m.fail(v, "%s: the transform %s is not known for Go expressions yet", p.path, f.Transform)
		return
	}
	move(c, v)
	if f.Verdict == catalog.Moves && !c.silent {
		m.note(rules.FieldMoves, p.path, "%s moves to %s", p.path, c.to)
	}
}

// emptyDropped states that a text which the family asks for is empty in the body, where
// Converse does not need it: a call that was refused works then.
func (m *mapper) emptyDropped(p spot, f *catalog.Field, v payload.Value, pr payload.Presence) {
	c, ok := v.(*payload.Const)
	if !ok || !f.Required || len(f.Enum) == 0 || pr.OmitEmpty != nil || c.Val == nil || c.Val.Kind() != constant.String || constant.StringVal(c.Val) != "" {
		return
	}
	m.note(rules.ValueDiffers, p.path, "%s is empty, which InvokeModel refuses; Converse does not need it", p.path)
}

// isDefault reports whether a value is the one that the field has when it is not sent.
func isDefault(f *catalog.Field, v payload.Value) bool {
	c, ok := v.(*payload.Const)
	def := constantOf(f.Default)
	if !ok || c.Val == nil || def.Val == nil {
		return false
	}
	numeric := func(v constant.Value) bool { return v.Kind() == constant.Int || v.Kind() == constant.Float }
	if c.Val.Kind() != def.Val.Kind() && !(numeric(c.Val) && numeric(def.Val)) {
		return false
	}
	return constant.Compare(c.Val, token.EQL, def.Val)
}

// knownKeys refuses members that the native format does not have, in an object that is
// mapped as a whole.
func (m *mapper) knownKeys(p spot, o *payload.Object) {
	if len(p.shape.Keys) == 0 || p.shape.Discriminator != "" {
		return
	}
	for _, f := range o.Fields {
		k := p.shape.Key(f.Key)
		if k == nil {
			m.failCode(rules.FieldUnknown, f.Value, "%s.%s is not part of %s; InvokeModel refuses it", p.path, f.Key, m.n.Family.Name)
			continue
		}
		if inner, ok := f.Value.(*payload.Object); ok {
			m.knownKeys(spot{shape: k, path: p.path + "." + f.Key}, inner)
		}
	}
}

// member maps one member of InvokeModelInput.
func (m *mapper) member(in Member) {
	defer func(path string) { m.path = path }(m.path)
	m.path = in.Name
	f := &catalog.Field{Path: in.Name, Verdict: in.Verdict, Converse: in.Converse, Transform: in.Transform, Note: in.Note}
	for _, b := range m.branches(Whole(in.Value)) {
		if c, ok := b.value.(*payload.Const); ok && (c.Val == nil || isZero(c)) {
			continue // not sent: the SDK leaves out empty headers
		}
		m.field(spot{path: in.Name}, f, b.value, payload.Presence{When: b.when})
	}
}

// carry is one value on its way to Converse.
type carry struct {
	m      *mapper
	p      spot
	f      *catalog.Field
	pr     payload.Presence
	to     string
	silent bool // the transform has said itself what moves
}

func (c *carry) set(v payload.Value) { c.m.place(c.to, c.p, v, c.pr) }

// moves implements the request side of catalog/transform.go.
var moves map[string]func(*carry, payload.Value)

func init() {
	moves = map[string]func(*carry, payload.Value){
		"":                   (*carry).set,
		"append":             (*carry).set,
		"base64-bytes":       (*carry).set, // the printer knows how Go spells bytes
		"text-block":         textBlock,
		"prompt":             prompt,
		"last-message":       lastMessage,
		"mime-format":        mimeFormat,
		"document-name":      documentName,
		"status-of-is-error": toolStatus,
		"cache-point":        cachePoint,
		"tool-choice":        toolChoice,
		"schema-json":        schemaJSON,
		"citations":          citations,
		"lower-case":         lowerCase,
		"stream-mode":        streamMode,
		"string-map":         stringMap,
		"one-or-many":        oneOrMany,
		"chat-messages":      chatMessages,
		"chat-history":       chatHistory,
	}
}

// textBlock makes a block of a text. A system prompt that may be empty must then not be
// sent: Converse refuses an empty one, the native formats read it as none.
// https://github.com/spring-projects/spring-ai/pull/6209
func textBlock(c *carry, v payload.Value) {
	if strings.HasPrefix(c.to, "system[]") && !neverEmpty(v) && !c.m.solid[v] {
		if k, ok := v.(*payload.Const); ok && isZero(k) {
			return
		}
		c.pr = c.m.both(c.pr, payload.Presence{OmitEmpty: v})
	}
	c.set(v)
}

// formats are Converse's names of media types that are not their last part.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
var formats = map[string]string{
	"image/jpg":       "jpeg", // not a media type, but common
	"text/plain":      "txt",
	"text/markdown":   "md",
	"application/pdf": "pdf",
	"text/csv":        "csv",
	"text/html":       "html",
	"image/png":       "png",
	"image/jpeg":      "jpeg",
	"image/gif":       "gif",
	"image/webp":      "webp",
}

const imagePrefix = "image/"

func mimeFormat(c *carry, v payload.Value) {
	if _, ok := v.(*payload.Expr); ok && len(c.f.Enum) == 1 {
		v = &payload.Const{Orig: v.Origin(), Val: constant.MakeString(c.f.Enum[0])} // no other is accepted
	}
	switch v := v.(type) {
	case *payload.Const:
		if format, ok := formats[stringOf(v)]; ok {
			c.set(&payload.Const{Orig: payload.Origin{At: v.Orig.At}, Val: constant.MakeString(format)})
			return
		}
		c.m.failCode(rules.ValueDiffers, v, "%s: Converse has no format for %s", c.p.path, v.Val)
	case *payload.String:
		if c.isImage() && len(v.Parts) == 2 && v.Parts[0].Lit == imagePrefix && v.Parts[1].Expr != nil {
			c.set(v.Parts[1].Expr)
			return
		}
		c.m.fail(v, "%s: the format cannot be told from a media type that is put together", c.p.path)
	case *payload.Expr:
		if !c.isImage() || v.Orig.Expr == nil {
			c.m.fail(v, "%s: the format cannot be told from a media type known at run time", c.p.path)
			return
		}
		c.set(c.m.callExpr(v, "strings", "TrimPrefix", stringLit(imagePrefix)))
	default:
		c.m.fail(v, "%s is not a string", c.p.path)
	}
}

// isImage reports whether the format is an image's: of those the name is the last part
// of the media type, without exception.
func (c *carry) isImage() bool { return strings.Contains(c.to, ".image.") }

// callExpr is the call pkg.fn(e, args…) of a string function, as an expression to be
// read where e is.
func (m *mapper) callExpr(e *payload.Expr, pkg, fn string, args ...ast.Expr) *payload.Expr {
	id := ast.NewIdent(pkg)
	m.made[id] = pkg
	arg := e.Orig.Expr
	if ptr, ok := types.Unalias(e.Type).(*types.Pointer); ok {
		e = &payload.Expr{Orig: e.Orig, Type: ptr.Elem(), Stable: e.Stable}
		arg = &ast.StarExpr{X: arg}
	}
	if types.Unalias(e.Type) != types.Typ[types.String] {
		arg = &ast.CallExpr{Fun: ast.NewIdent("string"), Args: []ast.Expr{arg}}
	}
	orig := e.Orig
	orig.Expr = &ast.CallExpr{
		Fun:  &ast.SelectorExpr{X: id, Sel: ast.NewIdent(fn)},
		Args: append([]ast.Expr{arg}, args...),
	}
	return &payload.Expr{Orig: orig, Type: types.Typ[types.String], Stable: e.Stable}
}

func stringLit(s string) *ast.BasicLit {
	return &ast.BasicLit{Kind: token.STRING, Value: constant.MakeString(s).ExactString()}
}

// stringOf is the value of a string constant, "" for another one.
func stringOf(v payload.Value) string {
	if c, ok := v.(*payload.Const); ok && c.Val != nil && c.Val.Kind() == constant.String {
		return constant.StringVal(c.Val)
	}
	return ""
}

func word(s string) *payload.Const { return &payload.Const{Val: constant.MakeString(s)} }

func toolStatus(c *carry, v payload.Value) {
	switch v := v.(type) {
	case *payload.Const:
		status := "success"
		if v.Val.Kind() == constant.Bool && constant.BoolVal(v.Val) {
			status = "error"
		}
		c.set(word(status))
	case *payload.Expr:
		if cond, ok := nonEmptyCond(v); ok && isBool(v.Type) {
			if c.pr.OmitEmpty != nil && sameExpr(c.pr.OmitEmpty, v) {
				// Only true is ever sent.
				c.set(word("error"))
				return
			}
			c.set(&payload.Alt{Orig: v.Orig, Cases: []payload.AltCase{
				{When: []payload.Cond{cond}, Value: word("error")},
				{Value: word("success")},
			}})
			return
		}
		c.m.fail(v, "%s is not a bool", c.p.path)
	default:
		c.m.fail(v, "%s is not a bool", c.p.path)
	}
}

func isBool(t types.Type) bool {
	b, ok := types.Unalias(t).Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// cachePoint makes a block of its own of the attribute, behind the block that it marks.
func cachePoint(c *carry, v payload.Value) {
	attribute, ok := v.(*payload.Object)
	if !ok {
		c.m.fail(v, "%s is known only at run time, so the cache point cannot be placed", c.p.path)
		return
	}
	point := &object{}
	point.add("type", word("default"), payload.Presence{})
	if ttl := member(attribute, "ttl"); ttl != nil {
		point.add("ttl", ttl.Value, ttl.Presence)
		c.m.paths[c.to+".ttl"] = true
	}
	i := strings.LastIndexByte(c.to, '.')
	l, s := c.m.root.find(c.to[:i], c.p.slots)
	if l == nil {
		c.m.fail(v, "%s is not on a block", c.p.path)
		return
	}
	c.m.paths[c.to] = true
	block := &object{fields: []*field{{key: c.to[i+1:], object: point}}}
	s.after(l, block, c.m.both(s.presence, c.pr))
}

func toolChoice(c *carry, v payload.Value) {
	choice, ok := v.(*payload.Object)
	if !ok {
		c.m.fail(v, "%s is known only at run time", c.p.path)
		return
	}
	if f := member(choice, "disable_parallel_tool_use"); f != nil && !isFalse(f.Value) {
		if k, ok := f.Value.(*payload.Const); !ok || !constant.BoolVal(k.Val) || !f.Presence.Always() {
			c.m.fail(f.Value, "%s.%s is known only at run time, and it decides where the choice goes", c.p.path, f.Key)
			return
		}
		c.to = "additionalModelRequestFields.tool_choice"
		c.set(v)
		c.m.note(rules.FieldMoves, c.p.path, "%s moves to %s, since toolChoice cannot forbid parallel calls", c.p.path, c.to)
		return
	}
	kind := member(choice, "type")
	if kind == nil {
		c.m.fail(v, "%s has no type", c.p.path)
		return
	}
	if e, ok := kind.Value.(*payload.Expr); ok {
		c.chooseAtRunTime(choice, e)
		return
	}
	for _, b := range c.m.branches(kind.Value) {
		c.choose(choice, b)
	}
}

// chooseAtRunTime places every choice that the code can make, each under its condition.
// The choice none leaves out the tools.
func (c *carry) chooseAtRunTime(choice *payload.Object, kind *payload.Expr) {
	kinds := []string{"auto", "any"}
	if member(choice, "name") != nil {
		kinds = append(kinds, "tool")
	}
	for _, k := range kinds {
		c.choose(choice, branch{[]payload.Cond{equals(kind, k)}, word(k)})
	}
	none := c.m.both(c.pr, payload.Presence{When: []payload.Cond{equals(kind, "none")}})
	not, ok := negation(none.When)
	if !ok || none.OmitEmpty != nil {
		c.m.fail(choice, "%s may be none, and when it is sent cannot be written as one condition", c.p.path)
		return
	}
	c.m.toolsWhen = append(c.m.toolsWhen, not)
}

func isFalse(v payload.Value) bool {
	c, ok := v.(*payload.Const)
	return ok && isZero(c)
}

func (c *carry) choose(choice *payload.Object, b branch) {
	pr := c.m.both(c.pr, payload.Presence{When: b.when})
	switch kind := stringOf(b.value); kind {
	case "auto", "any":
		c.m.place(c.to+"."+kind, c.p, &payload.Object{}, pr)
	case "tool":
		tool := member(choice, "name")
		if tool == nil {
			c.m.fail(choice, "%s names no tool", c.p.path)
			return
		}
		c.m.place(c.to+".tool.name", c.p, tool.Value, pr)
	case "none":
		c.m.noTools = true
		c.m.note(rules.ValueDiffers, c.p.path, "Converse has no tool choice none: the tools are left out")
		if !pr.Always() {
			c.m.fail(choice, "%s is none only sometimes, and the tools would have to go then", c.p.path)
		}
	default:
		c.m.fail(b.value, "%s.type is known only at run time", c.p.path)
	}
}

// citations keeps an empty list of citations from being an obstacle; a block that cites
// is part of an earlier answer, which is better replayed as Converse gave it.
func citations(c *carry, v payload.Value) {
	if a, ok := v.(*payload.Array); ok && len(a.Elems) == 0 && a.Rest == nil {
		return
	}
	c.m.fail(v, "%s: a text block with citations is written otherwise on Converse", c.p.path)
}

// lowerCase spells a word as Converse does: ENABLED becomes enabled.
func lowerCase(c *carry, v payload.Value) {
	switch v := v.(type) {
	case *payload.Const:
		c.set(word(strings.ToLower(stringOf(v))))
	case *payload.Expr:
		c.set(c.m.callExpr(v, "strings", "ToLower"))
	default:
		c.m.fail(v, "%s is known only at run time", c.p.path)
	}
}

func streamMode(c *carry, v payload.Value) {
	switch stringOf(v) {
	case "SYNCHRONOUS":
		c.set(word("sync"))
	case "ASYNCHRONOUS":
		c.set(word("async"))
	default:
		c.m.fail(v, "%s is known only at run time", c.p.path)
	}
}

func oneOrMany(c *carry, v payload.Value) {
	switch v.(type) {
	case *payload.Const, *payload.String:
		v = &payload.Array{Orig: v.Origin(), Elems: []*payload.Elem{{Value: v}}}
	}
	c.set(v)
}

package rewrite

import (
	"fmt"
	"go/format"
	"go/types"
	"reflect"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// blockMember says how Go reads one kind of content block of a Converse answer: the
// union member of the SDK, and an expression for each Converse path below it. B stands
// for the block, AWS for package aws.
type blockMember struct {
	member string
	fields map[string]string
}

// blockMembers are the content blocks that answers can hold.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlock.html
var blockMembers = []blockMember{
	{"ContentBlockMemberText", map[string]string{pathText: "B.Value"}},
	{"ContentBlockMemberToolUse", map[string]string{
		"output.message.content[].toolUse.toolUseId": "AWS.ToString(B.Value.ToolUseId)",
		"output.message.content[].toolUse.name":      "AWS.ToString(B.Value.Name)",
		pathToolInput:                                "‹input›",
	}},
}

const pathToolInput = "output.message.content[].toolUse.input"

// memberOf is the content block that a variant of the native content maps to.
func memberOf(variant *catalog.Shape) (blockMember, bool) {
	for _, k := range variantKeys(variant) {
		for _, m := range blockMembers {
			if m.fields[k.Field.Converse] != "" {
				return m, true
			}
		}
	}
	return blockMember{}, false
}

// blocks writes the loop that appends an element for every content block.
func (g *fillGen) blocks(target string, elem types.Type, shape *catalog.Shape) {
	base, amp := elem, ""
	if p, ok := elem.Underlying().(*types.Pointer); ok {
		base, amp = p.Elem(), "&"
	}
	if s, ok := base.Underlying().(*types.Struct); ok {
		g.blockLoop(shape, func(v *catalog.Shape, m blockMember) { g.structBlock(target, base, s, amp, v, m) })
		return
	}
	if expr := g.dynamicBlocks(shape); expr != "" {
		g.linef("for _, ‹block› := range %s {", expr)
		g.linef("%s = append(%s, ‹block›.(%s))\n}", target, target, typeText(elem, g.qualify))
	}
}

// blockLoop writes a loop over the content blocks with one case a kind of block.
func (g *fillGen) blockLoop(shape *catalog.Shape, one func(*catalog.Shape, blockMember)) {
	g.linef("for _, ‹block› := range ‹message›.Value.Content {\nswitch ‹block› := ‹block›.(type) {")
	for _, v := range shape.Variants {
		if m, ok := memberOf(v); ok && g.wantedBlock(v, m) {
			g.linef("case *%s.%s:", g.n.Import(sdkTypesPath, "types"), m.member)
			one(v, m)
		}
	}
	g.linef("}\n}")
}

// wantedBlock reports whether an answer can have a kind of block: a call of a tool only
// where the request offers tools. What a function reads that several requests lead to may
// have all kinds.
func (g *fillGen) wantedBlock(v *catalog.Shape, m blockMember) bool {
	if m.fields[pathToolInput] == "" || g.offers("toolConfig") {
		return true
	}
	alone := g.dispatch == nil && len(g.site.Fields) > 0 && g.funcOf(g.r.Decode) == g.funcOf(g.site.Call)
	return !g.whole && !alone
}

// structBlock appends one struct to target.
func (g *fillGen) structBlock(target string, t types.Type, s *types.Struct, amp string, v *catalog.Shape, m blockMember) {
	var sets []string
	after := ""
	for f := range s.Fields() {
		name := jsonName(s, f)
		if strings.EqualFold(name, v.Parent.Discriminator) && isStringType(f.Type()) {
			sets = append(sets, fmt.Sprintf("%s: %q", f.Name(), v.Value))
			continue
		}
		key := decodedKey(v, name)
		if key == nil || key.Field == nil || m.fields[key.Field.Converse] == "" {
			continue
		}
		expr := g.blockValue(m, key.Field.Converse)
		if key.Field.Converse == pathToolInput {
			g.toolInput()
			if !isBytes(f.Type()) {
				after = f.Name()
				continue
			}
		} else if !isStringType(f.Type()) {
			g.lose(key)
			continue
		}
		sets = append(sets, f.Name()+": "+expr)
	}
	g.appendStruct(target, t, amp, sets)
	if after != "" {
		g.linef("if err := %s.Unmarshal(‹input›, &%s[len(%s)-1].%s); err != nil {\n"+g.failing()+"%s.Errorf(\"converse: input of tool %%s: %%w\", %s, err)\n}",
			g.n.Import("encoding/json", "json"), target, target, after, g.n.Import("fmt", "fmt"), g.blockValue(m, "output.message.content[].toolUse.name"))
	}
}

// appendStruct appends one element with the given members set. An element type without
// a name is not spelt out: the slice grows, and the members are set one by one.
func (g *fillGen) appendStruct(target string, t types.Type, amp string, sets []string) {
	if _, named := types.Unalias(t).(*types.Named); named {
		g.linef("%s = append(%s, %s%s{%s})", target, target, amp, typeText(t, g.qualify), strings.Join(sets, ", "))
		return
	}
	g.linef("n := len(%s)\n%s = %s.Grow(%s, 1)[:n+1]", target, target, g.n.Import("slices", "slices"), target)
	for _, set := range sets {
		name, value, _ := strings.Cut(set, ": ")
		g.linef("%s[n].%s = %s", target, name, value)
	}
}

// toolInput writes the statement that makes JSON of a tool's input. The SDK's document
// decodes numbers to a type of its own; through JSON they are what they were.
func (g *fillGen) toolInput() {
	g.linef("‹input›, err := ‹block›.Value.Input.MarshalSmithyDocument()\nif err != nil {\n"+g.failing()+"%s.Errorf(\"converse: input of tool %%s: %%w\", %s, err)\n}",
		g.n.Import("fmt", "fmt"), expand("AWS.ToString(‹block›.Value.Name)", "AWS", g.n.Import(awsPath, "aws")))
}

func (g *fillGen) blockValue(m blockMember, path string) string {
	text := m.fields[path]
	if strings.Contains(text, "AWS") {
		text = strings.ReplaceAll(text, "AWS", g.n.Import(awsPath, "aws"))
	}
	return strings.ReplaceAll(text, "B.", "‹block›.")
}

// dynamicBlocks writes a loop that collects the content blocks as encoding/json would
// decode them without a type, and returns the variable that holds them.
func (g *fillGen) dynamicBlocks(shape *catalog.Shape) string {
	if g.whole {
		g.linef("‹contentBlocks› := []any{}")
	} else {
		g.linef("var ‹contentBlocks› []any")
	}
	g.blockLoop(shape, func(v *catalog.Shape, m blockMember) {
		var members []string
		for _, k := range variantKeys(v) {
			if m.fields[k.Field.Converse] == "" {
				continue
			}
			value := g.blockValue(m, k.Field.Converse)
			if k.Field.Converse == pathToolInput {
				g.toolInput()
				if g.whole {
					members = append(members, fmt.Sprintf("%q: %s.RawMessage(‹input›)", k.Name, g.n.Import("encoding/json", "json")))
					continue
				}
				g.linef("var ‹arguments› any\nif err := %s.Unmarshal(‹input›, &‹arguments›); err != nil {\nreturn err\n}", g.n.Import("encoding/json", "json"))
				value = "‹arguments›"
			}
			members = append(members, fmt.Sprintf("%q: %s", k.Name, value))
		}
		g.linef("‹contentBlocks› = append(‹contentBlocks›, map[string]any{%q: %q, %s})", v.Parent.Discriminator, v.Value, strings.Join(members, ", "))
	})
	return "‹contentBlocks›"
}

func isStringType(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isBytes(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && types.Identical(s.Elem().Underlying(), types.Typ[types.Byte])
}

// jsonTag is the json part of a struct tag.
func jsonTag(tag string) string { return reflect.StructTag(tag).Get("json") }

// formatted is a declaration as gofmt writes it. What cannot be formatted is returned
// as it is, for the type checker to refuse.
func formatted(decl string) string {
	const head = "package p\n\n"
	out, err := format.Source([]byte(head + decl))
	if err != nil {
		return decl
	}
	return strings.TrimPrefix(string(out), head)
}

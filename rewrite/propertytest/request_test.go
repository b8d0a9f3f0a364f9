package propertytest

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// generator makes programs of one family's model by chance.
type generator struct {
	*printer
	rng    *rand.Rand
	family *catalog.Family
	model  *catalog.Model
	form   string
	script *script // what is said, where that is not left to chance
}

// chance is never, choose the first, where nothing is left to chance.
func (g *generator) chance(oneIn int) bool { return g.rng != nil && g.rng.IntN(oneIn) == 0 }

func (g *generator) choose(options ...string) string {
	if g.rng == nil {
		return options[0]
	}
	return options[g.rng.IntN(len(options))]
}

func (g *generator) has(feature string) bool { has, _ := g.model.Feature(feature); return has }
func (g *generator) lacks(feature string) bool {
	has, known := g.model.Feature(feature)
	return known && !has
}
func (g *generator) request(path string) *catalog.Shape { return g.family.Request.Lookup(path) }

// path is the native path of what has a place on Converse; the first there is.
func path(s *catalog.Shape, converse string) string {
	return firstPath(s, converse, func(n *catalog.Shape) bool { return !n.Field.Alias })
}

func firstPath(s *catalog.Shape, converse string, fits func(*catalog.Shape) bool) string {
	found := ""
	s.Walk(func(n *catalog.Shape) {
		f := n.Field
		if found == "" && f != nil && f.Verdict == catalog.Maps && f.Converse == converse && !strings.HasPrefix(n.Path, "amazon-bedrock-") && fits(n) {
			found = n.Path
		}
	})
	return found
}

// tree is the request: parameters and conversation.
func (g *generator) tree() *node {
	root := object()
	if f := g.request("anthropic_version"); f != nil {
		root.add("anthropic_version", text(`"bedrock-2023-05-31"`))
	}
	g.parameters(root)
	g.additional(root)
	g.conversation(root)
	g.tools(root)
	return root
}

// parameter is one of those that Converse has as well.
type parameter struct {
	converse, typ, expr string
	constants           []string
}

var parameters = []parameter{
	{"inferenceConfig.maxTokens", "int", "in.MaxTokens", []string{"40", "300"}},
	{"inferenceConfig.temperature", "float64", "in.Temperature", []string{"0.5", "0", "1"}},
	{"inferenceConfig.topP", "float64", "in.TopP", []string{"0.9", "0.25"}},
	{"inferenceConfig.stopSequences", "[]string", "in.Stop", []string{`[]string{"END"}`, `[]string{"\n\nHuman:", "STOP"}`}},
}

func (g *generator) parameters(root *node) {
	sampled := false
	for _, p := range parameters {
		native := path(g.family.Request, p.converse)
		if native == "" || g.refused(native, sampled) || p.typ == "[]string" && g.lacks("stop-sequences") && !g.chance(20) {
			continue // what Converse refuses is left, which a few programs show
		}
		required := g.request(native).Field.Required
		if !required && g.chance(3) {
			continue
		}
		sampled = sampled || p.typ == "float64"
		root.put(native, g.parameter(p, required))
	}
}

// parameter is sent always or, when it need not be, on a condition.
func (g *generator) parameter(p parameter, required bool) *field {
	f := &field{value: leaf(p.typ, p.expr)}
	if g.chance(2) {
		f.value.expr = g.choose(p.constants...)
	}
	if required || g.form == "raw" || g.form == "constant" || isConstant(f.value.expr) && !g.chance(4) {
		if g.form == "constant" && !isConstant(f.value.expr) {
			f.value = leaf(p.typ, p.constants[0])
		}
		return f
	}
	switch g.rng.IntN(3) {
	case 0:
		f.omit = true
	case 1:
		f.when = g.choose("in.Deep", "!in.Deep", condition(&field{value: leaf(p.typ, p.expr)}))
	}
	return f
}

// refused reports whether the model does not take a parameter, alone or beside another.
func (g *generator) refused(path string, sampled bool) bool {
	return slices.ContainsFunc(g.model.Refuses, func(r string) bool {
		return r == path || strings.Contains(r, "+") && strings.Contains(r, path) && sampled
	})
}

// additional sends numbers of the family's own that move to additionalModelRequestFields.
func (g *generator) additional(root *node) {
	for _, k := range g.family.Request.Keys {
		f := k.Field
		if f == nil || f.Verdict != catalog.Moves || f.Type != "integer" && f.Type != "number" || g.refused(k.Path, true) || !g.chance(3) {
			continue
		}
		if f.Converse == "additionalModelRequestFields."+k.Name {
			n := 20
			if f.Type == "number" {
				n = 1
			}
			root.add(k.Name, leaf("int", strconv.Itoa(within(f, n))))
		}
	}
}

// within is a number as near to n as the field's bounds allow.
func within(f *catalog.Field, n int) int {
	if f.Max != nil {
		n = min(n, int(*f.Max))
	}
	if f.Min != nil {
		n = max(n, int(*f.Min))
	}
	return n
}

// aTool is a tool's name, description and schema.
func aTool() (name, about, schema *node) {
	schema = object(member("type", text(`"object"`)),
		member("properties", object(member("city", object(member("type", text(`"string"`)))))),
		member("required", leaf("[]string", `[]string{"city"}`)))
	schema.free = true
	for _, f := range schema.fields {
		f.value.free = f.value.isObject()
	}
	return text(`"weather"`), text(`"Weather of a city."`), schema
}

// tools offers a tool now and then, to models that take tools.
func (g *generator) tools(root *node) {
	if !g.has("tools") || !g.chance(5) || g.form == "raw" || g.form == "constant" {
		return
	}
	name, about, schema := aTool()
	switch {
	case g.request("tools[].input_schema") != nil:
		root.add("tools", array(object(member("name", name), member("description", about), member("input_schema", schema))))
	case g.request("tools[].function.name") != nil:
		function := object(member("name", name), member("description", about), member("parameters", schema))
		root.add("tools", array(object(member("type", text(`"function"`)), member("function", function))))
	case g.request("toolConfig.tools[].toolSpec.name") != nil:
		spec := object(member("name", name), member("description", about), member("inputSchema", object(member("json", schema))))
		root.put("toolConfig.tools", &field{value: array(object(member("toolSpec", spec)))})
	}
}

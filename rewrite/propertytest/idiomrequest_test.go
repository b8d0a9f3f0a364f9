package propertytest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func requestIdioms() []*idiom {
	return []*idiom{
		{name: "struct-literal", about: "a request that is a struct literal"},
		{name: "struct-variable", about: "a request that is filled in field by field", request: (*sketch).structVariable},
		{name: "struct-embedded", about: "a request with a struct of settings embedded in it", request: (*sketch).structEmbedded},
		{name: "struct-other-package", about: "a request of a type that another package declares", request: (*sketch).structElsewhere},
		{name: "receiver-fields", about: "a method that reads its settings from its receiver", request: (*sketch).receiver},
		{name: "constructor", about: "a function that makes the request", request: (*sketch).constructed},
		{name: "builder", about: "a builder of requests", request: (*sketch).builder},
		{name: "functional-options", about: "functional options for requests", request: (*sketch).functional},
		{name: "map-literal", about: "a request that is a map", request: (*sketch).mapRequest},
		{name: "map-merged", about: "a request that is merged from maps", request: (*sketch).mapMerged},
		{name: "sprintf", about: "a request that fmt.Sprintf makes", request: (*sketch).sprintfRequest},
		{name: "constant", about: "a request that is constant text", request: (*sketch).constantRequest},
		{name: "template", about: "a prompt that text/template makes", request: (*sketch).templated},
		{name: "go-embed", about: "a prompt from an embedded file", request: (*sketch).embedded},
		{name: "encoder", about: "a request that is encoded to a buffer", request: (*sketch).encoder},
		{name: "helper-bytes", about: "a function that makes the bytes of the body", request: (*sketch).helperBytes},
		{name: "wrapper", about: "a function of its own around InvokeModel", request: (*sketch).wrapper, read: (*sketch).readWrapped},
		{name: "loop", about: "a conversation that a loop makes of a history", request: (*sketch).loop, cannot: (*sketch).noTurns},
		{name: "conditional", about: "members that are sent on conditions", request: (*sketch).conditionals},
	}
}

// settings are the parameters that are sent, as expressions.
type settings map[string]*field

func usual() settings {
	return settings{
		"inferenceConfig.maxTokens":   {value: leaf("int", "512")},
		"inferenceConfig.temperature": {value: leaf("float64", "0.5")},
	}
}

// params is the part of a request that says how to answer.
func (s *sketch) settings(set settings) *node {
	root := object()
	if s.request("anthropic_version") != nil {
		root.add("anthropic_version", text(`"bedrock-2023-05-31"`))
	}
	for _, p := range parameters {
		native := path(s.family.Request, p.converse)
		if native == "" || set[p.converse] == nil || s.refused(native, false) || p.typ == "[]string" && s.lacks("stop-sequences") {
			continue
		}
		f := *set[p.converse]
		if s.request(native).Field.Required {
			f.omit, f.when = false, ""
		}
		root.put(native, &f)
	}
	return root
}

// own adds a number of the family's own that moves to additionalModelRequestFields.
func (s *sketch) own(root *node) {
	for _, k := range s.family.Request.Keys {
		f := k.Field
		if f != nil && f.Verdict == catalog.Moves && f.Type == "integer" && f.Converse == "additionalModelRequestFields."+k.Name && !s.refused(k.Path, true) {
			root.add(k.Name, leaf("int", strconv.Itoa(within(f, 20))))
			return
		}
	}
}

// said is the part of a request that is the conversation.
func (s *sketch) said() *node {
	root := object()
	s.conversation(root)
	return root
}

// both is a request of two parts.
func both(settings, said *node) *node {
	return object(append(slices.Clone(settings.fields), said.fields...)...)
}

func (s *sketch) usual() *node { return both(s.settings(usual()), s.said()) }

// encoded marshals a Go value.
func (s *sketch) encoded(expr string) string {
	s.stmt("body, err := json.Marshal(%s)\n%s", expr, s.check("encode request"))
	return "body"
}

func (s *sketch) structLiteral() string {
	root := s.settings(usual())
	s.own(root)
	root = both(root, s.said())
	return s.encoded(s.literal(root, s.declare(root, "Request")))
}

func (s *sketch) structVariable() string {
	root := s.usual()
	t := s.declare(root, "Request")
	s.stmt("var req %s", t.name)
	s.assign(root, t, "req")
	return s.encoded("req")
}

// assign sets every leaf and every list of a struct.
func (s *sketch) assign(n *node, t *goType, place string) {
	for _, f := range n.fields {
		g := t.field(f.key)
		if f.value.isObject() {
			s.assign(f.value, g.typ, place+"."+g.name)
			continue
		}
		s.stmt("%s.%s = %s", place, g.name, s.literal(f.value, g.typ))
	}
}

func (s *sketch) structEmbedded() string {
	set, said := s.settings(usual()), s.said()
	settings, inner := s.declare(set, "Settings"), s.declare(said, "Request")
	last := len(s.decls) - 1
	s.decls[last] = strings.Replace(s.decls[last], "struct {\n", "struct {\n"+settings.name+"\n", 1)
	lit := s.literal(said, inner)
	first, rest, _ := strings.Cut(lit, "{")
	return s.encoded(first + "{\n" + settings.name + ": " + s.literal(set, settings) + ",\n" + strings.TrimPrefix(strings.TrimSuffix(rest, "}"), "\n") + trailing(rest) + "}")
}

// trailing ends the last line of a literal that stood on one line.
func trailing(rest string) string {
	if strings.HasSuffix(rest, ",\n}") {
		return ""
	}
	return ",\n"
}

func (s *sketch) structElsewhere() string {
	root := s.usual()
	s.named = func(member string) string { return "wire." + goName(typeNamed(member)) }
	t := s.declare(root, "Request")
	decls := strings.ReplaceAll(strings.Join(s.decls, "\n\n"), "wire.", "")
	s.files["wire/wire.go"] = "// Package wire declares requests.\npackage wire\n\n" + decls + "\n"
	s.decls = nil
	return s.encoded(s.literal(root, t))
}

func (s *sketch) receiver() string {
	set := settings{
		"inferenceConfig.maxTokens":   {value: leaf("int", "a.maxTokens")},
		"inferenceConfig.temperature": {value: leaf("float64", "a.temperature")},
	}
	root := both(s.settings(set), s.said())
	t := s.declare(root, "Request")
	s.decl("type asker struct {\nclient *bedrockruntime.Client\nmaxTokens int\ntemperature float64\n}")
	s.before = "func (a *asker) ask(ctx context.Context, question string)"
	s.stmt("req := %s", s.literal(root, t))
	body := s.encoded("req")
	s.call = fmt.Sprintf("a.client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{\nModelId: aws.String(%q),\nContentType: aws.String(\"application/json\"),\nBody: %s,\n})", s.id(), body)
	return body
}

func (s *sketch) constructed() string {
	root := s.usual()
	t := s.declare(root, "Request")
	lit := s.literal(root, t)
	s.decl("// newRequest makes the request for a question.\nfunc newRequest(question string) *%s {\nreturn &%s\n}", t.name, lit)
	return s.encoded("newRequest(question)")
}

// setters are the scalars of a request, with the names and the types of their setters.
func setters(n *node, t *goType, place string, visit func(name, place string, f *field, typ string)) {
	for _, f := range n.fields {
		g := t.field(f.key)
		if f.value.isObject() {
			setters(f.value, g.typ, place+"."+g.name, visit)
		} else if f.value.typ != "" && f.value.typ != "string" {
			visit(g.name, place+"."+g.name, f, g.typ.name)
		}
	}
}

// rest is a request without its settings.
func (s *sketch) rest(root, said *node, t *goType) string {
	base := object(said.fields...)
	for _, f := range root.fields {
		if f.value.typ == "string" && !slices.Contains(said.fields, f) {
			base.fields = append([]*field{f}, base.fields...)
		}
	}
	return s.literal(base, t)
}

func (s *sketch) builder() string {
	set, said := s.settings(usual()), s.said()
	root := both(set, said)
	t := s.declare(root, "Request")
	lit := s.rest(root, said, t)
	s.decl("type builder struct{ req %s }", t.name)
	s.decl("func newBuilder(question string) *builder {\nreturn &builder{req: %s}\n}", lit)
	chain := "newBuilder(question)"
	setters(set, t, "b.req", func(name, place string, f *field, typ string) {
		s.decl("func (b *builder) with%s(v %s) *builder {\n%s = v\nreturn b\n}", name, typ, place)
		chain += ".with" + name + "(" + f.value.expr + ")"
	})
	s.decl("func (b *builder) build() %s { return b.req }", t.name)
	return s.encoded(chain + ".build()")
}

func (s *sketch) functional() string {
	set, said := s.settings(usual()), s.said()
	root := both(set, said)
	t := s.declare(root, "Request")
	s.decl("type option func(*%s)", t.name)
	args := "question"
	setters(set, t, "r", func(name, place string, f *field, typ string) {
		s.decl("func with%s(v %s) option {\nreturn func(r *%s) { %s = v }\n}", name, typ, t.name, place)
		args += ", with" + name + "(" + f.value.expr + ")"
	})
	lit := s.rest(root, said, t)
	s.decl("func newRequest(question string, opts ...option) *%s {\nr := &%s\nfor _, opt := range opts {\nopt(r)\n}\nreturn r\n}", t.name, lit)
	return s.encoded("newRequest(" + args + ")")
}

func (s *sketch) mapRequest() string {
	root := s.settings(usual())
	s.own(root)
	return s.encoded(s.mapLiteral(both(root, s.said())))
}

func (s *sketch) mapMerged() string {
	s.decl("var defaults = %s", s.mapLiteral(s.settings(usual())))
	s.stmt("req := map[string]any{}\nfor k, v := range defaults {\nreq[k] = v\n}")
	for _, f := range s.said().fields {
		s.stmt("req[%q] = %s", f.key, s.mapLiteral(f.value))
	}
	return s.encoded("req")
}

func (s *sketch) sprintfRequest() string {
	format, args := s.sprintf(s.usual())
	s.stmt("body := fmt.Sprintf(`%s`, %s)", format, strings.Join(args, ", "))
	return "[]byte(body)"
}

func (s *sketch) constantRequest() string {
	s.params = ""
	s.script.turns[0].text = `"Name a river."`
	format, _ := s.sprintf(s.usual())
	s.decl("const body = `%s`", strings.ReplaceAll(format, "%%", "%"))
	return "[]byte(body)"
}

// templated has the chat template in a text/template, or the question where the family
// takes turns.
func (s *sketch) templated() string {
	source := ""
	s.script.print = func(rendered, mark string, exprs []string) string {
		for i := range exprs {
			rendered = strings.Replace(rendered, fmt.Sprintf(mark, i), "{{.}}", 1)
		}
		source = rendered
		return "prompt.String()"
	}
	if s.turnsInText() {
		s.said()
	} else {
		source = "Answer in one sentence: {{.}}"
		s.script.turns[0].text = "prompt.String()"
	}
	s.decl("var prompts = template.Must(template.New(\"prompt\").Parse(%s))", rawQuoted(source))
	s.stmt("var prompt strings.Builder")
	s.checked("prompts.Execute(&prompt, question)", "make prompt")
	root := s.usual()
	return s.encoded(s.literal(root, s.declare(root, "Request")))
}

// embedded has the chat template in a file, or the system text where the family takes
// turns.
func (s *sketch) embedded() string {
	file, source := "prompt.txt", "Answer in one sentence: %s"
	s.script.print = func(rendered, mark string, exprs []string) string {
		source = strings.ReplaceAll(rendered, "%", "%%")
		for i, expr := range exprs {
			source, exprs[i] = strings.Replace(source, fmt.Sprintf(mark, i), "%s", 1), expr
		}
		return "fmt.Sprintf(promptText, " + strings.Join(exprs, ", ") + ")"
	}
	name := "promptText"
	switch {
	case s.turnsInText():
	case s.has("system"):
		file, source, name = "system.txt", "You are a pilot of the port of Brest.\n", "systemText"
		s.script.system = &field{value: text(name)}
	default:
		s.script.turns[0].text = "fmt.Sprintf(promptText, question)"
	}
	root := s.usual()
	s.decl("//go:embed %s\nvar %s string", file, name)
	s.files[file] = source
	return s.encoded(s.literal(root, s.declare(root, "Request")))
}

func (s *sketch) encoder() string {
	root := s.usual()
	s.stmt("var buf bytes.Buffer")
	s.checked("json.NewEncoder(&buf).Encode("+s.literal(root, s.declare(root, "Request"))+")", "encode request")
	return "buf.Bytes()"
}

func (s *sketch) helperBytes() string {
	root := s.usual()
	lit := s.literal(root, s.declare(root, "Request"))
	s.decl("// newBody makes the body for a question.\nfunc newBody(question string) ([]byte, error) {\nreq := %s\nreturn json.Marshal(req)\n}", lit)
	s.stmt("body, err := newBody(question)\n%s", s.check("encode request"))
	return "body"
}

func (s *sketch) wrapper() string {
	root := s.usual()
	lit := s.literal(root, s.declare(root, "Request"))
	s.decl("// invoke sends a body and returns that of the answer.\nfunc invoke(ctx context.Context, client *bedrockruntime.Client, body []byte) ([]byte, error) {\nout, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{\nModelId: aws.String(%q),\nContentType: aws.String(\"application/json\"),\nBody: body,\n})\nif err != nil {\nreturn nil, err\n}\nreturn out.Body, nil\n}", s.id())
	s.call = "invoke(ctx, client, body)"
	return s.encoded(lit)
}

func (s *sketch) loop() string {
	s.params = "history []exchange, question string"
	s.decl("// exchange is a question that was answered.\ntype exchange struct{ Question, Answer string }")
	const each = "e := range history"
	s.script.turns = []turn{
		{role: `"user"`, text: "e.Question", each: each}, {role: `"assistant"`, text: "e.Answer", each: each},
		{role: `"user"`, text: "question"},
	}
	root := s.usual()
	t := s.declare(root, "Request")
	lit := s.literal(root, t)
	for i, line := range s.stmts {
		s.stmts[i] = strings.ReplaceAll(line, "list", "messages")
	}
	return s.encoded(strings.ReplaceAll(lit, ": list", ": messages"))
}

// noTurns says why a family takes no conversation.
func (s *sketch) noTurns() string {
	if s.takesPrompt() && s.family.TemplateFor(s.model) == nil {
		return "the model takes one text, and no template of turns is documented for it"
	}
	return ""
}

// takesPrompt reports whether a family is given one text.
func (s *sketch) takesPrompt() bool {
	return s.request("messages") == nil && s.request("chat_history") == nil
}

// turnsInText reports whether the turns are written into the one text.
func (s *sketch) turnsInText() bool {
	return s.takesPrompt() && s.family.TemplateFor(s.model) != nil
}

func (s *sketch) conditionals() string {
	s.params = "question, system string, maxTokens int, temperature *float64, stop []string"
	if s.takesPrompt() {
		s.script.system = nil
	} else {
		s.script.system = &field{value: text("system"), omit: true}
	}
	set := settings{
		"inferenceConfig.maxTokens":     {value: leaf("int", "maxTokens"), omit: true},
		"inferenceConfig.temperature":   {value: leaf("float64", "*temperature"), when: "temperature != nil"},
		"inferenceConfig.stopSequences": {value: leaf("[]string", "stop"), when: "len(stop) > 0"},
	}
	root := both(s.settings(set), s.said())
	t := s.declare(root, "Request")
	s.stmt("req := %s", s.literal(root, t))
	s.conditional(root, t, "req")
	return s.encoded("req")
}

// rawQuoted is a string literal, between backquotes where it can be.
func rawQuoted(source string) string {
	if strconv.CanBackquote(strings.ReplaceAll(source, "\n", "")) {
		return "`" + source + "`"
	}
	return strconv.Quote(source)
}

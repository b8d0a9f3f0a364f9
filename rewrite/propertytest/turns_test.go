package propertytest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// turn is one message of a conversation: a role and an expression of its text.
type turn struct {
	role, text string
	image      bool
	each       string // repeats it; role and text then use t
}

// A script is a conversation that is given.
type script struct {
	system *field // nil when none is sent
	turns  []turn

	// print is how a prompt is printed that has expressions at its marks; nil is Sprintf.
	print func(rendered, mark string, exprs []string) string
}

// hasSystem decides whether there is a system text.
func (g *generator) hasSystem() bool {
	if g.script != nil {
		return g.has("system") && g.script.system != nil
	}
	return g.has("system") && g.chance(2)
}

// turns makes a conversation that ends with the user.
func (g *generator) turns() []turn {
	if g.script != nil {
		return g.script.turns
	}
	last := turn{role: `"user"`, text: g.question()}
	last.image = g.has("vision") && g.form != "raw" && g.form != "constant" && g.chance(5)
	switch {
	case g.chance(2):
		return []turn{last}
	case g.chance(2):
		return []turn{{role: `"user"`, text: `"What is a tide?"`}, {role: `"assistant"`, text: `"The sea that rises and falls."`}, last}
	case g.form == "raw" || g.form == "constant":
		return []turn{last}
	}
	return []turn{{role: "t.Role", text: "t.Text", each: "t := range in.Turns"}, last}
}

// question is what the user asks, as an expression.
func (g *generator) question() string {
	if g.form == "constant" {
		return strconv.Quote(g.choose("Name a river.", "How high is 100% of \"it\"?", "Élan, <b> & \\ "))
	}
	return g.choose("in.Prompt", "in.Prompt", `"Name a river."`, `"Summarise: " + in.Prompt`, `fmt.Sprintf("Say %s in %d words.", in.Prompt, in.MaxTokens)`, "strings.TrimSpace(in.Prompt)")
}

// systemText is the system prompt: its expression and when it is sent.
func (g *generator) systemText() *field {
	if g.script != nil {
		f := *g.script.system
		return &f
	}
	if g.form == "raw" || g.form == "constant" || g.chance(3) {
		return &field{value: text(`"Be brief."`)}
	}
	switch f := (&field{value: text("in.System")}); g.rng.IntN(3) {
	case 0:
		f.omit = true
		return f
	case 1:
		f.when = `in.System != ""`
		return f
	}
	return &field{value: text(`"Answer in the manner of " + in.Prompt`)}
}

// conversation adds system text and turns in the family's own shape.
func (g *generator) conversation(root *node) {
	prompt := path(g.family.Request, "messages[].content[].text")
	messages := g.request("messages")
	switch {
	case g.request("chat_history") != nil:
		g.history(root)
	case messages == nil:
		root.add(prompt, text(g.prompt()))
	case messages.Field.Transform == "chat-messages":
		g.chat(root)
	default:
		g.blocks(root)
	}
}

// blocks is a conversation of messages that hold blocks, told apart by their type or by
// their member.
func (g *generator) blocks(root *node) {
	native := path(g.family.Request, "system[].text")
	if g.hasSystem() {
		f := g.systemText()
		if strings.HasSuffix(native, "[].text") {
			if f.omit {
				f.omit, f.when = false, condition(f)
			}
			f.value = array(object(member("text", f.value)))
		}
		f.key = strings.TrimSuffix(native, "[].text")
		root.fields = append(root.fields, f)
	}
	typed := g.request("messages[].content[type=text]") != nil
	turns := g.turns()
	bare := typed && g.chance(2)
	for _, t := range turns {
		bare = bare && !t.image
	}
	list := array()
	for _, t := range turns {
		content := text(t.text)
		if !bare {
			content = g.content(t, typed)
		}
		list.elems = append(list.elems, object(member("role", text(t.role)), member("content", content)).repeat(t.each))
	}
	root.add("messages", list)
}

// content is the list of a turn's blocks.
func (g *generator) content(t turn, typed bool) *node {
	const data = "base64.StdEncoding.EncodeToString(in.Image)"
	block, image := object(), object()
	if typed {
		block.add("type", text(`"text"`))
		source := object(member("type", text(`"base64"`)), member("media_type", text(`"image/png"`)), member("data", text(data)))
		image.fields = []*field{member("type", text(`"image"`)), member("source", source)}
	} else {
		image.add("image", object(member("format", text(`"png"`)), member("source", object(member("bytes", text(data))))))
	}
	block.add("text", text(t.text))
	if t.image {
		return array(image, block)
	}
	return array(block)
}

// chat is a conversation of the chat-completions form.
func (g *generator) chat(root *node) {
	list := array()
	if g.hasSystem() {
		f := g.systemText()
		m := object(member("role", text(`"system"`)), member("content", f.value))
		if f.omit || f.when != "" {
			m.fields[1].value = text(`"Be brief."`) // a message is there always
		}
		list.elems = append(list.elems, m)
	}
	for _, t := range g.turns() {
		m := object(member("role", text(t.role)), member("content", text(t.text))).repeat(t.each)
		list.elems = append(list.elems, m)
	}
	root.add("messages", list)
}

// history is a message and the turns before it, in a list of their own.
func (g *generator) history(root *node) {
	turns := g.turns()
	last := len(turns) - 1
	root.add("message", text(turns[last].text))
	list := array()
	roles := map[string]string{`"user"`: `"USER"`, `"assistant"`: `"CHATBOT"`}
	for _, t := range turns[:last] {
		if role := roles[t.role]; role != "" {
			list.elems = append(list.elems, object(member("role", text(role)), member("message", text(t.text))).repeat(t.each))
		}
	}
	if len(list.elems) > 0 {
		root.add("chat_history", list)
	}
	if g.script != nil && g.script.system != nil || g.script == nil && g.chance(2) {
		f := g.systemText()
		f.key = path(g.family.Request, "system[].text")
		root.fields = append(root.fields, f)
	}
}

// prompt is the one text of families that take no messages, as an expression: bare, or
// in the template of the model.
func (g *generator) prompt() string {
	if g.script != nil {
		return g.scripted()
	}
	question := g.question()
	template := g.family.TemplateFor(g.model)
	if template == nil || !g.family.Prompt.Demanded && g.chance(3) {
		return question
	}
	const mark = "⟦%d⟧"
	chat, exprs := &catalog.Chat{}, []string{}
	say := func(role, expr string) {
		chat.Turns = append(chat.Turns, catalog.Turn{Role: role, Text: fmt.Sprintf(mark, len(exprs))})
		exprs = append(exprs, expr)
	}
	if g.hasSystem() {
		say("system", g.choose(`"Be brief."`, `"Answer in the manner of a sailor."`))
	}
	if g.chance(3) {
		say("user", `"What is a tide?"`)
		say("assistant", `"The sea that rises and falls."`)
	}
	say("user", question)
	rendered, err := template.Render(chat)
	if err != nil {
		return question
	}
	return g.interpolated(rendered, mark, exprs)
}

// interpolated prints a text with expressions in it.
func (g *generator) interpolated(rendered, mark string, exprs []string) string {
	var parts []string
	for i, expr := range exprs {
		before, rest, _ := strings.Cut(rendered, fmt.Sprintf(mark, i))
		parts, rendered = append(parts, strconv.Quote(before), expr), rest
	}
	parts = append(parts, strconv.Quote(rendered))
	if g.form == "constant" {
		whole := ""
		for _, p := range parts {
			s, _ := strconv.Unquote(p)
			whole += s
		}
		return strconv.Quote(whole)
	}
	switch g.rng.IntN(3) {
	case 0:
		return g.built(parts)
	case 1:
		format, args := "", ""
		for i, p := range parts {
			if i%2 == 0 {
				s, _ := strconv.Unquote(p)
				format += strings.ReplaceAll(s, "%", "%%")
				continue
			}
			format, args = format+"%s", args+", "+p
		}
		return fmt.Sprintf("fmt.Sprintf(%q%s)", format, args)
	}
	return strings.Join(parts, " + ")
}

// built is the name of a strings.Builder's result.
func (g *generator) built(parts []string) string {
	name := g.fresh("built")
	g.stmt("var %s strings.Builder", name)
	for _, p := range parts {
		if p != `""` {
			g.stmt("%s.WriteString(%s)", name, p)
		}
	}
	return name + ".String()"
}

// scripted is the prompt of the script: in the template of the model, or the question alone
// where it has none. Constants are written into the text.
func (g *generator) scripted() string {
	const mark = "⟦%d⟧"
	template, turns := g.family.TemplateFor(g.model), g.script.turns
	if template == nil {
		return turns[len(turns)-1].text
	}
	if turns[0].each != "" {
		return g.looped(template)
	}
	chat, exprs := &catalog.Chat{}, []string{}
	say := func(role, expr string) {
		s, err := strconv.Unquote(expr)
		if err != nil {
			s, exprs = fmt.Sprintf(mark, len(exprs)), append(exprs, expr)
		}
		chat.Turns = append(chat.Turns, catalog.Turn{Role: role, Text: s})
	}
	if g.hasSystem() {
		say("system", g.script.system.value.expr)
	}
	for _, t := range turns {
		say(strings.Trim(t.role, `"`), t.text)
	}
	rendered := render(template, chat)
	if g.script.print != nil {
		return g.script.print(rendered, mark, exprs)
	}
	if len(exprs) == 0 {
		return strconv.Quote(rendered)
	}
	format := strings.ReplaceAll(strings.ReplaceAll(rendered, "%", "%%"), "⟦%%", "⟦%")
	for i := range exprs {
		format = strings.Replace(format, fmt.Sprintf(mark, i), "%s", 1)
	}
	return "fmt.Sprintf(" + strconv.Quote(format) + ", " + strings.Join(exprs, ", ") + ")"
}

// looped is the prompt of a history and a question, built in a loop.
func (g *generator) looped(template *catalog.Template) string {
	const a, b, c = "⟦0⟧", "⟦1⟧", "⟦2⟧"
	chat := &catalog.Chat{Turns: []catalog.Turn{{Role: "user", Text: a}, {Role: "assistant", Text: b}, {Role: "user", Text: c}}}
	if g.hasSystem() {
		chat.Turns = append([]catalog.Turn{{Role: "system", Text: "Be brief."}}, chat.Turns...)
	}
	rendered := render(template, chat)
	first, rest, _ := strings.Cut(rendered, a)
	answer, rest, _ := strings.Cut(rest, b)
	again, end, _ := strings.Cut(rest, c)
	open := again
	markers, _ := template.Markers()
	for _, m := range markers {
		if i := strings.LastIndex(again, m.Text); m.Role == "user" && i >= 0 {
			open = again[i:]
		}
	}
	begin, ok := strings.CutSuffix(first, open)
	if !ok && g.script.system != nil { // the system text stands in the first turn
		g.script.system = nil
		return g.looped(template)
	}
	close := strings.TrimSuffix(again, open)
	name := g.fresh("prompt")
	g.stmt("var %s strings.Builder", name)
	if begin != "" {
		g.stmt("%s.WriteString(%q)", name, begin)
	}
	each := g.script.turns[0].each
	format := func(s string) string { return strconv.Quote(s) }
	g.stmt("for _, %s {\nfmt.Fprintf(&%s, %s, %s, %s)\n}", each, name, format(open+"%s"+answer+"%s"+close), g.script.turns[0].text, g.script.turns[1].text)
	g.stmt("fmt.Fprintf(&%s, %s, %s)", name, format(open+"%s"+end), g.script.turns[2].text)
	return name + ".String()"
}

// render is a chat in a template, without the system text where that has no place for one.
func render(template *catalog.Template, chat *catalog.Chat) string {
	rendered, err := template.Render(chat)
	if err != nil && chat.Turns[0].Role == "system" {
		rendered, err = template.Render(&catalog.Chat{Turns: chat.Turns[1:]})
	}
	if err != nil {
		panic(err)
	}
	return rendered
}

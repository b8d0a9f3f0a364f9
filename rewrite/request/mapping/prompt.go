package mapping

import (
	"go/constant"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// firstHole is the private-use character that stands for the first run-time piece of a
// prompt while its template is taken apart; the following ones stand for the others. The
// template's parser lets any text through, so a hole comes out in the turn that it is in.
const (
	firstHole = '\uE000'
	maxHoles  = '\uF8FF' - firstHole
)

// prompt takes a raw prompt apart into system and messages.
func prompt(c *carry, v payload.Value) {
	m := c.m
	if e, ok := v.(*payload.Expr); ok && m.n.Split {
		c.splitLater(e)
		return
	}
	parts, ok := c.pieces(v)
	if !ok {
		return
	}
	if fp := m.n.Family.Prompt; fp != nil && fp.Demanded && len(parts) == 1 && parts[0].Expr != nil {
		m.failCode(rules.TemplateOpaque, v, "the prompt comes from elsewhere with its chat template, which cannot be split into messages from the source")
		return
	}
	tmpl, chat, err := m.n.Family.ParsePrompt(m.n.Model, flatten(parts))
	if whole, ok := v.(*payload.String); ok && m.n.Split && (tmpl == nil && holes(parts) > 0 || whole.Stable.OK && (err != nil || loops(parts))) {
		c.splitLater(whole) // a piece may bring the template
		return
	}
	if err != nil {
		m.failCode(rules.TemplateOpaque, v, "the prompt has chat template tokens but cannot be split into turns: %v", err)
		return
	}
	c.stateTemplate(tmpl, chat, parts)
	if tmpl == nil {
		c.turn("user", v) // the very value, so that it keeps its own source
		return
	}
	c.turns(v, parts, chat)
}

// splitLater leaves it to the program to take a prompt apart.
func (c *carry) splitLater(prompt payload.Value) {
	m := c.m
	tmpl := m.n.Family.TemplateFor(m.n.Model)
	if tmpl == nil {
		m.failCode(rules.TemplateOpaque, prompt, "the chat template of the prompt is not known")
		return
	}
	e, one := prompt.(*payload.Expr)
	if markers, _ := tmpl.Markers(); markers == nil || !c.pr.Always() || one && !isString(e.Type) {
		m.failCode(rules.TemplateOpaque, prompt, "a prompt of template %s cannot be taken apart when the program runs", tmpl.Name)
		return
	}
	m.split = &Split{prompt, tmpl}
	m.paths["system[].text"] = true
	m.note(rules.ValueDiffers, c.p.path, "%s is taken apart into turns when the program runs; white space around them goes", c.p.path)
	if _, alternatives := prompt.(*payload.Alt); alternatives || !m.templated(prompt) {
		m.note(rules.PromptBare, c.p.path, "where %s shows no turns, Converse puts %s around it", c.p.path, tmpl.Name)
	}
}

// templated reports whether any alternative of a prompt shows that a chat template was
// applied by hand.
func (m *mapper) templated(v payload.Value) bool {
	switch v := v.(type) {
	case *payload.Alt:
		for _, c := range v.Cases {
			if m.templated(c.Value) {
				return true
			}
		}
	case *payload.Const:
		_, hits := m.n.Family.FindTokens(m.n.Model, stringOf(v))
		return len(hits) > 0
	case *payload.String:
		_, hits := m.n.Family.FindTokens(m.n.Model, flatten(v.Parts))
		return len(hits) > 0
	}
	return false
}

// pieces are the parts of the prompt, as one string each.
func (c *carry) pieces(v payload.Value) ([]payload.Part, bool) {
	switch v := v.(type) {
	case *payload.Const:
		if v.Val.Kind() == constant.String {
			return []payload.Part{{Lit: constant.StringVal(v.Val)}}, true
		}
	case *payload.String:
		if len(v.Parts) <= int(maxHoles) {
			return v.Parts, true
		}
	case *payload.Expr:
		return []payload.Part{{Expr: v}}, true
	}
	c.m.fail(v, "%s is not a string that can be taken apart", c.p.path)
	return nil, false
}

// flatten writes the prompt with a character for each hole.
func flatten(parts []payload.Part) string {
	var b strings.Builder
	for i, p := range parts {
		if p.Expr == nil {
			b.WriteString(p.Lit)
			continue
		}
		b.WriteRune(firstHole + rune(i))
	}
	return b.String()
}

// loops reports whether a loop adds to the prompt.
func loops(parts []payload.Part) bool {
	return slices.ContainsFunc(parts, func(p payload.Part) bool { return len(p.Each) > 0 })
}

// stateTemplate notes how what the model reads will differ.
func (c *carry) stateTemplate(tmpl *catalog.Template, chat *catalog.Chat, parts []payload.Part) {
	m := c.m
	will := m.n.Family.TemplateFor(m.n.Model)
	added := m.n.Family.Prompt != nil && m.n.Family.Prompt.Added
	switch {
	case tmpl == nil && added && will != nil && len(parts) == 1 && parts[0].Expr != nil:
		m.note(rules.PromptBare, c.p.path, "%s is known only at run time: Converse puts the %s template around it, so it must not carry a template itself", c.p.path, will.Name)
	case tmpl == nil && added && will != nil:
		m.note(rules.PromptBare, c.p.path, "%s has no chat template; Converse puts %s around it", c.p.path, will.Name)
	case tmpl != nil && will != nil && tmpl != will:
		m.note(rules.ValueDiffers, c.p.path, "%s is built with the template %s; Converse builds it with %s", c.p.path, tmpl.Name, will.Name)
	case !chat.Exact:
		m.note(rules.ValueDiffers, c.p.path, "%s differs from what Converse builds: it has %s", c.p.path, chat.Differs)
	}
}

// turns places the turns of a template.
func (c *carry) turns(v payload.Value, parts []payload.Part, chat *catalog.Chat) {
	found := 0
	for _, t := range chat.Turns {
		text, holes := refill(t.Text, parts, v.Origin())
		found += holes
		if t.Role != "system" {
			c.turn(t.Role, text)
			continue
		}
		if has, known := c.m.n.Model.Feature("system"); known && !has {
			c.m.failCode(rules.FieldLost, v, "Converse refuses a system prompt for %s; put it into the first user message", c.m.n.Model.ID)
			return
		}
		system := *c
		system.to = "system[].text"
		textBlock(&system, text)
	}
	if chat.Prefill != "" {
		text, holes := refill(chat.Prefill, parts, v.Origin())
		found += holes
		c.turn("assistant", text)
	}
	if found != holes(parts) {
		c.m.failCode(rules.TemplateOpaque, v, "the prompt has run-time text between its turns, not inside of one")
	}
}

// turn places one message.
func (c *carry) turn(role string, text payload.Value) {
	s := &slot{presence: c.pr, joined: map[*list]*elem{}}
	at := spot{slots: []*slot{s}}
	c.m.place("messages[].role", at, word(role), payload.Presence{})
	c.m.place("messages[].content[].text", at, text, payload.Presence{})
}

func holes(parts []payload.Part) int {
	n := 0
	for _, p := range parts {
		if p.Expr != nil {
			n++
		}
	}
	return n
}

// refill puts the run-time pieces back into a turn's text, and counts them.
func refill(text string, parts []payload.Part, at payload.Origin) (payload.Value, int) {
	var out []payload.Part
	n := 0
	for text != "" {
		i := strings.IndexFunc(text, func(r rune) bool { return isHole(r, parts) })
		if i < 0 {
			out = append(out, payload.Part{Lit: text})
			break
		}
		if i > 0 {
			out = append(out, payload.Part{Lit: text[:i]})
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		out = append(out, parts[r-firstHole])
		n++
		text = text[i+size:]
	}
	at = payload.Origin{At: at.At}
	switch {
	case n == 0 && len(out) == 0:
		return &payload.Const{Orig: at, Val: constant.MakeString("")}, 0
	case n == 0:
		return &payload.Const{Orig: at, Val: constant.MakeString(out[0].Lit)}, 0
	case len(out) == 1 && isPlain(out[0]):
		return out[0].Expr, 1
	}
	return &payload.String{Orig: at, Parts: out}, n
}

// isPlain reports whether a piece is a string as it is.
func isPlain(p payload.Part) bool {
	return (p.Verb == "" || p.Verb == "%s" || p.Verb == "%v") && isString(p.Expr.Type)
}

func isHole(r rune, parts []payload.Part) bool {
	i := int(r - firstHole)
	return r >= firstHole && i < len(parts) && parts[i].Expr != nil
}

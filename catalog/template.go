package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Template is one chat template: how turns become the one string that a model reads.
// Parse takes a hand-built prompt apart, Render puts it back.
type Template struct {
	Name   string   // "llama3", "human-assistant", "user-bot"
	Tokens []string // any of these in a prompt shows that the template was applied by hand
	Source string
	Line   int

	begin                   string // stands once, before everything; may be left out
	system, user, assistant span
	generate                string // the end of a prompt that asks for an answer
	begun                   string // how generate begins the answer itself: <think>; that is no prefill
	inst                    bool   // system stands inside the first user turn, and the answer has no marker ([INST] … [/INST])
	line                    bool   // markers are words that count at the start of a line only
	trimFirst               bool   // the first turn has no newline before it
	front                   bool   // text before the first turn is the system text, without a marker
}

// span is the text around one turn. An unset open means that the template has no such turn.
type span struct{ open, close string }

// Marker begins a turn of a role in a prompt.
type Marker struct {
	Role string // "system", "user" or "assistant"
	Text string // without white space at its end
}

// Markers lists what begins the turns of a prompt, and the tokens that stand around their
// texts besides.
func (t *Template) Markers() (markers []Marker, tokens []string) {
	if t.inst {
		return t.instMarkers()
	}
	for _, s := range []struct {
		role string
		span
	}{{"system", t.system}, {"user", t.user}, {"assistant", t.assistant}} {
		if open := strings.TrimRight(s.open, " \n"); open != "" {
			markers = append(markers, Marker{s.role, open})
		}
		if close := strings.TrimSpace(s.close); close != "" && !slices.Contains(tokens, close) {
			tokens = append(tokens, close)
		}
	}
	for _, token := range []string{t.begin, t.begun} {
		if token = strings.TrimSpace(token); token != "" {
			tokens = append(tokens, token)
		}
	}
	return markers, tokens
}

// Turn is one message of a parsed prompt. Role is "system", "user" or "assistant".
type Turn struct {
	Role string
	Text string
	// Start and End bound Text in the prompt, in bytes.
	Start, End int
}

// Chat is a prompt taken apart.
type Chat struct {
	Turns   []Turn // a system turn, if any, comes first
	Prefill string // text after the last assistant marker: the start of the answer
	// PrefillStart and PrefillEnd bound Prefill in the prompt, in bytes.
	PrefillStart, PrefillEnd int
	// NoBegin says that the prompt leaves out the token that begins a text
	// (<|begin_of_text|>); the service adds it, so nothing differs.
	NoBegin bool
	// Exact says that Render gives the prompt back byte for byte. When it does not,
	// Differs says in words for the user what the difference is
	// (`"\n" instead of "\n\n" after "<|end_header_id|>"`).
	Exact   bool
	Differs string
}

// TokenHit is one token of a template found in a text.
type TokenHit struct {
	Token      string
	Start, End int // in bytes
}

// FindTokens returns the template's tokens in s, in order. The text may be any piece of
// a prompt.
func (t *Template) FindTokens(s string) []TokenHit {
	var out []TokenHit
	for _, tok := range t.Tokens {
		for i := 0; ; {
			j := strings.Index(s[i:], tok)
			if j < 0 {
				break
			}
			out = append(out, TokenHit{Token: tok, Start: i + j, End: i + j + len(tok)})
			i += j + len(tok)
		}
	}
	slices.SortFunc(out, func(a, b TokenHit) int { return a.Start - b.Start })
	return out
}

// FindTokens returns the tokens of that one of the family's templates which occurs most
// in s, and the template; nil when there is none.
func (f *Family) FindTokens(m *Model, s string) (*Template, []TokenHit) {
	var best *Template
	var hits []TokenHit
	for _, t := range f.templatesFor(m) {
		if h := t.FindTokens(s); len(h) > len(hits) {
			best, hits = t, h
		}
	}
	return best, hits
}

// templatesFor returns the family's templates, the model's own first.
func (f *Family) templatesFor(m *Model) []*Template {
	if f.Prompt == nil {
		return nil
	}
	var out []*Template
	for _, t := range f.Prompt.Templates {
		if m != nil && t.Name == m.Template {
			out = append([]*Template{t}, out...)
		} else {
			out = append(out, t)
		}
	}
	return out
}

// TemplateFor returns the chat template that Converse puts around a model's messages,
// or nil for a family without one. The model may be nil.
func (f *Family) TemplateFor(m *Model) *Template {
	if ts := f.templatesFor(m); len(ts) > 0 {
		return ts[0]
	}
	return nil
}

// ParsePrompt takes a raw prompt of the family apart. A bare prompt, without any token
// of the family's templates, has a nil template and is one user turn, untouched. An
// error means that the prompt has tokens but is not built as the template is.
func (f *Family) ParsePrompt(m *Model, prompt string) (*Template, *Chat, error) {
	t, hits := f.FindTokens(m, prompt)
	if len(hits) == 0 {
		return nil, &Chat{Turns: []Turn{{Role: "user", Text: prompt, End: len(prompt)}}, Exact: true}, nil
	}
	c, err := t.Parse(prompt)
	if err == nil && m != nil && m.TemplateAdds != "" && m.Template == t.Name {
		c.Exact, c.Differs = false, strings.TrimPrefix(c.Differs+" and no "+m.TemplateAdds, " and ")
	}
	return t, c, err
}

// Render returns the prompt that the template makes of a chat. It is an error if the
// chat has a turn that the template has no place for.
func (t *Template) Render(c *Chat) (string, error) {
	var b strings.Builder
	if !c.NoBegin {
		b.WriteString(t.begin)
	}
	render := t.renderTurns
	if t.inst {
		render = t.renderInst
	}
	if err := render(&b, c); err != nil {
		return "", fmt.Errorf("template %s: %w", t.Name, err)
	}
	return b.String(), nil
}

func (t *Template) renderTurns(b *strings.Builder, c *Chat) error {
	for i, turn := range c.Turns {
		s, ok := t.span(turn.Role)
		if !ok || turn.Role == "system" && i > 0 {
			return fmt.Errorf("no place for a %s turn at %d", turn.Role, i)
		}
		open := s.open
		if i == 0 && t.trimFirst {
			open = strings.TrimLeft(open, "\n")
		}
		b.WriteString(open + turn.Text + s.close)
	}
	if c.Prefill != "" {
		b.WriteString(t.assistant.open + c.Prefill)
	} else {
		b.WriteString(t.generate)
	}
	return nil
}

// span returns the text around a role's turns.
func (t *Template) span(role string) (span, bool) {
	switch role {
	case "system":
		return t.system, t.system.open != "" || t.front
	case "user":
		return t.user, true
	case "assistant":
		return t.assistant, true
	}
	return span{}, false
}

// judge fills in Exact and Differs.
func (t *Template) judge(c *Chat, prompt string) {
	want, err := t.Render(c)
	if err != nil {
		c.Differs = err.Error()
		return
	}
	c.Exact = want == prompt
	if !c.Exact {
		c.Differs = difference(prompt, want)
	}
}

// difference says where two prompts part: what got has that want does not.
func difference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	j := 0
	for j < len(got)-i && j < len(want)-i && got[len(got)-1-j] == want[len(want)-1-j] {
		j++
	}
	place := "at the start"
	if i > 0 {
		place = fmt.Sprintf("after %q", clip(lastPart(got[:i])))
	}
	g, w := clip(got[i:len(got)-j]), clip(want[i:len(want)-j])
	switch {
	case g == "":
		return fmt.Sprintf("no %q %s", w, place)
	case w == "":
		return fmt.Sprintf("an additional %q %s", g, place)
	}
	return fmt.Sprintf("%q instead of %q %s", g, w, place)
}

// lastPart is the end of s: its last token where it ends in one.
func lastPart(s string) string {
	s = strings.TrimRight(s, "\n")
	if i := strings.LastIndexAny(s, "<["); i >= 0 && strings.ContainsAny(s[len(s)-1:], ">]") {
		return s[i:]
	}
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		s = s[i+1:]
	}
	if len(s) > 12 {
		return strings.ToValidUTF8(s[len(s)-12:], "")
	}
	return s
}

func clip(s string) string {
	if len(s) <= 40 {
		return s
	}
	return strings.ToValidUTF8(s[:36], "") + " …"
}

func templateNamed(ts []*Template, name string) *Template {
	for _, t := range ts {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// templates reads _templates.yaml.
func (l *loader) templates(d *decoder, m *mapping) {
	for _, n := range m.list("templates") {
		tm := d.mapping(n, "a template")
		t := &Template{
			Name: tm.need("name"), Tokens: tm.strs("tokens"), Source: tm.need("source"), Line: tm.line,
			begin: tm.str("begin"), generate: tm.str("generate"), begun: tm.str("begun"),
			inst: tm.flag("inst"), line: tm.flag("line"), trimFirst: tm.flag("trim_first"), front: tm.flag("front"),
		}
		t.system, t.user, t.assistant = readSpan(d, tm, "system"), readSpan(d, tm, "user"), readSpan(d, tm, "assistant")
		tm.str("doc")
		tm.done()
		if len(t.Tokens) == 0 || t.user.open == "" {
			d.errorf(tm.line, "template %s needs tokens and a user turn", t.Name)
		}
		if templateNamed(l.tmpl, t.Name) != nil {
			d.errorf(tm.line, "template %s is listed twice", t.Name)
		}
		l.tmpl = append(l.tmpl, t)
	}
	l.c.templates = l.tmpl
}

func readSpan(d *decoder, m *mapping, key string) span {
	n := m.take(key)
	if n == nil {
		return span{}
	}
	sm := d.mapping(n, key)
	s := span{open: sm.str("open"), close: sm.str("close")}
	sm.done()
	return s
}

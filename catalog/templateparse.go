package catalog

import (
	"fmt"
	"sort"
	"strings"
)

// Parse takes a prompt apart that was built with the template. It forgives whitespace
// around the template's tokens, and says so in Differs; it returns an error, and does
// not guess, when the prompt is not built as the template is.
func (t *Template) Parse(prompt string) (*Chat, error) {
	p := &promptParser{t: t, text: prompt, chat: &Chat{}}
	parse := p.turns
	if t.inst {
		parse = p.insts
	}
	if err := parse(); err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Name, err)
	}
	if err := p.leftovers(); err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Name, err)
	}
	t.judge(p.chat, prompt)
	return p.chat, nil
}

type promptParser struct {
	t    *Template
	text string
	pos  int // everything before is consumed
	chat *Chat
}

// mark is one turn marker in the prompt.
type mark struct {
	role       string
	start, end int
}

// turns parses templates whose every turn has a marker.
func (p *promptParser) turns() error {
	p.skipBegin()
	marks := p.marks()
	if len(marks) == 0 {
		return fmt.Errorf("no turn marker such as %q", strings.TrimSpace(p.t.user.open))
	}
	if err := p.front(marks[0].start); err != nil {
		return err
	}
	for i, m := range marks {
		end := len(p.text)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		if err := p.turn(m, end, i+1 == len(marks)); err != nil {
			return err
		}
	}
	return nil
}

// skipBegin consumes the begin token and whitespace before it.
func (p *promptParser) skipBegin() {
	rest := strings.TrimLeft(p.text, " \t\r\n")
	if p.t.begin != "" && strings.HasPrefix(rest, p.t.begin) {
		p.pos = len(p.text) - len(rest) + len(p.t.begin)
		return
	}
	p.chat.NoBegin = true
}

// front takes the text before the first marker: the system text where the template
// has it there, else nothing may stand there.
func (p *promptParser) front(end int) error {
	text, start, stop := trimmed(p.text, p.pos, end)
	if text == "" {
		return nil
	}
	if !p.t.front {
		return fmt.Errorf("text %q before the first turn", clip(text))
	}
	p.chat.Turns = append(p.chat.Turns, Turn{Role: "system", Text: text, Start: start, End: stop})
	return nil
}

// marks finds every turn marker from pos on.
func (p *promptParser) marks() []mark {
	var out []mark
	for _, role := range []string{"system", "user", "assistant"} {
		s, _ := p.t.span(role)
		word := strings.TrimSpace(s.open)
		if word == "" {
			continue
		}
		for i := p.pos; ; {
			j := strings.Index(p.text[i:], word)
			if j < 0 {
				break
			}
			start := i + j
			i = start + len(word)
			if !p.t.line || p.atLineStart(start, strings.Count(s.open, "\n")) {
				out = append(out, mark{role: role, start: start, end: i})
			}
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}

// atLineStart reports whether a marker at i begins a line, with at least newlines
// newlines before it unless it begins the prompt.
func (p *promptParser) atLineStart(i, newlines int) bool {
	before := strings.TrimRight(p.text[:i], " \t")
	if strings.TrimSpace(before) == "" {
		return true
	}
	blank := before[len(strings.TrimRight(before, " \t\r\n")):]
	return strings.Count(blank, "\n") >= newlines
}

// turn takes the text between a marker and the next one.
func (p *promptParser) turn(m mark, end int, last bool) error {
	s, _ := p.t.span(m.role)
	stop, closed := end, s.close == ""
	if s.close != "" {
		word := strings.TrimSpace(s.close)
		if i := strings.Index(p.text[m.end:end], word); i >= 0 {
			stop, closed = m.end+i, true
			if rest := strings.TrimSpace(p.text[stop+len(word) : end]); rest != "" {
				return fmt.Errorf("text %q after %q, outside of any turn", clip(rest), word)
			}
		}
	}
	text, a, b := trimmed(p.text, m.end, stop)
	if last && m.role == "assistant" && (!closed || s.close == "") {
		return p.prefill(text, a, b)
	}
	if m.role == "system" && len(p.chat.Turns) > 0 {
		return fmt.Errorf("a system turn after other turns")
	}
	p.chat.Turns = append(p.chat.Turns, Turn{Role: m.role, Text: text, Start: a, End: b})
	return nil
}

// prefill takes the text after the last assistant marker. What the template itself
// begins the answer with is none.
func (p *promptParser) prefill(text string, start, end int) error {
	if begun := p.t.begun; begun != "" && strings.HasPrefix(text, begun) {
		if text != begun {
			return fmt.Errorf("the answer is begun after %q", begun)
		}
		text, start = "", end
	}
	p.chat.Prefill, p.chat.PrefillStart, p.chat.PrefillEnd = text, start, end
	return nil
}

// leftovers refuses a token inside of a text: a role or a token that the template does
// not have, an image placeholder, a nested template.
func (p *promptParser) leftovers() error {
	texts := []string{p.chat.Prefill}
	users := 0
	for _, turn := range p.chat.Turns {
		texts = append(texts, turn.Text)
		if turn.Role == "user" {
			users++
		}
	}
	if users == 0 {
		return fmt.Errorf("no user turn")
	}
	for _, text := range texts {
		if hits := p.t.FindTokens(text); len(hits) > 0 {
			return fmt.Errorf("token %q stands inside a turn", hits[0].Token)
		}
	}
	return nil
}

// trimmed returns text[start:end] without the whitespace around it, and its bounds.
func trimmed(text string, start, end int) (string, int, int) {
	s := text[start:end]
	left := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	s = strings.Trim(s, " \t\r\n")
	return s, start + left, start + left + len(s)
}

package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// insts parses templates of the form [INST] user [/INST] assistant, in which the
// system text, if any, stands inside the first user turn.
func (p *promptParser) insts() error {
	p.skipBegin()
	open, shut := strings.TrimSpace(p.t.user.open), strings.TrimSpace(p.t.user.close)
	for first := true; ; first = false {
		i := strings.Index(p.text[p.pos:], open)
		if i < 0 {
			return p.answer(len(p.text), first, true)
		}
		if err := p.answer(p.pos+i, first, false); err != nil {
			return err
		}
		start := p.pos + i + len(open)
		j := strings.Index(p.text[start:], shut)
		if j < 0 {
			return fmt.Errorf("%q without %q", open, shut)
		}
		if err := p.userTurn(start, start+j, first); err != nil {
			return err
		}
		p.pos = start + j + len(shut)
	}
}

// answer takes the assistant text between pos and end: a turn, the prefill when it is
// last and not closed, or nothing.
func (p *promptParser) answer(end int, first, last bool) error {
	ends := p.t.answerEnds()
	stop, closed := end, false
	for _, e := range ends {
		if i := strings.Index(p.text[p.pos:stop], e); i >= 0 {
			stop, closed = p.pos+i, true
		}
	}
	text, a, b := trimmed(p.text, p.pos, stop)
	switch {
	case first && (text != "" || last):
		return fmt.Errorf("no %q at the start", strings.TrimSpace(p.t.user.open))
	case text == "" && !first && !last:
		return fmt.Errorf("two user turns without an answer between them")
	case last && !closed:
		p.chat.Prefill, p.chat.PrefillStart, p.chat.PrefillEnd = text, a, b
	case text != "":
		p.chat.Turns = append(p.chat.Turns, Turn{Role: "assistant", Text: text, Start: a, End: b})
	}
	return p.onlyEnds(stop, end, ends)
}

// onlyEnds refuses anything but end tokens and whitespace after an answer.
func (p *promptParser) onlyEnds(start, end int, ends []string) error {
	rest := p.text[start:end]
	for _, e := range ends {
		rest = strings.Replace(rest, e, "", 1)
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		return fmt.Errorf("text %q outside of any turn", clip(rest))
	}
	return nil
}

// userTurn takes the text between the user markers, and the system text in front of it.
func (p *promptParser) userTurn(start, end int, first bool) error {
	open, shut := strings.TrimSpace(p.t.system.open), strings.TrimSpace(p.t.system.close)
	if open != "" {
		if i := strings.Index(p.text[start:end], open); i >= 0 {
			if !first || strings.TrimSpace(p.text[start:start+i]) != "" {
				return fmt.Errorf("%q stands elsewhere than at the start", open)
			}
			from := start + i + len(open)
			j := strings.Index(p.text[from:end], shut)
			if j < 0 {
				return fmt.Errorf("%q without %q", open, shut)
			}
			text, a, b := trimmed(p.text, from, from+j)
			p.chat.Turns = append(p.chat.Turns, Turn{Role: "system", Text: text, Start: a, End: b})
			start = from + j + len(shut)
		}
	}
	text, a, b := trimmed(p.text, start, end)
	p.chat.Turns = append(p.chat.Turns, Turn{Role: "user", Text: text, Start: a, End: b})
	return nil
}

func (t *Template) renderInst(b *strings.Builder, c *Chat) error {
	system, want := "", "user"
	for i, turn := range c.Turns {
		switch {
		case turn.Role == "system" && i == 0 && t.system.open != "":
			system = t.system.open + turn.Text + t.system.close
		case turn.Role != want:
			return fmt.Errorf("no place for a %s turn at %d", turn.Role, i)
		case want == "user":
			b.WriteString(t.user.open + system + turn.Text + t.user.close)
			system, want = "", "assistant"
		default:
			b.WriteString(t.assistant.open + turn.Text + t.assistant.close)
			want = "user"
		}
	}
	if c.Prefill != "" {
		b.WriteString(t.assistant.open + c.Prefill)
	}
	return nil
}

// answerEnds are the tokens that close an answer, one by one.
func (t *Template) answerEnds() []string {
	return strings.Fields(strings.ReplaceAll(t.assistant.close, "><", "> <"))
}

// instMarkers are the markers of a template in which one closes a turn and begins the next:
// [/INST] the answer, <</SYS>> what the user says after the system text.
func (t *Template) instMarkers() (markers []Marker, tokens []string) {
	add := func(role, text string) {
		if text = strings.TrimSpace(text); text != "" {
			markers = append(markers, Marker{role, text})
		}
	}
	add("system", t.system.open)
	add("user", t.system.close)
	add("user", t.user.open)
	add("assistant", t.user.close)
	tokens = t.answerEnds()
	if begin := strings.TrimSpace(t.begin); begin != "" && !slices.Contains(tokens, begin) {
		tokens = append(tokens, begin)
	}
	return markers, tokens
}

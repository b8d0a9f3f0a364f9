package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// promptTo takes a raw prompt apart into system and messages.
func promptTo(c *carry, v any) error {
	w, path := c.w, c.w.path()
	tmpl, chat, err := w.f.ParsePrompt(w.m, text(v))
	if err != nil {
		return &Error{Code: rules.TemplateOpaque, Path: path, Err: fmt.Errorf("the prompt has template tokens but cannot be split into turns: %w", err)}
	}
	w.prompt(path, tmpl, chat)
	n := 0
	for _, turn := range chat.Turns {
		if turn.Role == "system" {
			w.out.set("system[].text", nil, turn.Text)
			w.noSystem(path)
			continue
		}
		w.turn(n, turn.Role, turn.Text)
		n++
	}
	if chat.Prefill != "" {
		w.turn(n, "assistant", chat.Prefill)
	}
	return nil
}

func (w *walk) turn(i int, role, text string) {
	w.out.set("messages[].role", []int{i}, role)
	w.out.set("messages[].content[].text", []int{i, 0}, text)
}

// prompt states how what the model reads will differ.
func (w *walk) prompt(path string, tmpl *catalog.Template, chat *catalog.Chat) {
	will := w.f.TemplateFor(w.m)
	switch {
	case tmpl == nil && will != nil && w.f.Prompt.Added:
		w.bare = true
		w.state(rules.PromptBare, catalog.Maps, path, "messages[0].content[0].text", "%s has no chat template; Converse puts %s around it", path, will.Name)
	case tmpl != nil && will != nil && tmpl != will:
		w.differs = fmt.Sprintf("template %s becomes %s", tmpl.Name, will.Name)
		w.state(rules.ValueDiffers, catalog.Maps, path, "messages", "%s is built with the template %s; Converse builds it with %s", path, tmpl.Name, will.Name)
	case !chat.Exact:
		w.differs = chat.Differs
		w.state(rules.ValueDiffers, catalog.Maps, path, "messages", "%s differs from what Converse builds: it has %s", path, chat.Differs)
	}
}

func (w *walk) noSystem(path string) {
	if has, known := w.m.Feature("system"); known && !has {
		w.state(rules.FieldLost, catalog.Lost, path, "system", "Converse refuses a system prompt for %s; put it into the first user message", w.m.ID)
	}
}

// promptFrom builds the raw prompt of system and messages with the model's template.
func promptFrom(c *fetchBack) (any, bool, error) {
	chat := &catalog.Chat{}
	if err := c.systemTurn(chat); err != nil {
		return nil, false, err
	}
	list, _ := fetchList(c.b.in, "messages", nil)
	for i := range list {
		role, _ := c.b.get("messages[].role", []int{i})
		said, err := c.b.texts("messages[].content", []int{i})
		if err != nil {
			return nil, false, err
		}
		chat.Turns = append(chat.Turns, catalog.Turn{Role: text(role), Text: said})
	}
	tmpl := c.b.f.TemplateFor(c.b.m)
	if tmpl == nil {
		return c.untemplated(chat)
	}
	if n := len(chat.Turns) - 1; n > 0 && chat.Turns[n].Role == "assistant" {
		chat.Prefill, chat.Turns = chat.Turns[n].Text, chat.Turns[:n]
	}
	prompt, err := tmpl.Render(chat)
	return prompt, err == nil && len(list) > 0, err
}

// untemplated is the prompt of a family without a chat template: one user message.
func (c *fetchBack) untemplated(chat *catalog.Chat) (any, bool, error) {
	if len(chat.Turns) != 1 || chat.Turns[0].Role != "user" {
		return nil, false, fmt.Errorf("%s takes one user message and no more", c.b.f.Name)
	}
	return chat.Turns[0].Text, true, nil
}

func (c *fetchBack) systemTurn(chat *catalog.Chat) error {
	if _, ok := fetchList(c.b.in, "system", nil); !ok {
		return nil
	}
	said, err := c.b.texts("system", nil)
	if said != "" {
		chat.Turns = append(chat.Turns, catalog.Turn{Role: "system", Text: said})
	}
	return err
}

// texts joins the blocks at path, which must all be text.
func (b *back) texts(path string, idx []int) (string, error) {
	list, _ := fetchList(b.in, path, idx)
	var out []string
	for j := range list {
		v, ok := b.get(path+"[].text", append(idx[:len(idx):len(idx)], j))
		if !ok {
			return "", &Error{Path: concrete(path+"[]", append(idx[:len(idx):len(idx)], j)), Err: fmt.Errorf("%s takes text only", b.f.Name)}
		}
		out = append(out, text(v))
	}
	return strings.Join(out, "\n"), nil
}

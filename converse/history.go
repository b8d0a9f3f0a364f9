package converse

import (
	"fmt"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// A conversation is natively cut in three where the last user message stands beside the
// history and results of tools stand beside both (chat-history, last-message,
// tool-results):
//
//	chat_history: [USER a, CHATBOT b]  message: c  tool_results: [{call, outputs}]
//
// On Converse that is one list: user a, assistant b, user c, assistant {toolUse}, user
// {toolResult}. The members sort in this order, so each transform goes on where the one
// before it stopped.

var historyRoles = map[string]string{"USER": "user", "CHATBOT": "assistant"}

// messages returns how many messages there are so far.
func (w *walk) messages() int { return len(w.out.key("messages").elems) }

func chatHistoryTo(c *carry, v any) error {
	list, _ := v.([]any)
	for i, e := range list {
		path := fmt.Sprintf("%s[%d]", c.w.path(), i)
		entry, ok := e.(map[string]any)
		role, known := historyRoles[text(entry["role"])]
		switch {
		case !ok:
			return &Error{Path: path, Err: fmt.Errorf("a JSON %s, want an object", kind(e))}
		case !known:
			return &Error{Path: path + ".role", Err: fmt.Errorf("unknown role %q", text(entry["role"]))}
		}
		c.unknownMembers(c.spot.s.Elem, path, entry)
		c.w.turn(c.w.messages(), role, text(entry["message"]))
	}
	return nil
}

// unknownMembers states the members of an object that its shape does not have.
func (c *carry) unknownMembers(s *catalog.Shape, path string, object map[string]any) {
	for _, k := range sortedKeys(object) {
		if s.Key(k) == nil {
			c.w.unknown(joinPath(path, k), "")
		}
	}
}

// lastMessageTo adds the last user message. An empty one stands beside results of tools.
func lastMessageTo(c *carry, v any) error {
	if v != "" {
		c.w.turn(c.w.messages(), "user", text(v))
	}
	return nil
}

// ending says how the messages of a Converse request are cut: history[:history], the
// message that is said last (-1 for none), and the assistant message whose calls are
// answered (-1 for none).
type ending struct {
	list                 []any
	history, said, calls int
}

// ending cuts the messages. Calls that nothing was said with belong to the user message
// before them; calls that come with a text follow it in the history.
func (b *back) ending() ending {
	list, _ := fetchList(b.in, "messages", nil)
	last := len(list) - 1
	e := ending{list: list, history: last, said: last, calls: -1}
	if last < 0 {
		e.history = 0
		return e
	}
	if last == 0 || !b.holds(last, "toolResult") || !b.holds(last-1, "toolUse") {
		return e
	}
	e.calls = last - 1
	if last >= 2 && !b.holds(last, "text") && !b.holds(last-1, "text") && !b.holds(last-2, "toolResult") && b.roleOf(last-2) == "user" {
		e.history, e.said = last-2, last-2
	}
	return e
}

// holds reports whether any block of message i is of a kind.
func (b *back) holds(i int, kind string) bool {
	found := false
	v, _ := fetch(b.in, "messages[]", []int{i})
	msg, _ := v.(map[string]any)
	each(msg, "content", func(_ int, block map[string]any) { found = found || block[kind] != nil })
	return found
}

func (b *back) roleOf(i int) string {
	v, _ := b.get("messages[].role", []int{i})
	return text(v)
}

// said joins the text blocks of message i; others stay for who wants them.
func (b *back) said(i int) string {
	out := ""
	blocks, _ := fetchList(b.in, "messages[].content", []int{i})
	for j := range blocks {
		v, _ := b.get("messages[].content[].text", []int{i, j})
		if t := text(v); out != "" && t != "" {
			out += "\n" + t
		} else {
			out += t
		}
	}
	return out
}

func chatHistoryFrom(c *fetchBack) (any, bool, error) {
	e := c.b.ending()
	out := []any{}
	for i := range e.history {
		entry := map[string]any{"message": c.b.said(i)}
		for native, role := range historyRoles {
			if role == c.b.roleOf(i) {
				entry["role"] = native
			}
		}
		out = append(out, entry)
	}
	return out, len(out) > 0, nil
}

func lastMessageFrom(c *fetchBack) (any, bool, error) {
	e := c.b.ending()
	if e.said < 0 {
		return nil, false, nil
	}
	if role := c.b.roleOf(e.said); role != "user" {
		return nil, false, &Error{Path: fmt.Sprintf("messages[%d]", e.said), Err: fmt.Errorf("%s wants a user message last", c.b.f.Name)}
	}
	return c.b.said(e.said), true, nil
}

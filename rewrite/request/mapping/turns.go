package mapping

import (
	"slices"

	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// turnForm says how a native list of turns is spelt.
type turnForm struct {
	text   string            // the member with the text
	roles  map[string]string // Converse's roles
	system []string          // roles whose text is a system prompt
}

// chatHistory makes messages of the turns before the last one.
func chatHistory(c *carry, v payload.Value) {
	c.turnsOf(v, turnForm{text: "message", roles: map[string]string{"USER": "user", "CHATBOT": "assistant"}})
}

// lastMessage adds the user message after the history. An empty one stands beside results
// of tools.
func lastMessage(c *carry, v payload.Value) {
	if k, ok := v.(*payload.Const); ok && isZero(k) {
		return
	}
	c.turn("user", v)
}

// chatMessages makes messages of those of the chat-completions form, as far as each is a
// role and a text; those of the system go to Converse's system.
func chatMessages(c *carry, v payload.Value) {
	c.turnsOf(v, turnForm{
		text:   "content",
		roles:  map[string]string{"user": "user", "assistant": "assistant"},
		system: []string{"system", "developer"},
	})
}

// turnsOf places every turn of a list.
func (c *carry) turnsOf(v payload.Value, form turnForm) {
	list, ok := v.(*payload.Array)
	switch {
	case !ok:
		c.m.fail(v, "%s is not a list whose elements can be told", c.p.path)
		return
	case list.Rest != nil:
		c.m.failCode(rules.CallPartial, list.Rest, "%s may have elements that cannot be known: %s", c.p.path, list.Rest.Reason)
		return
	}
	for _, e := range list.Elems {
		for _, b := range c.m.branches(e.Value) {
			turn, ok := b.value.(*payload.Object)
			if !ok {
				c.m.fail(b.value, "%s[] is not a turn that can be read", c.p.path)
				continue
			}
			in := c.m.both(c.pr, c.m.both(e.Presence, payload.Presence{When: b.when}))
			c.oneTurn(turn, form, in, e.Loop)
		}
	}
}

// oneTurn places a turn under its role.
func (c *carry) oneTurn(turn *payload.Object, form turnForm, pr payload.Presence, loop *payload.Loop) {
	said := c.textOf(turn, form)
	role := member(turn, "role")
	if said == nil || role == nil {
		c.m.fail(turn, "%s[]: more than a role and a text is not known for Go expressions yet", c.p.path)
		return
	}
	for _, b := range c.m.branches(Whole(role.Value)) {
		in := c.m.both(pr, payload.Presence{When: b.when})
		switch r := b.value.(type) {
		case *payload.Const:
			c.roleTurn(stringOf(r), said, form, in, loop)
		case *payload.Expr:
			c.anyTurn(r, said, form, in, loop)
		default:
			c.m.fail(r, "%s[].role is not a string that can be told", c.p.path)
		}
	}
}

// textOf is the one text of a turn that has nothing else; nil for any other.
func (c *carry) textOf(turn *payload.Object, form turnForm) payload.Value {
	var said payload.Value
	for _, f := range turn.Fields {
		switch f.Key {
		case "role":
		case form.text:
			said = f.Value
		default:
			return nil
		}
	}
	if turn.Rest != nil {
		return nil
	}
	switch v := said.(type) {
	case *payload.Const:
		if v.Val != nil {
			return said
		}
	case *payload.String, *payload.Alt:
		return said
	case *payload.Expr:
		if isString(v.Type) {
			return said
		}
	}
	return nil
}

// roleTurn places a turn of a role that is known.
func (c *carry) roleTurn(role string, said payload.Value, form turnForm, pr payload.Presence, loop *payload.Loop) {
	if slices.Contains(form.system, role) {
		c.systemTurn(said, pr, loop)
		return
	}
	converse, ok := form.roles[role]
	if !ok {
		c.m.fail(said, "%s[]: a turn of role %q is not known for Go expressions yet", c.p.path, role)
		return
	}
	c.message(word(converse), said, pr, loop)
}

// anyTurn places a turn whose role is known at run time only. Of the roles that a list
// may have natively, those that need more than a text cannot occur.
func (c *carry) anyTurn(role *payload.Expr, said payload.Value, form turnForm, pr payload.Presence, loop *payload.Loop) {
	for native, converse := range form.roles {
		if native != converse {
			c.m.fail(role, "%s[].role is known only at run time, and spelt otherwise on Converse", c.p.path)
			return
		}
	}
	spoken := pr
	for _, name := range form.system {
		is := equals(role, name)
		c.systemTurn(said, c.m.both(pr, payload.Presence{When: []payload.Cond{is}}), loop)
		is.Negate = true
		spoken = c.m.both(spoken, payload.Presence{When: []payload.Cond{is}})
	}
	c.message(role, said, spoken, loop)
}

func (c *carry) systemTurn(said payload.Value, pr payload.Presence, loop *payload.Loop) {
	s := &slot{presence: pr, loop: loop, joined: map[*list]*elem{}}
	c.m.place("system[].text", spot{slots: []*slot{s}}, said, payload.Presence{})
}

func (c *carry) message(role, said payload.Value, pr payload.Presence, loop *payload.Loop) {
	s := &slot{presence: pr, loop: loop, joined: map[*list]*elem{}}
	at := spot{slots: []*slot{s}}
	c.m.place("messages[].role", at, role, payload.Presence{})
	c.m.place("messages[].content[].text", at, said, payload.Presence{})
}

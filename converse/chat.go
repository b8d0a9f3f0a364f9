package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// chatMessagesTo converts messages of the chat-completions form.
func chatMessagesTo(c *carry, v any) error {
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("a JSON %s, want an array", kind(v))
	}
	t := talk{messages: make([]any, 0, len(list))}
	for i, e := range list {
		if err := c.w.within(crumb{i: i}, func() error { return t.add(c, e) }); err != nil {
			return err
		}
	}
	if t.system != nil {
		c.w.out.set("system", nil, t.system)
	}
	c.set(t.messages)
	return nil
}

// talk is what chat messages say so far, in Converse's form.
type talk struct{ system, messages []any }

// add adds one chat message.
func (t *talk) add(c *carry, e any) error {
	msg, ok := e.(map[string]any)
	if !ok {
		return c.w.fail("a JSON %s, want an object", kind(e))
	}
	content, err := c.chatBlocks(c.spot.s.Elem, msg)
	if err != nil {
		return err
	}
	switch role := text(msg["role"]); role {
	case "system", "developer":
		t.system = append(t.system, content.([]any)...)
	case "user", "assistant":
		out := c.w.room.object()
		out["role"], out["content"] = msg["role"], content
		t.messages = append(t.messages, out)
	case "tool":
		result := map[string]any{"toolUseId": msg["tool_call_id"], "content": content}
		t.messages = appendResult(t.messages, map[string]any{"toolResult": result})
	default:
		return &Error{Path: c.w.path() + ".role", Err: fmt.Errorf("unknown role %q", role)}
	}
	return nil
}

// appendResult adds a tool result to the user message that collects the results of one
// assistant turn, as Converse wants them together.
func appendResult(messages []any, block map[string]any) []any {
	if n := len(messages); n > 0 {
		last := messages[n-1].(map[string]any)
		blocks := last["content"].([]any)
		if len(blocks) > 0 && last["role"] == "user" {
			if first, ok := blocks[0].(map[string]any); ok && first["toolResult"] != nil {
				last["content"] = append(blocks, block)
				return messages
			}
		}
	}
	return append(messages, map[string]any{"role": "user", "content": []any{block}})
}

// chatBlocks makes the content blocks of the chat message that is being converted: a list.
func (c *carry) chatBlocks(s *catalog.Shape, msg map[string]any) (any, error) {
	if err := c.chatRest(s, msg); err != nil {
		return nil, err
	}
	r := c.w.room
	begin := len(r.items)
	if s := text(msg["reasoning_content"]); s != "" {
		r.items = append(r.items, reasoning(s))
	}
	err := c.w.within(crumb{name: "content"}, func() error { return c.chatText(msg["content"]) })
	calls, _ := msg["tool_calls"].([]any)
	for i, e := range calls {
		if err == nil {
			var call any
			call, err = chatCall(func() string { return fmt.Sprintf("%s.tool_calls[%d]", c.w.path(), i) }, e)
			r.items = append(r.items, call)
		}
	}
	return r.listFrom(begin), err
}

// chatRest converts the members of a chat message beside what it says.
func (c *carry) chatRest(s *catalog.Shape, msg map[string]any) error {
	var few [16]string
	for _, k := range appendKeys(few[:0], msg) {
		switch k {
		case "role", "content", "tool_calls", "tool_call_id", "reasoning_content":
			continue
		}
		if k2 := s.Key(k); k2 != nil && k2.Field != nil {
			if err := c.w.apart(crumb{name: k}, k2, msg[k]); err != nil {
				return err
			}
			continue
		}
		c.w.unknown(joinPath(c.w.path(), k), "")
		c.w.near(k, s)
	}
	return nil
}

// chatText adds the blocks of a message's content to the room's items: one text, or parts.
func (c *carry) chatText(v any) error {
	r := c.w.room
	switch list := v.(type) {
	case nil:
		return nil
	case string:
		if list != "" {
			r.items = append(r.items, r.textBlock(v))
		}
		return nil
	case []any:
		for i, e := range list {
			err := c.w.within(crumb{i: i}, func() error {
				block, err := c.chatPart(e)
				r.items = append(r.items, block)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	return c.w.fail("a JSON %s, want a string or an array", kind(v))
}

func (r *Room) textBlock(v any) map[string]any {
	m := r.object()
	m["text"] = v
	return m
}

func (c *carry) chatPart(e any) (any, error) {
	part, _ := e.(map[string]any)
	switch part["type"] {
	case "text":
		return c.w.room.textBlock(part["text"]), nil
	case "image_url":
		path := c.w.path()
		image, _ := part["image_url"].(map[string]any)
		if image["detail"] != nil {
			c.w.state(rules.FieldLost, catalog.Lost, path+".image_url.detail", "", "%s.image_url.detail is lost: Converse has no such choice", path)
		}
		return dataImage(path, text(image["url"]))
	}
	return nil, c.w.fail("unknown type %q", text(part["type"]))
}

// dataImage makes an image block of a data URI: data:image/png;base64,….
func dataImage(path, uri string) (any, error) {
	rest, ok := strings.CutPrefix(uri, "data:")
	mime, data, ok2 := strings.Cut(rest, ";base64,")
	if !ok || !ok2 {
		return nil, &Error{Code: rules.FieldLost, Path: path, Err: fmt.Errorf("an image must be a base64 data URI; Bedrock fetches no addresses")}
	}
	format, err := mimeTo(mime)
	if err != nil {
		return nil, &Error{Path: path, Err: err}
	}
	if _, err := base64Bytes(data); err != nil {
		return nil, &Error{Path: path, Err: err}
	}
	return map[string]any{"image": map[string]any{"format": format, "source": map[string]any{"bytes": data}}}, nil
}

func chatCall(path func() string, e any) (any, error) {
	call, _ := e.(map[string]any)
	fn, _ := call["function"].(map[string]any)
	args := text(fn["arguments"])
	if args == "" {
		args = "{}"
	}
	input, err := parseJSON(args)
	if err != nil {
		return nil, &Error{Path: path() + ".function.arguments", Err: err}
	}
	return map[string]any{"toolUse": map[string]any{"toolUseId": call["id"], "name": fn["name"], "input": input}}, nil
}

// chatMessagesFrom is the way back.
func chatMessagesFrom(c *fetchBack) (any, bool, error) {
	list, ok := fetchList(c.b.in, "messages", nil)
	if !ok {
		return nil, false, nil
	}
	var out []any
	if _, ok := fetchList(c.b.in, "system", nil); ok {
		said, err := c.b.texts("system", nil)
		if err != nil {
			return nil, false, err
		}
		if said != "" {
			out = append(out, map[string]any{"role": "system", "content": said})
		}
	}
	for i := range list {
		msgs, err := c.chatMessage(i)
		if err != nil {
			return nil, false, err
		}
		out = append(out, msgs...)
	}
	return out, true, nil
}

// chatMessage makes the chat messages of one Converse message: one, or one for every
// tool result and one for the rest.
func (c *fetchBack) chatMessage(i int) ([]any, error) {
	role, _ := c.b.get("messages[].role", []int{i})
	blocks, _ := fetchList(c.b.in, "messages[].content", []int{i})
	var parts, calls, results []any
	for j := range blocks {
		block, _ := c.b.get("messages[].content[]", []int{i, j})
		m, _ := block.(map[string]any)
		switch {
		case m["text"] != nil:
			parts = append(parts, map[string]any{"type": "text", "text": m["text"]})
		case m["image"] != nil:
			parts = append(parts, imageURL(m["image"].(map[string]any)))
		case m["toolUse"] != nil:
			calls = append(calls, callOf(m["toolUse"]))
		case m["toolResult"] != nil:
			result := m["toolResult"].(map[string]any)
			said := ""
			each(result, "content", func(_ int, b map[string]any) {
				if b["json"] != nil {
					said += string(Encode(b["json"]))
				}
				said += text(b["text"])
			})
			results = append(results, map[string]any{"role": "tool", "tool_call_id": result["toolUseId"], "content": said})
		default:
			return nil, &Error{Path: fmt.Sprintf("messages[%d].content[%d]", i, j), Err: fmt.Errorf("%s has no such block", c.b.f.Name)}
		}
	}
	if parts == nil && calls == nil {
		return results, nil
	}
	msg := map[string]any{"role": role, "content": chatContent(parts)}
	if calls != nil {
		msg["tool_calls"] = calls
	}
	return append(results, msg), nil
}

// chatContent is one text where there is no more, else the parts.
func chatContent(parts []any) any {
	if len(parts) == 1 {
		if t, ok := parts[0].(map[string]any)["text"]; ok {
			return t
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return parts
}

func imageURL(image map[string]any) any {
	source, _ := image["source"].(map[string]any)
	mime, _ := mimeFrom(image["format"])
	return map[string]any{"type": "image_url", "image_url": map[string]any{"url": fmt.Sprintf("data:%v;base64,%v", mime, source["bytes"])}}
}

func chatToolChoiceTo(c *carry, v any) error {
	if m, ok := v.(map[string]any); ok {
		fn, _ := m["function"].(map[string]any)
		c.w.out.set(c.to+".tool", nil, map[string]any{"name": fn["name"]})
		return nil
	}
	switch v {
	case "auto":
		c.w.out.set(c.to+".auto", nil, map[string]any{})
	case "required", "any":
		c.w.out.set(c.to+".any", nil, map[string]any{})
	case "none":
		c.w.noTools = true
		c.w.state(rules.ValueDiffers, catalog.Drops, c.w.path(), "", "Converse has no tool choice none: the tools are left out")
	default:
		return fmt.Errorf("unknown tool choice %v", v)
	}
	return nil
}

func chatToolChoiceFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	choice, _ := v.(map[string]any)
	switch {
	case !ok:
		return nil, false, nil
	case choice["auto"] != nil:
		return "auto", true, nil
	case choice["any"] != nil:
		word := "required"
		for _, known := range c.f.Enum {
			if known == "any" {
				word = "any"
			}
		}
		return word, true, nil
	}
	tool, _ := choice["tool"].(map[string]any)
	return map[string]any{"type": "function", "function": map[string]any{"name": tool["name"]}}, true, nil
}

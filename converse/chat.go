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
	var system, messages []any
	for i, e := range list {
		path := fmt.Sprintf("%s[%d]", c.w.path(), i)
		msg, ok := e.(map[string]any)
		if !ok {
			return &Error{Path: path, Err: fmt.Errorf("a JSON %s, want an object", kind(e))}
		}
		blocks, err := c.chatBlocks(c.spot.s.Elem, path, msg)
		if err != nil {
			return err
		}
		switch role := text(msg["role"]); role {
		case "system", "developer":
			system = append(system, blocks...)
		case "user", "assistant":
			messages = append(messages, map[string]any{"role": role, "content": blocks})
		case "tool":
			result := map[string]any{"toolUseId": msg["tool_call_id"], "content": blocks}
			messages = appendResult(messages, map[string]any{"toolResult": result})
		default:
			return &Error{Path: path + ".role", Err: fmt.Errorf("unknown role %q", role)}
		}
	}
	if system != nil {
		c.w.out.set("system", nil, system)
	}
	c.set(messages)
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

// chatBlocks makes the content blocks of one chat message.
func (c *carry) chatBlocks(s *catalog.Shape, path string, msg map[string]any) ([]any, error) {
	blocks := []any{}
	known := map[string]bool{"role": true, "content": true, "tool_calls": true, "tool_call_id": true, "reasoning_content": true}
	for _, k := range sortedKeys(msg) {
		if known[k] {
			continue
		}
		if k2 := s.Key(k); k2 != nil && k2.Field != nil {
			if err := c.w.elsewhere(path+"."+k, k2, msg[k]); err != nil {
				return nil, err
			}
			continue
		}
		c.w.unknown(path+"."+k, "")
		c.w.near(k, s)
	}
	if r := text(msg["reasoning_content"]); r != "" {
		blocks = append(blocks, reasoning(r))
	}
	said, err := c.chatText(path+".content", msg["content"])
	if err != nil {
		return nil, err
	}
	blocks = append(blocks, said...)
	calls, _ := msg["tool_calls"].([]any)
	for i, e := range calls {
		block, err := chatCall(fmt.Sprintf("%s.tool_calls[%d]", path, i), e)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// chatText makes the blocks of a message's content: one text, or parts.
func (c *carry) chatText(path string, v any) ([]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if v == "" {
			return nil, nil
		}
		return []any{map[string]any{"text": v}}, nil
	case []any:
		var blocks []any
		for i, e := range v {
			block, err := c.chatPart(fmt.Sprintf("%s[%d]", path, i), e)
			if err != nil {
				return nil, err
			}
			blocks = append(blocks, block)
		}
		return blocks, nil
	}
	return nil, &Error{Path: path, Err: fmt.Errorf("a JSON %s, want a string or an array", kind(v))}
}

func (c *carry) chatPart(path string, e any) (any, error) {
	part, _ := e.(map[string]any)
	switch part["type"] {
	case "text":
		return map[string]any{"text": part["text"]}, nil
	case "image_url":
		image, _ := part["image_url"].(map[string]any)
		if image["detail"] != nil {
			c.w.state(rules.FieldLost, catalog.Lost, path+".image_url.detail", "", "%s.image_url.detail is lost: Converse has no such choice", path)
		}
		return dataImage(path, text(image["url"]))
	}
	return nil, &Error{Path: path, Err: fmt.Errorf("unknown type %q", text(part["type"]))}
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

func chatCall(path string, e any) (any, error) {
	call, _ := e.(map[string]any)
	fn, _ := call["function"].(map[string]any)
	args := text(fn["arguments"])
	if args == "" {
		args = "{}"
	}
	input, err := parseJSON(args)
	if err != nil {
		return nil, &Error{Path: path + ".function.arguments", Err: err}
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

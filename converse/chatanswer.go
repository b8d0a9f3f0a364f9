package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

func reasoning(s string) map[string]any {
	return map[string]any{"reasoningContent": map[string]any{"reasoningText": map[string]any{"text": s}}}
}

// chatMessageTo converts the message of a chat-completions answer.
func chatMessageTo(c *carry, v any) error {
	blocks, err := c.chatBlocks(c.spot.s, v.(map[string]any))
	if err == nil && len(blocks.([]any)) > 0 {
		c.set(blocks)
	}
	return err
}

// chatTaggedTo does the same for models whose native text begins with their reasoning.
// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html
func chatTaggedTo(c *carry, v any) error {
	msg := v.(map[string]any)
	rest, ok := strings.CutPrefix(text(msg["content"]), "<reasoning>")
	thought, said, closed := strings.Cut(rest, "</reasoning>")
	if !ok || !closed || msg["reasoning_content"] != nil {
		return chatMessageTo(c, v)
	}
	split := map[string]any{"reasoning_content": thought}
	for k, x := range msg {
		split[k] = x
	}
	split["content"] = said
	return chatMessageTo(c, split)
}

// answerParts sorts the blocks of a Converse answer.
func (c *fetchBack) answerParts() (thought, said string, calls []any, ok bool, err error) {
	list, ok := fetchList(c.b.in, c.f.Converse, c.idx)
	for j := range list {
		block, _ := c.b.get(c.f.Converse+"[]", []int{j})
		m, _ := block.(map[string]any)
		switch {
		case m["text"] != nil:
			said += text(m["text"])
		case m["toolUse"] != nil:
			calls = append(calls, callOf(m["toolUse"]))
		case m["reasoningContent"] != nil:
			t, _ := fetch(m, "reasoningContent.reasoningText.text", nil)
			thought += text(t)
		default:
			return "", "", nil, false, &Error{Path: fmt.Sprintf("%s[%d]", c.f.Converse, j), Err: fmt.Errorf("%s has no such block", c.b.f.Name)}
		}
	}
	return thought, said, calls, ok, nil
}

func callOf(v any) map[string]any {
	use, _ := v.(map[string]any)
	args, _ := printJSON(use["input"])
	return map[string]any{"id": use["toolUseId"], "type": "function", "function": map[string]any{"name": use["name"], "arguments": args}}
}

func chatMessageFrom(c *fetchBack) (any, bool, error) {
	thought, said, calls, ok, err := c.answerParts()
	if !ok || err != nil {
		return nil, false, err
	}
	msg := chatAnswer(said, calls)
	if thought != "" {
		msg["reasoning_content"] = thought
	}
	return msg, true, nil
}

func chatTaggedFrom(c *fetchBack) (any, bool, error) {
	thought, said, calls, ok, err := c.answerParts()
	if !ok || err != nil {
		return nil, false, err
	}
	if thought != "" {
		said = "<reasoning>" + thought + "</reasoning>" + said
	}
	return chatAnswer(said, calls), true, nil
}

func chatAnswer(said string, calls []any) map[string]any {
	msg := map[string]any{"role": "assistant", "content": said}
	if calls != nil {
		msg["tool_calls"] = calls
		if said == "" {
			msg["content"] = nil
		}
	}
	return msg
}

func responseFormatTo(c *carry, v any) error {
	format := v.(map[string]any)
	switch format["type"] {
	case "text":
		return nil
	case "json_schema":
		in, _ := format["json_schema"].(map[string]any)
		out := map[string]any{"schema": string(Encode(in["schema"]))}
		for _, k := range []string{"name", "description"} {
			move(in, k, func(v any) { out[k] = v })
		}
		if in["strict"] == false {
			c.w.state(rules.FieldLost, catalog.Lost, c.w.path()+".json_schema.strict", "", "Converse's structured output is always strict")
		}
		c.set(map[string]any{"type": "json_schema", "structure": map[string]any{"jsonSchema": out}})
		return nil
	}
	c.w.state(rules.FieldLost, catalog.Lost, c.w.path(), "", "Converse has no response format %q; give a schema", text(format["type"]))
	return nil
}

func responseFormatFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	in, found := fetch(v, "structure.jsonSchema", nil)
	schema, _ := in.(map[string]any)
	if !ok || !found {
		return nil, false, nil
	}
	parsed, err := parseJSON(schema["schema"])
	if err != nil {
		return nil, false, err
	}
	out := map[string]any{"schema": parsed}
	for _, k := range []string{"name", "description"} {
		move(schema, k, func(v any) { out[k] = v })
	}
	return map[string]any{"type": "json_schema", "json_schema": out}, true, nil
}

func isEndFrom(c *fetchBack) (any, bool, error) {
	_, end := fetch(c.b.in, c.f.Converse, c.idx)
	return end, true, nil
}

package converse

import (
	"fmt"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// madeID is the id of a call that natively has none: Converse pairs calls and results by
// id, natively a result repeats its call.
func madeID(i int) string { return fmt.Sprintf("call-%d", i+1) }

func toolResultsTo(c *carry, v any) error {
	list, _ := v.([]any)
	at := c.callsMessage()
	shift := len(c.w.out.at("messages[]", []int{at}).key("content").elems)
	c.w.out.set("messages[].role", []int{at}, "assistant")
	c.w.out.set("messages[].role", []int{at + 1}, "user")
	for i, e := range list {
		path := fmt.Sprintf("%s[%d]", c.w.path(), i)
		result, _ := e.(map[string]any)
		call, ok := result["call"].(map[string]any)
		if !ok {
			return &Error{Path: path + ".call", Err: fmt.Errorf("is missing; a result repeats its call")}
		}
		c.unknownMembers(c.spot.s.Elem, path, result)
		c.unknownMembers(c.spot.s.Elem.Key("call"), path+".call", call)
		c.w.out.set("messages[].content[].toolUse", []int{at, shift + i}, toolUse(madeID(i), call["name"], call["parameters"]))
		content := []any{}
		outputs, _ := result["outputs"].([]any)
		for _, o := range outputs {
			content = append(content, map[string]any{"json": o})
		}
		c.w.out.set("messages[].content[].toolResult", []int{at + 1, i}, map[string]any{"toolUseId": madeID(i), "content": content})
	}
	return nil
}

// callsMessage is the index of the assistant message that the calls go to: the last one,
// where no user message follows it, without its text when that is empty.
func (c *carry) callsMessage() int {
	n := c.w.messages()
	if n == 0 {
		return 0
	}
	last := c.w.out.at("messages[]", []int{n - 1})
	if last.key("role").leaf != "assistant" {
		return n
	}
	if last.at("content[].text", nil).leaf == "" {
		last.drop("content")
	}
	return n - 1
}

func toolUse(id string, name, input any) map[string]any {
	if input == nil {
		input = map[string]any{}
	}
	return map[string]any{"toolUseId": id, "name": name, "input": input}
}

func toolResultsFrom(c *fetchBack) (any, bool, error) {
	e := c.b.ending()
	if e.calls < 0 {
		return nil, false, nil
	}
	calls := map[string]any{}
	c.eachBlock(e.calls, "toolUse", func(_ string, use map[string]any) error {
		calls[text(use["toolUseId"])] = map[string]any{"name": use["name"], "parameters": use["input"]}
		return nil
	})
	var out []any
	err := c.eachBlock(len(e.list)-1, "toolResult", func(path string, result map[string]any) error {
		call, ok := calls[text(result["toolUseId"])]
		if !ok {
			return &Error{Path: path, Err: fmt.Errorf("no call has the id %q", text(result["toolUseId"]))}
		}
		outputs, err := outputsOf(path, result)
		out = append(out, map[string]any{"call": call, "outputs": outputs})
		return err
	})
	return out, len(out) > 0, err
}

// eachBlock fetches the blocks of one kind of message i.
func (c *fetchBack) eachBlock(i int, kind string, visit func(path string, block map[string]any) error) error {
	blocks, _ := fetchList(c.b.in, "messages[].content", []int{i})
	c.b.get("messages[].role", []int{i})
	for j := range blocks {
		v, ok := c.b.get("messages[].content[]."+kind, []int{i, j})
		block, isObject := v.(map[string]any)
		if !ok || !isObject {
			continue
		}
		if err := visit(fmt.Sprintf("messages[%d].content[%d]", i, j), block); err != nil {
			return err
		}
	}
	return nil
}

// outputsOf makes objects of a result's content, as the native form wants them.
func outputsOf(path string, result map[string]any) ([]any, error) {
	outputs := []any{}
	list, _ := result["content"].([]any)
	for _, e := range list {
		block, _ := e.(map[string]any)
		object, isObject := block["json"].(map[string]any)
		switch {
		case isObject:
			outputs = append(outputs, object)
		case block["text"] != nil:
			outputs = append(outputs, map[string]any{"text": block["text"]})
		default:
			return nil, &Error{Path: path + ".toolResult", Err: fmt.Errorf("a result must be text or a JSON object")}
		}
	}
	return outputs, nil
}

// toolCallsTo adds an answer's calls to its text. The service ends such an answer as any
// other (recorded); on Converse it ends in tool_use.
func toolCallsTo(c *carry, v any) error {
	list, _ := v.([]any)
	message := c.w.out.at("output.message", nil)
	if message.at("content[].text", nil).leaf == "" && len(list) > 0 {
		message.drop("content")
	}
	n := len(message.key("content").elems)
	if n == 1 && !message.at("content[].text", nil).isSet {
		n = 0 // looking made the place
	}
	for i, e := range list {
		call, _ := e.(map[string]any)
		c.unknownMembers(c.spot.s.Elem, fmt.Sprintf("%s[%d]", c.w.path(), i), call)
		c.w.out.set(c.to+"[].toolUse", []int{n + i}, toolUse(madeID(i), call["name"], call["parameters"]))
	}
	if stop := c.w.out.at("stopReason", nil); len(list) > 0 && (!stop.isSet || stop.leaf == "end_turn") {
		c.w.out.set("stopReason", nil, "tool_use")
	}
	return nil
}

func toolCallsFrom(c *fetchBack) (any, bool, error) {
	list, _ := fetchList(c.b.in, c.f.Converse, nil)
	var out []any
	for j := range list {
		v, ok := c.b.get(c.f.Converse+"[].toolUse", []int{j})
		if use, isObject := v.(map[string]any); ok && isObject {
			out = append(out, map[string]any{"name": use["name"], "parameters": use["input"]})
		}
	}
	return out, len(out) > 0, nil
}

// pythonTypes are the names that a table of parameter definitions has for the types of
// JSON schema. List[…] names its elements' type as well.
// Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
var pythonTypes = []struct{ python, schema string }{
	{"str", "string"}, {"int", "integer"}, {"float", "number"}, {"bool", "boolean"},
	{"list", "array"}, {"dict", "object"}, {"List", "array"}, {"Dict", "object"},
}

func definitionsTo(c *carry, v any) error {
	properties := map[string]any{}
	var required []any
	table, _ := v.(map[string]any)
	for _, name := range sortedKeys(table) {
		def, ok := table[name].(map[string]any)
		if !ok {
			return fmt.Errorf("%s is a JSON %s, want an object", name, kind(table[name]))
		}
		property := schemaOf(text(def["type"]))
		if property["type"] == nil {
			c.w.state(rules.ValueDiffers, catalog.Maps, joinPath(c.w.path(), name)+".type", "", "type %q has no name in JSON schema; the argument may be anything", text(def["type"]))
		}
		move(def, "description", func(v any) { property["description"] = v })
		properties[name] = property
		if def["required"] == true {
			required = append(required, name)
		}
	}
	schema := map[string]any{"type": "object", "properties": properties}
	if required != nil {
		schema["required"] = required
	}
	c.set(schema)
	return nil
}

// schemaOf is the JSON schema of a Python type; empty for one that it cannot say.
func schemaOf(python string) map[string]any {
	if inner, ok := strings.CutPrefix(strings.TrimSuffix(python, "]"), "List["); ok {
		return map[string]any{"type": "array", "items": schemaOf(inner)}
	}
	for _, t := range pythonTypes {
		if t.python == python {
			return map[string]any{"type": t.schema}
		}
	}
	return map[string]any{}
}

func definitionsFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	schema, isObject := v.(map[string]any)
	if !ok || !isObject {
		return nil, false, nil
	}
	required := map[string]bool{}
	names, _ := schema["required"].([]any)
	for _, n := range names {
		required[text(n)] = true
	}
	out := map[string]any{}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range sortedKeys(properties) {
		property, _ := properties[name].(map[string]any)
		def := map[string]any{"required": required[name]}
		move(property, "description", func(v any) { def["description"] = v })
		if typ := pythonOf(property); typ != "" {
			def["type"] = typ
		}
		c.lostKeywords(joinPath(c.path(), name), property)
		out[name] = def
	}
	return out, len(out) > 0, nil
}

// pythonOf names a JSON schema's type in Python; "" when it has none.
func pythonOf(property map[string]any) string {
	if items, ok := property["items"].(map[string]any); ok {
		if inner := pythonOf(items); inner != "" {
			return "List[" + inner + "]"
		}
	}
	for _, t := range pythonTypes {
		if t.schema == property["type"] {
			return t.python
		}
	}
	return ""
}

// lostKeywords states the keywords of a property that the table has no column for.
func (c *fetchBack) lostKeywords(path string, property map[string]any) {
	for _, k := range sortedKeys(property) {
		if k != "type" && k != "description" && k != "items" {
			c.b.state(rules.FieldLost, catalog.Lost, concrete(c.f.Converse, c.idx), path, "%s of the schema has no place in %s", k, path)
		}
	}
}

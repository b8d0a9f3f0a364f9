package converse

import (
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// normal applies the documented normalisations to a native request, so that it can be
// compared with what came back from Converse.
func normal(f *catalog.Family, m *catalog.Model, v map[string]any) map[string]any {
	if slices.Contains(f.Normalize, "merge-roles") {
		v = mergedRoles(v)
	}
	v = oneText(v).(map[string]any)
	withSchemas(v)
	v = templated(f, m, v)
	v = currentNames(f, v)
	return writtenDefaults(f, m, v)
}

// withSchemas: a function without parameters comes back with an empty schema.
func withSchemas(v map[string]any) {
	each(v, "tools", func(_ int, tool map[string]any) {
		if fn, ok := tool["function"].(map[string]any); ok && fn["parameters"] == nil {
			fn["parameters"] = map[string]any{"type": "object", "properties": map[string]any{}}
		}
	})
}

// currentNames: an older name of a field comes back as the current one, and a constant
// that may be left out is.
func currentNames(f *catalog.Family, v map[string]any) map[string]any {
	f.Request.Walk(func(s *catalog.Shape) {
		fl := s.Field
		if fl == nil || arrays(s.Path) > 0 {
			return
		}
		parts := strings.Split(s.Path, ".")
		obj := v
		for _, p := range parts[:len(parts)-1] {
			obj, _ = obj[p].(map[string]any)
		}
		last := parts[len(parts)-1]
		switch x, ok := obj[last]; {
		case ok && fl.Alias:
			delete(obj, last)
			for _, k := range s.Parent.Keys {
				if k.Field != nil && k.Field.Converse == fl.Converse && !k.Field.Alias {
					obj[k.Name] = x
				}
			}
		case ok && fl.Verdict == catalog.Drops && len(fl.Enum) == 1 && !fl.Required:
			delete(obj, last)
		}
	})
	return v
}

// oneText: an array that is one text block and nothing else is its string.
func oneText(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if k == "input" || k == "input_schema" || k == "schema" {
				out[k] = e
				continue
			}
			e = oneText(e)
			if (k == "content" || k == "system") && v["type"] != "search_result" && isOneText(e) {
				e = e.([]any)[0].(map[string]any)["text"]
			}
			out[k] = e
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, oneText(e))
		}
		return out
	}
	return v
}

func isOneText(v any) bool {
	list, ok := v.([]any)
	if !ok || len(list) != 1 {
		return false
	}
	m, ok := list[0].(map[string]any)
	return ok && m["type"] == "text" && len(m) == 2
}

// templated: a prompt comes back in the template that Converse puts around it.
func templated(f *catalog.Family, m *catalog.Model, v map[string]any) map[string]any {
	if f.Prompt == nil {
		return v
	}
	t := f.TemplateFor(m)
	prompt, _ := v[f.Prompt.Field].(string)
	_, chat, err := f.ParsePrompt(m, prompt)
	if t == nil || err != nil {
		return v
	}
	chat.NoBegin = false
	v[f.Prompt.Field], _ = t.Render(chat)
	return v
}

// writtenDefaults: a default that Converse does not share comes back written out.
func writtenDefaults(f *catalog.Family, m *catalog.Model, v map[string]any) map[string]any {
	for _, d := range f.LostDefaults(m) {
		path := d.Field.Path
		if _, ok := fetch(v, path, nil); ok || !d.Known {
			continue
		}
		obj := v
		parts := strings.Split(path, ".")
		for _, p := range parts[:len(parts)-1] {
			if obj[p] == nil {
				obj[p] = map[string]any{}
			}
			obj = obj[p].(map[string]any)
		}
		obj[parts[len(parts)-1]] = jsonValue(d.Value)
	}
	return v
}

// mergedRoles: neighbouring messages of one role come back as one.
func mergedRoles(v map[string]any) map[string]any {
	list, _ := v["messages"].([]any)
	var out []any
	for _, e := range list {
		msg := e.(map[string]any)
		if len(out) > 0 {
			last := out[len(out)-1].(map[string]any)
			if last["role"] == msg["role"] {
				last["content"] = append(blocksOf(last["content"]), blocksOf(msg["content"])...)
				continue
			}
		}
		out = append(out, map[string]any{"role": msg["role"], "content": msg["content"]})
	}
	if out != nil {
		v["messages"] = out
	}
	return v
}

func blocksOf(content any) []any {
	if s, ok := content.(string); ok {
		return []any{map[string]any{"type": "text", "text": s}}
	}
	return content.([]any)
}

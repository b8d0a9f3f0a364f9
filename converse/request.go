package converse

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// Request converts a native request body of a family to a Converse request. m, which
// may be nil, is the model that it goes to. An *Error says why a body cannot be
// converted; everything that the caller must know of a converted one is in Stated.
func Request(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	return new(Room).request(f, m, body)
}

func (r *Room) request(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	v, err := r.Decode(body)
	if err != nil {
		return nil, err
	}
	c, _, err := r.walkRequest(f, m, v)
	return c, err
}

func (r *Room) walkRequest(f *catalog.Family, m *catalog.Model, v map[string]any) (*Converted, *walk, error) {
	if err := served(f); err != nil {
		return nil, nil, err
	}
	w := r.newWalk(f, m, rules.FieldLost, rules.FieldMoves)
	if err := w.value(spot{s: f.Request}, v); err != nil {
		return nil, nil, err
	}
	if err := w.required(f.Request, v, ""); err != nil {
		return nil, nil, w.misspelt(err)
	}
	w.defaults(v)
	w.cite()
	if w.noTools {
		w.out.remove("toolConfig")
	}
	req, _ := w.out.value()
	out, _ := req.(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	w.finish(out)
	sortChanges(w.stated)
	return &Converted{Value: out, Stated: w.stated}, w, nil
}

// served refuses a family that Converse does not serve or that is not understood.
func served(f *catalog.Family) error {
	switch {
	case !f.Served():
		return &Error{Code: rules.ModelStays, Err: fmt.Errorf("%s: %s", f.Name, f.Reason)}
	case !f.Complete:
		return &Error{Code: rules.CallUnknown, Err: fmt.Errorf("%s is not yet understood field by field", f.Name)}
	}
	return nil
}

// required refuses a body without a field that the family demands.
func (w *walk) required(s *catalog.Shape, v map[string]any, path string) error {
	for _, k := range s.Keys {
		got, ok := v[k.Name]
		if !ok && demanded(k.Field) {
			return &Error{Path: joinPath(path, k.Name), Err: fmt.Errorf("is missing; %s demands it", w.f.Name)}
		}
		if m, isObject := got.(map[string]any); isObject && len(k.Keys) > 0 && k.Discriminator == "" {
			if err := w.required(k, m, joinPath(path, k.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// misspelt blames a missing field on the unknown member that was meant to be it.
func (w *walk) misspelt(err error) error {
	e, ok := err.(*Error)
	if !ok {
		return err
	}
	for _, ch := range w.stated {
		parent := strings.TrimSuffix(ch.Path, lastKey(ch.Path))
		if ch.Near != "" && parent+ch.Near == e.Path {
			return &Error{Path: ch.Path, Err: fmt.Errorf("is not a field of %s; did you mean %s?", w.f.Name, ch.Near)}
		}
	}
	return err
}

// lastKey is the member at the end of a path.
func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// demanded reports whether a body without the field cannot be converted.
func demanded(f *catalog.Field) bool {
	return f != nil && f.Required && !f.Nullable && !f.DefaultLost && f.Verdict != catalog.Drops
}

// defaults writes out the native defaults that Converse does not share.
func (w *walk) defaults(v map[string]any) {
	for _, d := range w.room.lostDefaults(w.f, w.m) {
		f := d.Field
		if given(w.f, f, v) {
			continue
		}
		if !d.Known {
			w.state(rules.DefaultDiffers, catalog.Lost, f.Path, f.Converse, "the default of %s depends on the model, which is not known; write it out as %s", f.Path, f.Converse)
			continue
		}
		w.out.set(f.Converse, nil, jsonValue(d.Value))
		w.state(rules.DefaultDiffers, catalog.Maps, f.Path, f.Converse, "%s is %v by default, on Converse it is not; %s is written out", f.Path, d.Value, f.Converse)
	}
}

// given reports whether a body has the field, under any of its names.
func given(fam *catalog.Family, f *catalog.Field, v map[string]any) bool {
	found := false
	fam.Request.Walk(func(s *catalog.Shape) {
		if s.Field == nil || s.Field.Converse != f.Converse || arrays(s.Path) > 0 {
			return
		}
		_, ok := fetch(v, s.Path, nil)
		found = found || ok
	})
	return found
}

// jsonValue turns a catalog default into decoded JSON.
func jsonValue(v any) any {
	if f, ok := v.(float64); ok {
		return json.Number(strings.TrimSpace(string(Encode(f))))
	}
	return v
}

// spotted is a place in the Converse value under construction.
type spotted struct {
	path string
	idx  []int
}

func spotOf(path string, idx []int) spotted { return spotted{path, slices.Clone(idx)} }

// cite moves the text of cited blocks into their citationsContent.
func (w *walk) cite() {
	for _, at := range w.cited {
		block := w.out.at(at.path, at.idx)
		said := block.member("text")
		block.drop("text")
		if said != nil {
			block.set("citationsContent.content[].text", nil, said.leaf)
		}
	}
}

// finish makes a request one that Converse takes, and states where it will not.
func (w *walk) finish(req map[string]any) {
	for _, n := range w.f.Normalize {
		if n == "merge-roles" {
			w.mergeRoles(req)
		}
	}
	w.nameDocuments(req)
	w.fillResults(req)
	w.fillSchemas(req)
	w.format(req)
	w.refusals(req)
}

// mergeRoles joins neighbouring messages of one role.
func (w *walk) mergeRoles(req map[string]any) {
	list, _ := req["messages"].([]any)
	out := list[:0] // never ahead of what is read
	var last map[string]any
	each(req, "messages", func(i int, msg map[string]any) {
		if last == nil || msg["role"] != last["role"] {
			out = append(out, msg)
			last = msg
			return
		}
		a, _ := last["content"].([]any)
		b, _ := msg["content"].([]any)
		last["content"] = append(a, b...)
		w.state(rules.ValueDiffers, catalog.Maps, fmt.Sprintf("messages[%d]", i), fmt.Sprintf("messages[%d]", len(out)-1),
			"Converse refuses two %s messages in a row; they become one, as the model reads them", text(msg["role"]))
	})
	if len(out) > 0 && len(out) < len(list) {
		req["messages"] = out
	}
}

// fillResults gives tool results without content the empty list that Converse demands.
func (w *walk) fillResults(req map[string]any) {
	each(req, "messages", func(_ int, msg map[string]any) {
		each(msg, "content", func(_ int, block map[string]any) {
			if r, ok := block["toolResult"].(map[string]any); ok && r["content"] == nil {
				r["content"] = []any{}
			}
		})
	})
}

// fillSchemas gives tools that take no arguments the schema that Converse demands.
func (w *walk) fillSchemas(req map[string]any) {
	config, _ := req["toolConfig"].(map[string]any)
	each(config, "tools", func(_ int, tool map[string]any) {
		if spec, ok := tool["toolSpec"].(map[string]any); ok && spec["inputSchema"] == nil {
			spec["inputSchema"] = map[string]any{"json": map[string]any{"type": "object", "properties": map[string]any{}}}
		}
	})
}

// format completes a structured-output format: natively the schema says it all.
func (w *walk) format(req map[string]any) {
	if v, ok := fetch(req, "outputConfig.textFormat", nil); ok {
		if m, ok := v.(map[string]any); ok && m["structure"] != nil && m["type"] == nil {
			m["type"] = "json_schema"
		}
	}
}

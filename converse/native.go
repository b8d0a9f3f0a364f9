package converse

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// NativeRequest converts a Converse request to a native request body of a family. m,
// which may be nil, is the model that it goes to. What InvokeModel takes beside the body
// stands in the result's Members.
func NativeRequest(f *catalog.Family, m *catalog.Model, body []byte) (*Converted, error) {
	if err := served(f); err != nil {
		return nil, err
	}
	r := new(Room)
	v, err := r.Decode(body)
	if err != nil {
		return nil, err
	}
	b := r.newBack(f, m, prepare(v))
	got := b.build(f.Request, nil)
	if got.err != nil {
		return nil, got.err
	}
	out, _ := got.v.(map[string]any)
	if out == nil {
		out = map[string]any{}
	}
	b.limits(out)
	b.nativeDefaults(out)
	b.ignoreDefaults()
	members, err := b.members()
	if err != nil {
		return nil, err
	}
	b.leftovers(rules.FieldLost)
	sortChanges(b.stated)
	return &Converted{Value: out, Members: members, Stated: b.stated}, nil
}

// limits writes out what Converse takes for a missing maxTokens, where the native form
// demands a limit or has another default: the model's maximum.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html
func (b *back) limits(out map[string]any) {
	b.f.Request.Walk(func(s *catalog.Shape) {
		f := s.Field
		if f == nil || f.Converse != "inferenceConfig.maxTokens" || !f.Required && !f.DefaultLost {
			return
		}
		if _, ok := fetch(out, f.Path, nil); ok {
			return
		}
		limit := b.maximum(f)
		if limit == 0 {
			b.state(rules.DefaultDiffers, catalog.Lost, f.Converse, f.Path, "Converse stops at the model's maximum; write the limit of your model as %s", f.Path)
			return
		}
		n := b.room.node()
		n.set(f.Path, nil, json.Number(fmt.Sprint(limit)))
		v, _ := n.value()
		merge(out, v.(map[string]any))
		b.state(rules.DefaultDiffers, catalog.Maps, f.Converse, f.Path, "Converse stops at the model's maximum; %s is written out as %d", f.Path, limit)
	})
}

// nativeDefaults states defaults that the native form alone has: there, a member that the
// Converse request does not set is set after all, and no value says that it is not.
func (b *back) nativeDefaults(out map[string]any) {
	for _, d := range b.room.lostDefaults(b.f, b.m) {
		f := d.Field
		if f.Converse == "inferenceConfig.maxTokens" || given(b.f, f, out) {
			continue
		}
		b.state(rules.DefaultDiffers, catalog.Lost, f.Converse, f.Path, "%s is %v by default in %s, on Converse it is not; send %s along", f.Path, d.Value, b.f.Name, f.Converse)
	}
}

func (b *back) maximum(f *catalog.Field) int {
	if b.m != nil && b.m.MaxTokens > 0 {
		return b.m.MaxTokens
	}
	if f.Max != nil {
		return int(*f.Max)
	}
	return 0
}

// merge puts src's members into dst, going into objects that both have.
func merge(dst, src map[string]any) {
	for k, v := range src {
		a, ok1 := dst[k].(map[string]any)
		b, ok2 := v.(map[string]any)
		if ok1 && ok2 {
			merge(a, b)
			continue
		}
		dst[k] = v
	}
}

// ignoreDefaults marks what says nothing as fetched: the type of a structured output, and
// which native members the answer shall have beside Converse's, for natively it has all.
func (b *back) ignoreDefaults() {
	for _, path := range []string{"outputConfig.textFormat.type", "additionalModelResponseFieldPaths"} {
		b.get(path, nil)
	}
}

// prepare returns a copy of a Converse request or answer in which every block stands
// alone: a cache point is a member of the block before it, and the text of a cited
// block is a member beside its citations. So each native block has one counterpart. Most
// values are so already and come back themselves.
func prepare(v map[string]any) map[string]any {
	if !unprepared(v) {
		return v
	}
	out, _ := prepared(v).(map[string]any)
	return out
}

// unprepared reports whether prepared may change something in v.
func unprepared(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			switch k {
			case "cachePoint", "citationsContent", "document":
				return true
			case "toolUse":
				if use, ok := e.(map[string]any); ok && use["type"] != nil {
					return true
				}
			}
			if !document(k) && unprepared(e) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, unprepared)
	}
	return false
}

func prepared(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if document(k) {
				out[k] = e
				continue
			}
			out[k] = prepared(e)
		}
		plain(out)
		return uncite(out)
	case []any:
		return attach(v)
	}
	return v
}

// document reports whether a member holds a user's own JSON, which stays as it is.
func document(key string) bool {
	switch key {
	case "input", "json", "additionalModelRequestFields", "additionalModelResponseFields", "trace", "requestMetadata":
		return true
	}
	return false
}

// plain drops what newer answers and clients add without a meaning of its own: the type
// of an ordinary tool call, and the format of a document that is made of text chunks.
func plain(block map[string]any) {
	if use, ok := block["toolUse"].(map[string]any); ok && use["type"] == "tool_use" {
		delete(use, "type")
	}
	if doc, ok := block["document"].(map[string]any); ok {
		if source, ok := doc["source"].(map[string]any); ok && source["content"] != nil {
			delete(doc, "format")
		}
	}
}

func attach(list []any) []any {
	out := make([]any, 0, len(list))
	for _, e := range list {
		block, ok := e.(map[string]any)
		if ok && len(block) == 1 && block["cachePoint"] != nil && len(out) > 0 {
			if before, ok := out[len(out)-1].(map[string]any); ok && before["cachePoint"] == nil {
				before["cachePoint"] = block["cachePoint"]
				continue
			}
		}
		out = append(out, prepared(e))
	}
	return out
}

func uncite(block map[string]any) map[string]any {
	cited, ok := block["citationsContent"].(map[string]any)
	if !ok || block["text"] != nil {
		return block
	}
	said := ""
	each(cited, "content", func(_ int, c map[string]any) { said += text(c["text"]) })
	block["text"] = said
	block["citationsContent"] = map[string]any{"citations": cited["citations"]}
	return block
}

package bedrocktest

import (
	"encoding/base64"
	"strings"
)

// Some families have bodies of many members that all bear on the answer and
// none of which another API names differently: images, media embeddings. Their
// schema also says what an absent member counts as, and one reader turns a
// checked body into what the model works with.

// or says what an absent member counts as. For an object that is a
// map[string]any, filled in from its own members.
func (s *schema) or(absent any) *schema {
	out := *s
	out.absent = absent
	return &out
}

func text(min, max int) *schema { return &schema{kind: stringKind, minLen: min, maxLen: max} }

// base64Of is base64 text of one kind of media.
func base64Of(kind string) *schema { return &schema{kind: stringKind, minLen: 1, media: kind} }

// effective is a checked body as the model works with it: defaults applied,
// numbers canonical, and media taken out into seen.Attachments, where only their
// place in that list remains.
func (s *schema) effective(v any, seen *Seen) (any, *apiError) {
	return s.resolve(v, nil, seen)
}

func (s *schema) resolve(v any, path []string, seen *Seen) (any, *apiError) {
	if v == nil {
		v = s.absent
	}
	switch v := v.(type) {
	case string:
		if s.media != "" {
			return s.attach(v, path, seen)
		}
	case map[string]any:
		if s.fields != nil {
			return s.resolveObject(v, path, seen)
		}
	case []any:
		if s.items != nil {
			return s.resolveArray(v, path, seen)
		}
	}
	return canonical(v), nil
}

func (s *schema) resolveObject(v map[string]any, path []string, seen *Seen) (any, *apiError) {
	out := map[string]any{}
	for _, key := range sortedKeys(s.fields) {
		e, err := s.fields[key].resolve(v[key], extend(path, key), seen)
		if err != nil {
			return nil, err
		}
		if e != nil {
			out[key] = e
		}
	}
	return out, nil
}

func (s *schema) resolveArray(v []any, path []string, seen *Seen) (any, *apiError) {
	out := make([]any, len(v))
	for i, e := range v {
		var err *apiError
		if out[i], err = s.items.resolve(e, path, seen); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// attach takes media out of a body. What is no base64, or no image although one
// is wanted, is refused; the text is unconfirmed.
func (s *schema) attach(v string, path []string, seen *Seen) (any, *apiError) {
	data, err := base64.StdEncoding.DecodeString(v)
	format := ""
	if s.media == "image" {
		format = sniffImage(data)
	}
	if err != nil || s.media == "image" && format == "" {
		return nil, modelInvalid("Malformed input request: #%s: not a valid base64-encoded %s, please reformat your input and try again.", pointer(path), s.media)
	}
	seen.Attachments = append(seen.Attachments, newAttachment(s.media, format, data))
	return map[string]any{"attachment": float64(len(seen.Attachments))}, nil
}

// exactlyOne wants one of several members. The text is unconfirmed.
func exactlyOne(o map[string]any, path string, names ...string) *apiError {
	given := 0
	for _, n := range names {
		if o[n] != nil {
			given++
		}
	}
	if given == 1 {
		return nil
	}
	return modelInvalid("Malformed input request: %s: exactly one of %s must be given, please reformat your input and try again.", path, strings.Join(names, " and "))
}

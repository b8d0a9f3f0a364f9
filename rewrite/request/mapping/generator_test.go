package mapping_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// generator makes native bodies from the catalog's description of a family.
type generator struct{ rng *rand.Rand }

// model picks one of the family's models, or none.
func (g *generator) model(f *catalog.Family) *catalog.Model {
	if len(f.Models) == 0 || g.rng.IntN(4) == 0 {
		return nil
	}
	return f.Models[g.rng.IntN(len(f.Models))]
}

// object makes an object: all that is demanded, and some of the rest.
func (g *generator) object(s *catalog.Shape, depth int) map[string]any {
	out := map[string]any{}
	keys := s.Keys
	if len(s.Variants) > 0 {
		v := s.Variants[g.rng.IntN(len(s.Variants))]
		if !v.Absent || g.rng.IntN(2) == 0 {
			out[s.Discriminator] = strings.ReplaceAll(v.Value, "*", "20250124")
		}
		keys = append(keys[:len(keys):len(keys)], v.Keys...)
	}
	if s.Parent != nil && s.Discriminator == "" && isUnion(keys) {
		keys = []*catalog.Shape{keys[g.rng.IntN(len(keys))]} // one kind of block each
		return map[string]any{keys[0].Name: g.value(keys[0], depth+1)}
	}
	for _, k := range keys {
		if k.Name == s.Discriminator && s.Discriminator != "" {
			continue
		}
		if !g.wants(k, depth) {
			continue
		}
		out[k.Name] = g.value(k, depth+1)
	}
	return out
}

// isUnion reports whether the members are the kinds of a block rather than its parts.
func isUnion(keys []*catalog.Shape) bool {
	kinds := 0
	for _, k := range keys {
		if k.Name == "cachePoint" || k.Name == "toolUse" || k.Name == "toolSpec" || k.Name == "bytes" || k.Name == "image" || k.Name == "json" {
			kinds++
		}
	}
	return kinds > 0
}

// wants decides about a member. What is lost or not a key of Bedrock comes seldom, or
// else no body would be without.
func (g *generator) wants(k *catalog.Shape, depth int) bool {
	f := k.Field
	switch {
	case f != nil && f.Required:
		return true
	case k.Verdict() == catalog.Lost:
		return g.rng.IntN(60) == 0
	case strings.HasPrefix(k.Name, "amazon-bedrock-"):
		return false // for streams only, or lost
	}
	return g.rng.IntN(3) == 0
}

func (g *generator) value(s *catalog.Shape, depth int) any {
	var forms []func() any
	if s.Elem != nil && (s.Field == nil || s.Field.Items == "") && depth < 7 {
		forms = append(forms, func() any { return g.array(s.Elem, depth) })
	}
	if (len(s.Keys) > 0 || len(s.Variants) > 0) && s.Elem == nil {
		forms = append(forms, func() any { return g.object(s, depth) })
	}
	if s.Field != nil && (len(forms) == 0 || s.Field.Type != "object" && s.Field.Type != "array" && s.Field.Type != "any") {
		forms = append(forms, func() any { return g.scalar(s.Field) })
	}
	return forms[g.rng.IntN(len(forms))]()
}

func (g *generator) array(s *catalog.Shape, depth int) []any {
	out := []any{}
	for range 1 + g.rng.IntN(3) {
		if len(s.Keys) > 0 || len(s.Variants) > 0 {
			out = append(out, g.object(s, depth))
			continue
		}
		out = append(out, g.value(s, depth))
	}
	return out
}

func (g *generator) scalar(f *catalog.Field) any {
	switch {
	case f.Nullable && g.rng.IntN(5) == 0:
		return nil
	case f.Items == "string":
		return []any{g.word(), g.word()}
	case len(f.Enum) > 0:
		return f.Enum[g.rng.IntN(len(f.Enum))]
	case f.Transform == "base64-bytes":
		return base64.StdEncoding.EncodeToString([]byte(g.word()))
	case f.Transform == "document-name":
		return []string{"Report 2024", "a/b.pdf", "x"}[g.rng.IntN(3)]
	}
	switch f.Type {
	case "integer":
		return 1 + g.rng.IntN(200)
	case "number":
		return float64(1+g.rng.IntN(99)) / 100
	case "boolean":
		return g.rng.IntN(2) == 0
	case "object":
		return map[string]any{"a": g.word(), "b": []any{1, 2.5, true}, "type": "object"}
	case "array":
		return []any{}
	}
	return g.word()
}

func (g *generator) word() string {
	words := []string{"rain", "sea and sky", "Élan", "x < y & z", "line\nbreak", "\"quoted\"", "100%"}
	return words[g.rng.IntN(len(words))] + fmt.Sprint(g.rng.IntN(9))
}

// conversation makes the turns such that most bodies are ones that Converse takes: it
// starts with the user.
func (g *generator) conversation(f *catalog.Family, body map[string]any) {
	if list, ok := body["messages"].([]any); ok {
		for i, m := range list {
			role := "user"
			if i%2 == 1 && g.rng.IntN(3) > 0 {
				role = "assistant"
			}
			if msg, ok := m.(map[string]any); ok {
				msg["role"] = role
			}
			if usesChat(f) && g.rng.IntN(8) > 0 {
				list[i] = g.chatTurn(role) // most are a role and a text, in real code too
			}
		}
	}
	if f.Prompt != nil {
		body[f.Prompt.Field] = g.prompt(f)
	}
}

// chatTurn is a message of the chat-completions form, now and then one of the system.
func (g *generator) chatTurn(role string) map[string]any {
	if g.rng.IntN(4) == 0 {
		role = []string{"system", "developer"}[g.rng.IntN(2)]
	}
	return map[string]any{"role": role, "content": g.word()}
}

// prompt is bare, or built with one of the family's templates.
func (g *generator) prompt(f *catalog.Family) string {
	if g.rng.IntN(4) == 0 || len(f.Prompt.Templates) == 0 {
		return g.word()
	}
	chat := &catalog.Chat{}
	if g.rng.IntN(3) == 0 {
		chat.Turns = append(chat.Turns, catalog.Turn{Role: "system", Text: g.word()})
	}
	for range g.rng.IntN(3) {
		chat.Turns = append(chat.Turns, catalog.Turn{Role: "user", Text: g.word()}, catalog.Turn{Role: "assistant", Text: g.word()})
	}
	chat.Turns = append(chat.Turns, catalog.Turn{Role: "user", Text: g.word()})
	t := f.Prompt.Templates[g.rng.IntN(len(f.Prompt.Templates))]
	if s, err := t.Render(chat); err == nil {
		return s
	}
	return g.word()
}

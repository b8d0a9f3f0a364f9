package converse

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/rules"
)

// maxName is the most characters that a document's name may have.
// Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html
const maxName = 200

// documentName makes a name of a title: letters, digits, single spaces, hyphens,
// parentheses and square brackets are allowed, and, beyond the documents, the service
// takes underscores.
func documentName(title string) string {
	var b strings.Builder
	for _, r := range title {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)), strings.ContainsRune("-_()[]", r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	name := strings.Join(strings.Fields(b.String()), " ")
	if len(name) > maxName {
		name = strings.TrimSpace(name[:maxName])
	}
	return name
}

func documentNameTo(c *carry, v any) error {
	name := documentName(text(v))
	if name != v {
		c.w.state(rules.ValueDiffers, catalog.Maps, c.w.path(), concrete(c.to, c.spot.idx), "%q is no document name on Converse; it becomes %q", text(v), name)
	}
	if name != "" {
		c.set(name)
	}
	return nil
}

func documentNameFrom(c *fetchBack) (any, bool, error) {
	v, ok := c.get(c.f.Converse)
	if !ok || isMadeUp(text(v)) {
		return nil, false, nil
	}
	return v, true, nil
}

// isMadeUp reports whether a name is document-N, which nameDocuments gives.
func isMadeUp(name string) bool {
	n, ok := strings.CutPrefix(name, "document-")
	return ok && n != "" && strings.Trim(n, "0123456789") == ""
}

// nameDocuments gives every document of a request a name of its own, as Converse
// demands, and states where a document lacks the text that must stand beside it.
func (w *walk) nameDocuments(req map[string]any) {
	n, used := 0, map[string]bool{}
	each(req, "messages", func(i int, msg map[string]any) {
		var doc, said bool
		each(msg, "content", func(j int, block map[string]any) {
			path := func() string { return fmt.Sprintf("messages[%d].content[%d]", i, j) }
			said = said || block["text"] != nil
			doc = w.nameDocument(block, path, &n, used) || doc
			if result, ok := block["toolResult"].(map[string]any); ok {
				said = true // Claude's tool results need no text beside them
				each(result, "content", func(k int, b map[string]any) {
					w.nameDocument(b, func() string { return fmt.Sprintf("%s.toolResult.content[%d]", path(), k) }, &n, used)
				})
			}
		})
		if doc && !said {
			path := fmt.Sprintf("messages[%d].content", i)
			w.state(rules.ValueDiffers, catalog.Lost, path, path, "Converse wants a text block beside a document; add one to %s", path)
		}
	})
}

// nameDocument names the document of one block and reports whether there is one.
func (w *walk) nameDocument(block map[string]any, path func() string, n *int, used map[string]bool) bool {
	doc, ok := block["document"].(map[string]any)
	if !ok {
		return false
	}
	*n++
	name := text(doc["name"])
	if name == "" {
		name = fmt.Sprintf("document-%d", *n)
		w.state(rules.ValueDiffers, catalog.Maps, path(), path()+".document.name", "Converse wants a name for each document; this one is called %s", name)
	}
	if used[name] {
		unique := fmt.Sprintf("%s (%d)", name, *n)
		w.state(rules.ValueDiffers, catalog.Maps, path(), path()+".document.name", "document names must differ on Converse; %q becomes %q", name, unique)
		name = unique
	}
	used[name] = true
	doc["name"] = name
	return true
}

// each calls f for every object in the array m[key].
func each(m map[string]any, key string, f func(int, map[string]any)) {
	list, _ := m[key].([]any)
	for i, e := range list {
		if o, ok := e.(map[string]any); ok {
			f(i, o)
		}
	}
}

package callsite

import (
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
)

// byTemplate returns the families of which the chat template is in the prompt of o, and
// which know all of its keys; those with the most tokens, where there are several.
func (r *resolver) byTemplate(o *payload.Object) []*catalog.Family {
	var out []*catalog.Family
	most := 1 // a single token may stand there by chance
	for _, f := range r.cat.Families() {
		if f.Prompt == nil || f.Request == nil || !knowsKeys(f, o) {
			continue
		}
		n := templateTokens(f, o)
		switch {
		case n > most:
			out, most = []*catalog.Family{f}, n
		case n == most && n > 1:
			out = append(out, f)
		}
	}
	return out
}

func knowsKeys(f *catalog.Family, o *payload.Object) bool {
	for _, k := range keys(o) {
		if f.Request.Key(k) == nil {
			return false
		}
	}
	return true
}

// templateTokens counts the tokens of the family's templates in the prompt that o holds.
func templateTokens(f *catalog.Family, o *payload.Object) int {
	n := 0
	for _, m := range o.Fields {
		if m.Key == f.Prompt.Field {
			_, hits := f.FindTokens(nil, literalText(m.Value))
			n = max(n, len(hits))
		}
	}
	return n
}

// literalText is all text of v that the source spells out.
func literalText(v payload.Value) string {
	var b strings.Builder
	payload.Walk(v, func(v payload.Value) {
		switch v := v.(type) {
		case *payload.Const, *payload.String:
			text, _ := promptText(v)
			b.WriteString(text)
			b.WriteByte('\n')
		}
	})
	return b.String()
}

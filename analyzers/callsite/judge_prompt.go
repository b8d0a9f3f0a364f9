package callsite

import (
	"go/constant"
	"strings"

	"github.com/bedrocklint/bedrocklint/catalog"
	"github.com/bedrocklint/bedrocklint/payload"
	"github.com/bedrocklint/bedrocklint/rules"
)

// prompt judges the raw prompt of a family that has one.
func (j *judge) prompt() {
	p := j.site.Model.Family.Prompt
	if p == nil {
		return
	}
	for _, f := range j.site.Fields {
		if f.Path == p.Field {
			j.promptValue(f.Field.Value)
		}
	}
}

func (j *judge) promptValue(v payload.Value) {
	if alt, ok := v.(*payload.Alt); ok {
		for _, c := range alt.Cases {
			j.promptValue(c.Value)
		}
		return
	}
	text, ok := promptText(v)
	if !ok {
		return // an unknown prompt has been reported as such
	}
	f := j.site.Model.Family
	t, chat, err := f.ParsePrompt(j.model(), text)
	at := j.place(v.Origin())
	switch {
	case t == nil && err == nil:
		if f.Prompt.Added {
			j.add(RewriteWithNotes, rules.PromptBare, at,
				"this prompt has no chat template; on Converse the model sees it as a user's turn inside its template")
		}
	case err != nil:
		j.add(Adapter, rules.TemplateOpaque, at,
			"this prompt has tokens of the %s chat template and cannot be split into messages: %v", t.Name, err)
	case !chat.Exact:
		j.add(RewriteWithNotes, rules.TemplateDoubled, at,
			"this %s chat template would be applied twice: Converse adds it itself; split it into system and messages (differs by %s)", t.Name, chat.Differs)
	default:
		j.add(RewriteWithNotes, rules.TemplateDoubled, at,
			"this %s chat template would be applied twice: Converse adds it itself; split it into system and messages", t.Name)
	}
}

// model is the one model of the site, or nil.
func (j *judge) model() *catalog.Model {
	if m := j.site.Model.Models; len(m) == 1 {
		return m[0]
	}
	return nil
}

// firstHole is the first of the private-use runes that stand for run-time pieces of a
// prompt while its template is parsed.
const firstHole = '\uE000'

// promptText is the prompt with a rune of its own for each run-time piece.
func promptText(v payload.Value) (string, bool) {
	switch v := v.(type) {
	case *payload.Const:
		if v.Val == nil || v.Val.Kind() != constant.String {
			return "", false
		}
		return constant.StringVal(v.Val), true
	case *payload.Expr:
		return string(firstHole), true
	case *payload.Unknown:
		return string(firstHole), v.Stable.OK
	case *payload.String:
		var b strings.Builder
		hole := firstHole
		for _, part := range v.Parts {
			if part.Expr == nil {
				b.WriteString(part.Lit)
				continue
			}
			b.WriteRune(hole)
			hole++
		}
		return b.String(), true
	}
	return "", false
}

package callsite

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"slices"
	"strconv"
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
	at := j.place(v.Origin())
	if t, hits := f.FindTokens(j.model(), loopText(v)); len(hits) > 0 {
		j.opaquePrompt(t, at, "; build messages instead",
			"this prompt has tokens of the %s chat template and cannot be split into messages from the source: its turns are added in a loop", t.Name)
		return
	}
	t, chat, err := f.ParsePrompt(j.model(), text)
	switch {
	case t == nil && err == nil:
		if t := j.strayTemplate(v); t != nil {
			j.opaquePrompt(t, at, "",
				"this prompt is put together at run time, and the package has tokens of the %s chat template: whether it carries them cannot be known from the source", t.Name)
		} else if f.Prompt.Demanded && text == string(firstHole) {
			// No template is seen, and Bedrock takes no prompt without one.
			j.opaquePrompt(f.TemplateFor(j.model()), at, "",
				"this prompt comes from elsewhere with its %s chat template, which cannot be split into messages from the source", f.Prompt.Templates[0].Name)
		} else if f.Prompt.Added {
			j.add(RewriteWithNotes, rules.PromptBare, at,
				"this prompt has no chat template; on Converse the model sees it as a user's turn inside its template")
		}
	case err != nil:
		j.opaquePrompt(t, at, "",
			"this prompt has tokens of the %s chat template and cannot be split into messages from the source: %v", t.Name, err)
	case !chat.Exact:
		j.add(RewriteWithNotes, rules.TemplateDoubled, at,
			"this %s chat template would be applied twice: Converse adds it itself; split it into system and messages (differs by %s)", t.Name, chat.Differs)
	default:
		j.add(RewriteWithNotes, rules.TemplateDoubled, at,
			"this %s chat template would be applied twice: Converse adds it itself; split it into system and messages", t.Name)
	}
}

// opaquePrompt notes a prompt of which the source does not show the turns. What becomes of
// it is decided when everything else is.
func (j *judge) opaquePrompt(t *catalog.Template, at ast.Node, advice, format string, args ...any) {
	j.opaque = append(j.opaque, opaque{at: at, why: fmt.Sprintf(format, args...), advice: advice, template: t})
}

// strayTemplate returns the template of which tokens stand in the package's literals,
// although the prompt was not seen to have any. A prompt with run-time pieces may then
// have got them where the engine did not follow it; to call it bare would double them.
func (j *judge) strayTemplate(v payload.Value) *catalog.Template {
	if c, ok := v.(*payload.Const); ok && c.Val != nil {
		return nil
	}
	for _, file := range j.pkg.Files {
		for n := range ast.Preorder(file) {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING || j.isElsewhere(lit) {
				continue
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				continue
			}
			if t, hits := j.site.Model.Family.FindTokens(j.model(), text); len(hits) > 0 {
				return t
			}
		}
	}
	return nil
}

// isElsewhere reports whether n makes another family's body.
func (j *judge) isElsewhere(n ast.Node) bool {
	return slices.ContainsFunc(j.elsewhere, func(in ast.Node) bool { return in.Pos() <= n.Pos() && n.End() <= in.End() })
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

// loopText is the literal text that loops add to a prompt.
func loopText(v payload.Value) string {
	s, ok := v.(*payload.String)
	if !ok {
		return ""
	}
	var b strings.Builder
	var walk func(parts []payload.Part, inLoop bool)
	walk = func(parts []payload.Part, inLoop bool) {
		for _, p := range parts {
			if inLoop && p.Expr == nil {
				b.WriteString(p.Lit)
			}
			walk(p.Each, true)
		}
	}
	walk(s.Parts, false)
	return b.String()
}

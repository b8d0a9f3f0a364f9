package converse

import (
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/catalog"
)

// Whether the service takes off the whitespace around the turns of a raw prompt is not
// documented and was not recorded. The stand-in hands the model the prompt as it is; the
// mapping trims the turns, since the template has whitespace of its own there, and states
// the difference, so that nothing is lost in silence.
func TestWhitespaceAroundTurnsIsStated(t *testing.T) {
	srv := bedrocktest.New()
	for _, f := range complete() {
		if f.Prompt == nil || f.TemplateFor(servedModels(f)[0]) == nil {
			continue
		}
		m := servedModels(f)[0]
		said, err := f.TemplateFor(m).Render(&catalog.Chat{Turns: []catalog.Turn{{Role: "user", Text: "Say hello"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, prompt := range []string{strings.Replace(said, "hello", "hello \n\t", 1), said + "\n\t"} {
			body := map[string]any{f.Prompt.Field: prompt}
			if limit := f.Request.Key("max_tokens_to_sample"); limit != nil {
				body[limit.Name] = number(9)
			}
			c, err := Request(f, m, Encode(body))
			if err != nil {
				t.Errorf("%s: %q: %v", m.ID, prompt, err)
				continue
			}
			srv.Reset()
			native, converse := ask(srv, m.ID, "invoke", Encode(body)).Seen, ask(srv, m.ID, "converse", c.JSON()).Seen
			if native == nil || converse == nil {
				t.Errorf("%s: %q is refused", m.ID, prompt)
				continue
			}
			if a, b := native.Prompt, converse.Prompt; a == b || blanked(a) != blanked(b) {
				t.Errorf("%s: the model sees %q natively and %q on Converse; want whitespace to differ and nothing else", m.ID, a, b)
			}
			if !stated(c, f.Prompt.Field) {
				t.Errorf("%s: %q: the whitespace that is lost is not stated: %v", m.ID, prompt, c.Stated)
			}
		}
	}
}

func blanked(s string) string { return strings.Join(strings.Fields(s), "") }

func stated(c *Converted, path string) bool {
	for _, ch := range c.Stated {
		if ch.Path == path && ch.Differs() {
			return true
		}
	}
	return false
}

package verify

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSameText compares raw prompts that are taken apart into other turns than Converse
// was sent.
func TestSameText(t *testing.T) {
	read := func(text, template string) any {
		return decode([]byte(`{"messages":[{"role":"user","content":[{"text":"` + text + `"}]}],"prompt":"` + template + `"}`))
	}
	call := func(operation string, request any, prompt string) *Call {
		return &Call{Operation: operation, Request: request, Seen: map[string]any{"prompt": prompt}}
	}
	const prompt = "\n\nHuman: Hi \n\nAssistant:"
	before := call("InvokeModel", read("Hi", "templated, but an additional space"), prompt)
	other := call("InvokeModel", decode([]byte(`{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}`)), prompt)
	for _, test := range []struct {
		name          string
		before, after *Call
		want          []string
	}{
		{"one text, other turns", before, call("Converse", read("Hi ", "templated"), prompt), nil},
		{"one text, other template", before, call("Converse", read("Hi", "templated"), prompt), []string{"prompt"}},
		{"another text", before, call("Converse", read("Ho", "templated"), "\n\nHuman: Ho\n\nAssistant:"), []string{"messages[0].content[0].text", "prompt"}},
		{"no raw prompt", other, call("Converse", read("Hi ", "templated"), prompt), []string{"messages[0].content[0].text", "prompt"}},
		{"nobody saw it", &Call{Operation: "InvokeModel", Request: before.Request}, &Call{Operation: "Converse", Request: read("Hi ", "templated")}, []string{"messages[0].content[0].text", "prompt"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range requestDifferences(test.before, test.after) {
				got = append(got, d.Path)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("paths (-want +got):\n%s", diff)
			}
		})
	}
}

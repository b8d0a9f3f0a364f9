package catalog

import (
	"strings"
	"testing"
)

// TestTemplateAdds wants a hand-built prompt to differ from what Converse builds where
// Converse's template says more than the messages, and only there.
func TestTemplateAdds(t *testing.T) {
	const prompt = "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
	for id, exact := range map[string]bool{
		"meta.llama3-8b-instruct-v1:0":       true,
		"us.meta.llama3-2-1b-instruct-v1:0":  false,
		"meta.llama3-1-70b-instruct-v1:0":    false,
		"us.meta.llama3-3-70b-instruct-v1:0": false,
	} {
		m, f, reason := Default().ModelByID(id)
		if m == nil {
			t.Fatalf("%s: %s", id, reason)
		}
		_, chat, err := f.ParsePrompt(m, prompt)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if chat.Exact != exact || strings.Contains(chat.Differs, "date") == exact {
			t.Errorf("%s: exact %t (%q), want %t", id, chat.Exact, chat.Differs, exact)
		}
	}
}

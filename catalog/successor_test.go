package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func TestSuccessors(t *testing.T) {
	for id, want := range map[string]string{
		"anthropic.claude-3-haiku-20240307-v1:0": "anthropic.claude-haiku-4-5-20251001-v1:0",
		"meta.llama3-2-1b-instruct-v1:0":         "meta.llama4-scout-17b-instruct-v1:0",
		"amazon.titan-embed-text-v2:0":           "", // nothing like it is on Converse
	} {
		m, _, reason := catalog.Default().ModelByID(id)
		if m == nil {
			t.Errorf("%s: %s", id, reason)
			continue
		}
		got := ""
		if s := m.Successors(); len(s) > 0 {
			got = s[0].ID
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("first successor of %s (-want +got):\n%s", id, diff)
		}
		for _, s := range m.Successors() {
			if s.EOL != "" || !s.Converse || s == m {
				t.Errorf("%s is no successor of %s", s.ID, id)
			}
		}
	}
}

package catalog_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func TestNeedsProfile(t *testing.T) {
	for id, want := range map[string]string{
		"anthropic.claude-sonnet-4-5-20250929-v1:0":    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
		"eu.anthropic.claude-sonnet-4-5-20250929-v1:0": "",
		"anthropic.claude-3-haiku-20240307-v1:0":       "",
	} {
		m, _, reason := catalog.Default().ModelByID(id)
		if m == nil {
			t.Errorf("%s: %s", id, reason)
		} else if got := m.NeedsProfile(id); got != want {
			t.Errorf("NeedsProfile(%s) = %q, want %q", id, got, want)
		}
	}
}

package rewrite

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestChunkMembers takes the text of chunks apart, of which one for several families is
// put together.
func TestChunkMembers(t *testing.T) {
	for text, want := range map[string][][2]string{
		"":                                    nil,
		`map[string]any{"text": delta.Value}`: {{`"text"`, "delta.Value"}},
		`map[string]any{"type": "delta", "delta": map[string]any{"text": f(a, b)}}`: {{`"type"`, `"delta"`}, {`"delta"`, `map[string]any{"text": f(a, b)}`}},
	} {
		if diff := cmp.Diff(want, chunkMembers(text)); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

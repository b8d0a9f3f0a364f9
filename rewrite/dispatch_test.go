package rewrite

import (
	"testing"
)

// TestTwins wants a function that others need to stay as it is, and to have a twin that
// the callers use which can move. A second rewrite changes nothing.
func TestTwins(t *testing.T) {
	const dir = "./testdata/twins"
	p := planFor(t, nil, dir)
	got := after(p)
	compare(t, "testdata/twins/client.go", got)
	if again := planFor(t, got, dir); !again.Empty() || len(again.Sites) != 1 || again.Sites[0].Status != Left {
		t.Errorf("a second rewrite changes %d files: %+v", len(again.Files), again.Sites)
	}
}

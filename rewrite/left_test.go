package rewrite

import (
	"fmt"
	"strings"
	"testing"
)

// TestLeft holds calls that must stay as they are: moved to Converse, the code around
// them would do something else.
func TestLeft(t *testing.T) {
	tests := []struct{ dir, reason string }{
		{"decides", "the program decides by id"},
		{"counted", "the loop counts chunks"},
	}
	for _, test := range tests {
		t.Run(test.dir, func(t *testing.T) {
			p := planFor(t, nil, "./testdata/left/"+test.dir)
			if len(p.Sites) != 1 || p.Sites[0].Status == Rewritten || !p.Empty() {
				t.Fatalf("the call is not left: %+v", p.Sites)
			}
			if got := fmt.Sprint(p.Sites[0].Reasons); !strings.Contains(got, test.reason) {
				t.Errorf("left because %s, want %q", got, test.reason)
			}
		})
	}
}

package rewrite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/analyzers/callsite"
	"github.com/bedrocklint/bedrocklint/rules"
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

// TestDistinct: why a call is left is told once, however often the answer is read.
func TestDistinct(t *testing.T) {
	a := callsite.Reason{Code: rules.ResponseLost, Message: "id is not in Converse's answer"}
	b := callsite.Reason{Code: rules.ResponseMoves, Message: a.Message}
	c := callsite.Reason{Code: rules.ResponseLost, Message: "model is not in Converse's answer"}
	if diff := cmp.Diff([]callsite.Reason{a, b, c}, distinct([]callsite.Reason{a, b, a, c, a, b})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

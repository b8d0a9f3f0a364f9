package rewrite

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestCommentsSurvive wants every comment of the golden package comments back, once, but
// for those that say themselves that the code they speak of is gone.
func TestCommentsSurvive(t *testing.T) {
	before, err := os.ReadFile("testdata/golden/comments/ask.go")
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile("testdata/golden/comments/ask.go.golden")
	if err != nil {
		t.Fatal(err)
	}
	marks := regexp.MustCompile(`(gone )?\bc\d\d\b`).FindAllString(string(before), -1)
	if len(marks) != 50 {
		t.Fatalf("%d comments, want 50", len(marks))
	}
	for _, mark := range marks {
		name, gone := strings.CutPrefix(mark, "gone ")
		want := 1
		if gone {
			want = 0
		}
		if got := strings.Count(string(after), name); got != want {
			t.Errorf("%s stands %d times in the rewritten file, want %d", name, got, want)
		}
	}
}

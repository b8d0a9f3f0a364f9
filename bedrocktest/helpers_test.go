package bedrocktest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

func lazy(v any) document.Interface { return document.NewLazyDocument(v) }

// equalSeen wants two calls to mean the same and to be answered the same.
func equalSeen(t *testing.T, a, b bedrocktest.Call) {
	t.Helper()
	if a.Seen == nil || b.Seen == nil {
		t.Fatalf("refused: %s %q / %s %q", a.ErrorType, a.ErrorMessage, b.ErrorType, b.ErrorMessage)
	}
	if diff := cmp.Diff(a.Seen, b.Seen); diff != "" {
		t.Errorf("Seen differs (-%s +%s):\n%s", a.Operation, b.Operation, diff)
	}
	if diff := cmp.Diff(a.Answer, b.Answer); diff != "" {
		t.Errorf("Answer differs (-%s +%s):\n%s", a.Operation, b.Operation, diff)
	}
}

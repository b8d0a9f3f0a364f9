package retryunset_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/retryunset"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, retryunset.New(), "a", "b") }

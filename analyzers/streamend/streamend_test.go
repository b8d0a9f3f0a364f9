package streamend_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/streamend"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, streamend.New(), "a", "native") }

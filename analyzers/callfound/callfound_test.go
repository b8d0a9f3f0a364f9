package callfound_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/callfound"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, callfound.New(nil), "a") }

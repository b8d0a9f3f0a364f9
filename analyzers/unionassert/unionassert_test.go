package unionassert_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/unionassert"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, unionassert.New(), "a") }

package responsefield_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/responsefield"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, responsefield.New(), "a", "stream") }

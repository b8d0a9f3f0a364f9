package forbidden_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/forbidden"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, forbidden.New(), "a") }

package stopstring_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/stopstring"
)

func TestAnalyzer(t *testing.T) { linttest.RunFixes(t, stopstring.New(), "a") }

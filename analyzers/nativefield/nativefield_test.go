package nativefield_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/nativefield"
)

func TestAnalyzer(t *testing.T) { linttest.RunFixes(t, nativefield.New(), "a") }

package usageunread_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/usageunread"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, usageunread.New(), "a", "b") }

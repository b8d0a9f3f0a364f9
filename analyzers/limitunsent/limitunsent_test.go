package limitunsent_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/limitunsent"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, limitunsent.New(), "a") }

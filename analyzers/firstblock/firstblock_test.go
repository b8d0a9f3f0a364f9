package firstblock_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/firstblock"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, firstblock.New(), "a") }

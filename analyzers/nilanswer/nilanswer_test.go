package nilanswer_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/nilanswer"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, nilanswer.New(), "a") }

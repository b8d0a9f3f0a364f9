package conversefeature_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/conversefeature"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, conversefeature.New(), "a") }

package modelstays_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/modelstays"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, modelstays.New(), "a") }

package conversemodel_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/conversemodel"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, conversemodel.New(), "a") }

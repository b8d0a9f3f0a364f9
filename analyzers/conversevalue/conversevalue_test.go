package conversevalue_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/conversevalue"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, conversevalue.New(), "a") }

package documentvalue_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/documentvalue"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, documentvalue.New(), "a") }

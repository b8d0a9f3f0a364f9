package conversedocument_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/conversedocument"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, conversedocument.New(), "a") }

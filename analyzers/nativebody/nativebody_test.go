package nativebody_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/nativebody"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, nativebody.New(), "a") }

package nativedefault_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/nativedefault"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, nativedefault.New(), "a") }

package prompttemplate_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
	"github.com/bedrocklint/bedrocklint/analyzers/prompttemplate"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, prompttemplate.New(), "a", "b") }

package conversemessages_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/conversemessages"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, conversemessages.New(), "a") }

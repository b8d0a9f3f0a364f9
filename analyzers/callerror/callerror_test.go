package callerror_test

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/analyzers/callerror"
	"github.com/bedrocklint/bedrocklint/analyzers/internal/linttest"
)

func TestAnalyzer(t *testing.T) { linttest.Run(t, callerror.New(), "a") }

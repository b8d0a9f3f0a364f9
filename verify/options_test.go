package verify

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// testOptions compare strictly, with the project's own catalog.
func testOptions(t *testing.T) Options {
	t.Helper()
	c := catalog.Default()
	return Options{Judge: Judge{Catalog: c}, Reader: NewReader(c)}
}

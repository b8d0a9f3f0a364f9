package verify

import (
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

// testOptions compare strictly, with the project's own catalog.
func testOptions(t *testing.T) Options {
	t.Helper()
	models := Models{Catalog: catalog.Default()}
	return Options{Judge: Judge{Models: models}, Reader: NewReader(models)}
}

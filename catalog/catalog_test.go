package catalog

import (
	"io/fs"
	"testing"
)

func embedded(t testing.TB) fs.FS {
	t.Helper()
	sub, err := fs.Sub(data, "data")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func TestEmbeddedDataLoads(t *testing.T) {
	if _, err := Load(embedded(t)); err != nil {
		t.Fatal(err)
	}
}

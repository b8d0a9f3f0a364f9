package catalogdoc

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/catalog"
)

func TestDocsAreUpToDate(t *testing.T) {
	want, err := os.ReadFile("../../docs/catalog.md")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := Markdown(&got, catalog.Default()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got.Bytes()) {
		t.Error("docs/catalog.md is out of date; run go generate ./catalog/catalogdoc")
	}
}

// Every line of a table has as many cells as its head.
func TestTablesAreWhole(t *testing.T) {
	var b bytes.Buffer
	if err := Markdown(&b, catalog.Default()); err != nil {
		t.Fatal(err)
	}
	cells := 0
	for i, line := range strings.Split(b.String(), "\n") {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
		if cells != 0 && n != cells {
			t.Errorf("line %d has %d cells, its table %d: %s", i+1, n, cells, line)
		}
		cells = n
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestMarkdownReportsWriteErrors(t *testing.T) {
	if err := Markdown(full{}, catalog.Default()); err == nil || err.Error() != "disk full" {
		t.Errorf("error %v", err)
	}
}

package inventory_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bedrocklint/bedrocklint/internal/inventory"
	"github.com/bedrocklint/bedrocklint/internal/load"
	"github.com/bedrocklint/bedrocklint/report"
)

func TestFindingsColumns(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nvar é = call()\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	res := &load.Result{Modules: []*load.Module{{Dir: filepath.Join(dir, "elsewhere")}, {Dir: dir}}}
	inv := report.NewInventory([]report.Site{
		{ID: "1", Verdict: "rewrite", Position: report.Position{File: "a.go", Line: 3, Column: 10}},
		{ID: "2", Verdict: "rewrite", Position: report.Position{File: "gone.go", Line: 3, Column: 10}},
	}, nil)
	got := inventory.Findings(res, inv)
	if len(got) != 2 || got[0].Start.Column != 9 || got[1].Start.Column != 10 {
		t.Errorf("findings are %+v, want columns 9 (two bytes of é are one unit) and 10 (no file)", got)
	}
}

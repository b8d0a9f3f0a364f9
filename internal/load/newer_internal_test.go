package load

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// That this program is older than the code is said once, and hides no other error.
func TestOlderTool(t *testing.T) {
	older := packages.Error{Pos: "/m/a.go:1:1", Msg: "package requires newer Go version go1.99 (application built with go1.26)", Kind: packages.TypeError}
	pkgs := []*packages.Package{
		{PkgPath: "m/a", Errors: []packages.Error{older}},
		{PkgPath: "m/b", Errors: []packages.Error{older, {Pos: "/m/b.go:3:1", Msg: "undefined: x", Kind: packages.TypeError}}},
		{PkgPath: "m/c", Errors: []packages.Error{{Pos: "/m/c.go:1:1", Msg: older.Msg, Kind: packages.TypeError}}},
	}
	got := problems(pkgs, "/m")
	if len(got) != 2 || !strings.Contains(got[0].Remedy, "rebuild this tool") || got[1].Msg != "undefined: x" {
		t.Errorf("problems %v, want the version once and the undefined name", got)
	}
}

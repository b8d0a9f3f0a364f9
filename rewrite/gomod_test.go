package rewrite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

func TestRaiseFloor(t *testing.T) {
	tests := []struct {
		name, have, since string
		vendor            bool
		want              string // in the error; "" for none
	}{
		{"new enough", "v1.50.0", "v1.9.0", false, ""},
		{"not numbers as text", "v1.10.0", "v1.9.0", false, ""},
		{"nothing required", "", "v1.9.0", false, ""},
		{"not in the module cache", "v1.1.0", "v1.999.0", false,
			"needs " + load.SDKv2 + "@v1.999.0 or later, go.mod has v1.1.0; run: go get " + load.SDKv2 + "@latest"},
		{"vendored", "v1.1.0", "v1.9.0", true, "@latest && go mod vendor"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			gomod := []byte("module example.com/m\n\ngo 1.24\n\nrequire " + load.SDKv2 + " v1.1.0\n")
			if err := os.WriteFile(filepath.Join(dir, "go.mod"), gomod, 0o666); err != nil {
				t.Fatal(err)
			}
			if test.vendor {
				if err := os.MkdirAll(filepath.Join(dir, "vendor"), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(dir, "vendor", "modules.txt"), nil, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			m := &load.Module{Path: "example.com/m", Dir: dir, GoMod: filepath.Join(dir, "go.mod"), Bedrock: test.have}
			f, err := Build{Dir: dir}.raiseFloor(context.Background(), m, test.since)
			switch {
			case test.want == "" && (err != nil || len(f.files) > 0):
				t.Errorf("got %v, %v; want nothing to change", f, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q in it", err, test.want)
			}
			after, err := os.ReadFile(m.GoMod)
			if err != nil || string(after) != string(gomod) {
				t.Errorf("go.mod was changed to %q (%v)", after, err)
			}
		})
	}
}

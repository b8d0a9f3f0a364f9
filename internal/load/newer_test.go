package load_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/internal/load"
)

// A module that needs a Go that cannot be had is read, and what is needed is said.
func TestNewerGo(t *testing.T) {
	const requires = "\nrequire github.com/aws/aws-sdk-go-v2/service/bedrockruntime v1.0.99\n"
	tests := []struct{ name, mod string }{
		{"alone", "module example.com/app\n\ngo 1.99\n"},
		{"requirements", "module example.com/app\n\ngo 1.99.1\n\ntoolchain go1.99.2\n" + requires},
		{"requirements as new", "module example.com/app\n\ngo 1.99\n\nrequire example.com/x v1.0.0\n\nreplace example.com/x => ./x\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t, orphan+"-- x/go.mod --\nmodule example.com/x\n\ngo 1.99\n-- x/x.go --\npackage x\n")
			if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(tt.mod), 0o644); err != nil {
				t.Fatal(err)
			}
			tmp := t.TempDir()
			t.Setenv("TMPDIR", tmp)
			res, err := load.Packages(context.Background(), load.Config{Dir: dir, Env: append(env(t), "GOTOOLCHAIN=local", "GOPROXY=off")})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Packages) != 1 || res.Packages[0].Types.Scope().Lookup("Call") == nil {
				t.Errorf("packages %v, want one that declares Call", res.Packages)
			}
			if m := res.Modules[0]; m.GoMod != filepath.Join(dir, "go.mod") || !strings.HasPrefix(m.GoVersion, "1.99") {
				t.Errorf("module %+v, want the go.mod on disk and its version", m)
			}
			var said bool
			for _, p := range res.Problems {
				said = said || strings.HasPrefix(p.String(), "go.mod: needs go 1.99") && strings.Contains(p.Remedy, "GOTOOLCHAIN=auto")
			}
			if !said {
				t.Errorf("problems %v, want the version of Go that is needed", res.Problems)
			}
			if left, _ := filepath.Glob(filepath.Join(tmp, "bedrocklint-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

package bedrocktest_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestIndependence holds the package to being a reading of its own: it must
// not lean on the one that it is there to check.
func TestIndependence(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	const module = "github.com/bedrocklint/bedrocklint/"
	deps := strings.Fields(string(out))
	if len(deps) < 10 {
		t.Fatalf("go list gave only %d packages", len(deps))
	}
	for _, dep := range deps {
		if rest, ours := strings.CutPrefix(dep, module); ours && rest != "bedrocktest" {
			t.Errorf("bedrocktest depends on %s", rest)
		}
	}
}

package propertytest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
	"github.com/bedrocklint/bedrocklint/rewrite"
	"github.com/bedrocklint/bedrocklint/verify"
)

// perPackage is how many programs share a package.
const perPackage = 60

// writeModule writes the programs, in packages, and the main package that runs them, as a
// module that uses the SDK that this one uses.
func writeModule(t testing.TB, programs []*program) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string][]byte{"input/input.go": []byte(inputSource), "go.mod": moduleFile(t)}
	sum, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	files["go.sum"] = sum
	var imports strings.Builder
	for i, p := range programs {
		pkg := fmt.Sprintf("g%d", i/perPackage)
		if i%perPackage == 0 {
			files[pkg+"/programs.go"] = []byte(programsSource)
			fmt.Fprintf(&imports, "\t%s \"example.com/generated/%s\"\n", pkg, pkg)
		}
		files[pkg+"/"+p.name+".go"] = p.source
	}
	files["main.go"] = []byte(strings.Replace(mainSource, "\tIMPORTS\n", imports.String(), 1))
	files["main.go"] = []byte(strings.Replace(string(files["main.go"]), "\tCOPIES\n", copies(len(programs)), 1))
	for name, content := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// copies collects the packages' programs in one map.
func copies(programs int) string {
	var b strings.Builder
	for i := 0; i*perPackage < programs; i++ {
		fmt.Fprintf(&b, "\tmaps.Copy(programs, g%d.Programs)\n", i)
	}
	return b.String()
}

// moduleFile is this module's go.mod under another name.
func moduleFile(t testing.TB) []byte {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(mod), "\n")
	return []byte("module example.com/generated\n" + rest)
}

// versions are the programs before and after the rewrite, as binaries.
type versions struct{ before, after string }

// build compiles both versions.
func build(t testing.TB, dir string, plan *rewrite.Plan) *versions {
	t.Helper()
	overlay, err := plan.Overlay(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &versions{goBuild(t, dir), goBuild(t, dir, "-overlay", overlay)}
}

func goBuild(t testing.TB, dir string, flags ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "programs")
	args := slices.Concat([]string{"build", "-mod=mod", "-ldflags=-s -w", "-o", name}, flags, []string{"."})
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return name
}

// A process runs programs of one version, one after the other.
type process struct {
	in  io.WriteCloser
	out *bufio.Reader
}

func start(t testing.TB, binary string) *process {
	t.Helper()
	cmd := exec.Command(binary)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &process{in, bufio.NewReader(out)}
}

// arm is one program of the process as a side of a verification.
func (p *process) arm(name string) verify.Arm {
	return func(_ context.Context, server *bedrocktest.Server) (verify.Output, error) {
		if _, err := fmt.Fprintln(p.in, name, server.URL()); err != nil {
			return verify.Output{}, err
		}
		line, err := p.out.ReadBytes('\n')
		if err != nil {
			return verify.Output{}, fmt.Errorf("%s: %w", name, err)
		}
		var said string
		err = json.Unmarshal(line, &said)
		return verify.Output{Stdout: []byte(said)}, err
	}
}

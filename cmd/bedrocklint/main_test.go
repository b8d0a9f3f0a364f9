package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bedrocklint": main})
}

// TestScript runs testdata/script. Each script starts in an empty directory; "mod PATH"
// makes a module of it that can use the SDK, and $TOOL is the command as a file, for
// go vet and go fix; $ROOT is this repository.
func TestScript(t *testing.T) {
	env, err := testmod.Env()
	if err != nil {
		t.Fatal(err)
	}
	root, err := testmod.Root()
	if err != nil {
		t.Fatal(err)
	}
	tool := buildTool(t)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			e.Vars = append(append(e.Vars, env...), "TOOL="+tool, "ROOT="+root)
			e.Setenv("PATH", filepath.Dir(tool)+string(os.PathListSeparator)+e.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mod":  modCmd,
			"posn": posnCmd,
		},
	})
}

// buildTool builds the command without the race detector, which go test -race puts into
// the one that testscript would run. go vet and go fix start it once for every package and
// dependency, and with the detector in it that takes minutes.
func buildTool(t *testing.T) string {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "bedrocklint")
	if runtime.GOOS == "windows" {
		tool += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return tool
}

func modCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mod PATH")
	}
	ts.Check(testmod.Init(ts.MkAbs("."), args[0]))
}

// posnCmd writes the category and message of every diagnostic in the JSON file SRC to
// DST, one a line, sorted, with base names for files: what two drivers have to agree on.
func posnCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: posn SRC DST")
	}
	lines, err := normalize([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(lines, "\n")+"\n"), 0o644))
}

// normalize reads the JSON of one or more runs: go vet prints one tree a package.
func normalize(data []byte) ([]string, error) {
	var out []string
	dec := json.NewDecoder(bytes.NewReader(stripComments(data)))
	for {
		var tree map[string]map[string][]jsonDiagnostic
		err := dec.Decode(&tree)
		if err == io.EOF {
			slices.Sort(out)
			return slices.Compact(out), nil
		}
		if err != nil {
			return nil, err
		}
		for _, byAnalyzer := range tree {
			for name, diags := range byAnalyzer {
				for _, d := range diags {
					out = append(out, fmt.Sprintf("%s %s %s %s %s", filepath.Base(d.Posn), filepath.Base(d.End), name, d.Category, d.Message))
				}
			}
		}
	}
}

// stripComments drops the "# package" lines that go vet prints between the trees.
func stripComments(data []byte) []byte {
	var out []byte
	for line := range bytes.Lines(data) {
		if !bytes.HasPrefix(line, []byte("#")) {
			out = append(out, line...)
		}
	}
	return out
}

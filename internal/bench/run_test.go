package bench

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// cost is what one run of a command took, its child processes included.
type cost struct {
	wall time.Duration
	cpu  time.Duration // user and system
	peak int64         // largest resident set of a single process, in bytes; 0 where the system does not say
}

// run runs a command in dir and measures it. Exit statuses of checkers that found
// something are no failure.
func run(b *testing.B, dir string, env []string, name string, args ...string) cost {
	b.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = dir, append(os.Environ(), env...), &stderr
	start := time.Now()
	err := cmd.Run()
	c := cost{wall: time.Since(start)}
	state := cmd.ProcessState
	if state == nil {
		b.Fatalf("%s: %v", name, err)
	}
	if code := state.ExitCode(); code != 0 && code != 1 && code != 3 {
		b.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	c.cpu = state.UserTime() + state.SystemTime()
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		c.peak = usage.Maxrss * 1024
	}
	return c
}

// ratio reports how much of other's time c took, once by the clock and once by the
// processors: the second is less disturbed by whatever else the machine does.
func ratio(b *testing.B, c, other cost, name string) {
	b.ReportMetric(float64(c.wall)/float64(other.wall), "wall/"+name)
	b.ReportMetric(float64(c.cpu)/float64(other.cpu), "cpu/"+name)
}

// module generates a module once for a benchmark.
func module(b *testing.B, s Shape) string {
	b.Helper()
	dir := b.TempDir()
	if err := Write(dir, s); err != nil {
		b.Fatal(err)
	}
	return dir
}

// linter builds bedrocklint.
func linter(b *testing.B) string {
	b.Helper()
	root, err := testmod.Root()
	if err != nil {
		b.Fatal(err)
	}
	bin := filepath.Join(b.TempDir(), "bedrocklint")
	cmd := exec.Command("go", "build", "-o", bin, "./cmd/bedrocklint")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return bin
}

// fresh copies a vet tool under a new name and adds to it, so that the go command takes it
// for another one and no result of its cache counts, while compiled packages do. A tool of
// a released Go is known by name and version alone, any other by its contents.
func fresh(b *testing.B, tool string) string {
	b.Helper()
	data, err := os.ReadFile(tool)
	if err != nil {
		b.Fatal(err)
	}
	stamp := strconv.FormatInt(time.Now().UnixNano(), 36)
	name := filepath.Join(b.TempDir(), filepath.Base(tool)+stamp)
	if err := os.WriteFile(name, append(data, stamp...), 0o755); err != nil {
		b.Fatal(err)
	}
	return name
}

func cacheDir(b *testing.B) []string { return []string{"GOCACHE=" + b.TempDir()} }

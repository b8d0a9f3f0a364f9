package rewrite

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The files of a module that is rewritten while the writer is killed.
const (
	killFiles = 200
	killRoot  = "BEDROCKLINT_TEST_KILL_ROOT"
)

func killFile(root string, n int) string {
	return filepath.Join(root, fmt.Sprintf("p%d", n%10), fmt.Sprintf("f%03d.go", n))
}

// oldText and newText differ in length and in every line.
func oldText(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "// old %d\n", n), 300) }
func newText(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "// brand new %d\n", n), 250) }

// TestKillWriter is no test: it is the process that TestKill kills. It does what apply
// -w does: finish what was begun, plan what is still old, apply.
func TestKillWriter(t *testing.T) {
	root := os.Getenv(killRoot)
	if root == "" {
		t.Skip("runs only inside TestKill")
	}
	if _, err := Recover(filepath.Join(root, "p3")); err != nil {
		t.Fatal(err)
	}
	p := &Plan{Root: root}
	for n := range killFiles {
		now, err := os.ReadFile(killFile(root, n))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(now, newText(n)) {
			p.Files = append(p.Files, newFileChange(killFile(root, n), now, newText(n)))
		}
	}
	fmt.Println("ready")
	if err := p.Apply(context.Background(), ApplyOptions{Force: true}); err != nil {
		t.Fatal(err)
	}
}

// TestKill kills a writer of 200 files at random moments: every file is old or new as a
// whole, and the next run finishes and leaves nothing behind.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills 32 processes")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	root := t.TempDir()
	restoreOld(t, root)
	took := runWriter(t, root, -1, false) // a whole run, to know how long there is to hit
	mixed := 0
	for kills := 0; kills < 32; {
		restoreOld(t, root)
		for range 1 + r.IntN(5) { // a run that finishes another may be killed itself
			delay := time.Duration(r.Int64N(int64(took)))
			sealed := r.IntN(2) == 0
			if sealed { // in the short time in which files take their places
				delay = time.Duration(r.Int64N(int64(5 * time.Millisecond)))
			}
			runWriter(t, root, delay, sealed)
			kills++
			if fresh := countNew(t, root); 0 < fresh && fresh < killFiles {
				mixed++
			}
		}
		runWriter(t, root, -1, false)
		if fresh := countNew(t, root); fresh != killFiles {
			t.Fatalf("after a whole run %d of %d files are new", fresh, killFiles)
		}
		noLeftovers(t, root)
	}
	t.Logf("a run takes %v; %d kills left old and new files side by side", took, mixed)
}

// runWriter runs TestKillWriter, kills it a while after it began to apply or, if sealed,
// after its journal appeared, and returns how long that took. A negative delay kills
// nothing.
func runWriter(t *testing.T, root string, delay time.Duration, sealed bool) time.Duration {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKillWriter$")
	cmd.Env = append(os.Environ(), killRoot+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	first, _ := lines.ReadString('\n')
	begun := time.Now()
	if delay >= 0 {
		for end := begun.Add(10 * time.Second); sealed && time.Now().Before(end); {
			if _, err := os.Stat(filepath.Join(root, journalName)); err == nil || lastIsNew(root) {
				break
			}
		}
		time.Sleep(delay)
		cmd.Process.Kill()
	}
	rest := new(strings.Builder)
	lines.WriteTo(rest)
	if err := cmd.Wait(); delay < 0 && (err != nil || first != "ready\n") {
		t.Fatalf("%v: %s%s", err, first, rest)
	}
	return time.Since(begun)
}

// lastIsNew reports whether the last file is new: the run is over already.
func lastIsNew(root string) bool {
	now, err := os.ReadFile(killFile(root, killFiles-1))
	return err == nil && bytes.Equal(now, newText(killFiles-1))
}

func restoreOld(t *testing.T, root string) {
	t.Helper()
	for n := range killFiles {
		if err := os.MkdirAll(filepath.Dir(killFile(root, n)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(killFile(root, n), oldText(n), 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// countNew counts the new files, and fails at one that is neither old nor new.
func countNew(t *testing.T, root string) int {
	t.Helper()
	fresh := 0
	for n := range killFiles {
		now, err := os.ReadFile(killFile(root, n))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case bytes.Equal(now, newText(n)):
			fresh++
		case !bytes.Equal(now, oldText(n)):
			t.Fatalf("file %d is neither old nor new: %d bytes", n, len(now))
		}
		if info, err := os.Stat(killFile(root, n)); err != nil || info.Mode().Perm() != 0o640 {
			t.Fatalf("file %d: mode %v, %v", n, info.Mode(), err)
		}
	}
	return fresh
}

func noLeftovers(t *testing.T, root string) {
	t.Helper()
	for _, pattern := range []string{".*", "*/.*"} {
		if left, _ := filepath.Glob(filepath.Join(root, pattern)); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
}

// TestRecoverRefuses wants a file that somebody changed after the crash to be kept.
func TestRecoverRefuses(t *testing.T) {
	p := planOf(t, "a.go", "b.go")
	staged, err := p.check()
	if err != nil {
		t.Fatal(err)
	}
	if err := begin(p.Root, staged); err != nil {
		t.Fatal(err)
	}
	if err := stage(context.Background(), staged); err != nil {
		t.Fatal(err)
	}
	if err := seal(p.Root); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.Files[0].Path, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	replaced, err := Recover(p.Root)
	if err == nil || !strings.Contains(err.Error(), "a.go") || !strings.Contains(err.Error(), journalName) {
		t.Errorf("error %v", err)
	}
	if len(replaced) != 1 || contents(t, p)["a.go"] != "mine" || contents(t, p)["b.go"] != "CONTENT OF B.GO\nEND\n" {
		t.Errorf("replaced %v: %v", replaced, contents(t, p))
	}
}

// TestRecoverLooksAtWhoWrites wants a journal of a living process to be respected, one
// that was cut short to be removed, and one that names other files to be refused.
func TestRecoverLooksAtWhoWrites(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(stagingName, fmt.Sprintf(`{"pid": %d}`, os.Getppid()))
	if _, err := Recover(root); err == nil || !strings.Contains(err.Error(), "is writing") {
		t.Errorf("living process: %v", err)
	}
	write(stagingName, `{"pid": 1, "fil`)
	if _, err := Recover(root); err != nil {
		t.Errorf("cut journal: %v", err)
	}
	noLeftovers(t, root)
	write(journalName, `{"files": [{"target": "/etc/passwd", "temp": "/tmp/x"}]}`)
	if _, err := Recover(root); err == nil || !strings.Contains(err.Error(), "no temporary file") {
		t.Errorf("foreign journal: %v", err)
	}
}

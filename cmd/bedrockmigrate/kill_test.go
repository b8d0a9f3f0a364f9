package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/bedrocklint/bedrocklint/internal/testmod"
)

// killModule is a module of 200 files, each with a call, in two packages.
type killModule struct {
	dir      string
	tool     string
	env      []string
	old, new map[string][]byte // by file
}

const killSource = `package p%d

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
)

func ask%d(ctx context.Context, client *bedrockruntime.Client, question string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"anthropic_version": "bedrock-2023-05-31",
		"max_tokens":        %d,
		"messages":          []map[string]any{{"role": "user", "content": question}},
	})
	if err != nil {
		return "", err
	}
	out, err := client.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String("anthropic.claude-3-haiku-20240307-v1:0"), Body: body})
	if err != nil {
		return "", err
	}
	var resp struct{ Content []struct{ Text string } }
	if err := json.Unmarshal(out.Body, &resp); err != nil {
		return "", err
	}
	return resp.Content[0].Text, nil
}
`

func newKillModule(t *testing.T) *killModule {
	t.Helper()
	m := &killModule{dir: t.TempDir(), tool: filepath.Join(t.TempDir(), "bedrockmigrate"), env: append(os.Environ(), goEnvironment(t)...), old: map[string][]byte{}}
	if out, err := exec.Command("go", "build", "-o", m.tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := testmod.Init(m.dir, "example.com/kill"); err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		file := filepath.Join(m.dir, fmt.Sprintf("p%d", n%2), fmt.Sprintf("ask%03d.go", n))
		m.old[file] = fmt.Appendf(nil, killSource, n%2, n, n+100)
	}
	m.reset(t)
	return m
}

// reset makes all files old, and removes what killed runs left.
func (m *killModule) reset(t *testing.T) {
	t.Helper()
	for _, file := range m.leftovers() {
		os.Remove(file)
	}
	for file, text := range m.old {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// start begins apply -w.
func (m *killModule) start(t *testing.T) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	out := new(bytes.Buffer)
	cmd := exec.Command(m.tool, "apply", "-w", "./...")
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = m.dir, m.env, out, out
	// Children of a killed command hold the pipes of its output open.
	cmd.WaitDelay = 10 * time.Millisecond
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// finish runs apply -w to its end.
func (m *killModule) finish(t *testing.T) time.Duration {
	t.Helper()
	begun := time.Now()
	cmd, out := m.start(t)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return time.Since(begun)
}

// states counts old and new files, and fails at one that is neither.
func (m *killModule) states(t *testing.T) (old, fresh int) {
	t.Helper()
	for file := range m.old {
		now, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case bytes.Equal(now, m.old[file]):
			old++
		case m.new == nil || bytes.Equal(now, m.new[file]):
			fresh++
		default:
			t.Fatalf("%s is neither old nor new:\n%s", file, now)
		}
	}
	return old, fresh
}

// TestKillApply kills the command itself, anywhere between its start and its end and
// where it replaces files. The writer alone is killed more often, in package rewrite.
func TestKillApply(t *testing.T) {
	if os.Getenv("BEDROCKLINT_TEST_KILL") == "" {
		t.Skip("rewrites a module of 200 files some forty times, which takes minutes; set BEDROCKLINT_TEST_KILL=1")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	m := newKillModule(t)
	took := m.finish(t)
	m.new = map[string][]byte{}
	for file := range m.old {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m.new[file] = text
	}
	if old, _ := m.states(t); old > 0 {
		t.Fatalf("%d files were not rewritten", old)
	}
	mixed := 0
	for n := range realKills {
		m.reset(t)
		old, fresh := m.kill(t, r, took, moments[n%len(moments)])
		t.Logf("kill %d: %d old, %d new", n, old, fresh)
		if old > 0 && fresh > 0 {
			mixed++
		}
		if n%4 == 3 || n == realKills-1 {
			m.recovered(t)
		}
	}
	t.Logf("%d of %d kills left old and new files side by side", mixed, realKills)
}

// realKills is how often TestKillApply kills the command.
const realKills = 32

// moment is a stage of a run, and how long after its beginning it is killed at most.
type moment struct {
	file  string // that shows the beginning; "" for the beginning of the run
	limit time.Duration
}

// moments are the stages: new contents are laid beside the files, files are replaced (of
// which there is most to see), and anything.
var moments = []moment{
	{".bedrockmigrate-staging.json", 300 * time.Millisecond},
	{".bedrockmigrate-journal.json", 5 * time.Millisecond},
	{".bedrockmigrate-journal.json", 15 * time.Millisecond},
	{},
}

// kill kills one run, and returns how many files are old and new then.
func (m *killModule) kill(t *testing.T, r *rand.Rand, took time.Duration, at moment) (old, fresh int) {
	t.Helper()
	cmd, _ := m.start(t)
	limit := took
	if at.file != "" {
		m.await(at.file, 2*took)
		limit = at.limit
	}
	time.Sleep(time.Duration(r.Int64N(int64(limit))))
	cmd.Process.Kill()
	cmd.Wait()
	return m.states(t)
}

// recovered wants the next run to finish the work and to leave nothing behind.
func (m *killModule) recovered(t *testing.T) {
	t.Helper()
	m.finish(t)
	if old, _ := m.states(t); old > 0 {
		t.Errorf("after a whole run %d files are old", old)
	}
	if left := m.leftovers(); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// leftovers are the files that a whole run leaves none of.
func (m *killModule) leftovers() (out []string) {
	for _, pattern := range []string{".*", "*/.*"} {
		found, _ := filepath.Glob(filepath.Join(m.dir, pattern)) // the pattern is well formed
		out = append(out, found...)
	}
	return out
}

// await waits until a file is there, or the command is likely over.
func (m *killModule) await(name string, limit time.Duration) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Microsecond) {
		if _, err := os.Stat(filepath.Join(m.dir, name)); err == nil {
			return
		}
	}
}

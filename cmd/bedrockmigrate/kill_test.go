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

func (m *killModule) reset(t *testing.T) {
	t.Helper()
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
		t.Skip("rewrites a module of 200 files several times, which takes minutes; set BEDROCKLINT_TEST_KILL=1")
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
	m.reset(t)
	for n := range 5 {
		cmd, _ := m.start(t)
		if n%2 == 0 {
			m.awaitWriting(2 * took)
			time.Sleep(time.Duration(r.Int64N(int64(50 * time.Millisecond))))
		} else {
			time.Sleep(time.Duration(r.Int64N(int64(took))))
		}
		cmd.Process.Kill()
		cmd.Wait()
		old, fresh := m.states(t)
		t.Logf("kill %d: %d old, %d new", n, old, fresh)
	}
	m.finish(t)
	if old, _ := m.states(t); old > 0 {
		t.Errorf("after a whole run %d files are old", old)
	}
	for _, pattern := range []string{".*", "*/.*"} {
		if left, _ := filepath.Glob(filepath.Join(m.dir, pattern)); len(left) > 0 {
			t.Errorf("left over: %v", left)
		}
	}
}

// awaitWriting waits until the command has begun to write, or is likely over.
func (m *killModule) awaitWriting(limit time.Duration) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		if found, _ := filepath.Glob(filepath.Join(m.dir, ".bedrockmigrate-*")); len(found) > 0 {
			return
		}
	}
}

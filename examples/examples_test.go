// Package examples_test runs every example program against the stand-in for
// Bedrock, so that they stay programs that work.
package examples_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// programs returns the names of the example programs.
func programs(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*/main.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v, %v", files, err)
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = filepath.Dir(file)
	}
	return names
}

// build builds all programs into one folder and returns it.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir() + string(filepath.Separator)
	cmd := exec.Command("go", "build", "-o", dir, "./...")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// run runs a program against server and returns its output and the calls it
// made.
func run(t *testing.T, server *bedrocktest.Server, program string) (stdout, stderr string, calls []bedrocktest.Call, err error) {
	t.Helper()
	server.Reset()
	var out, errs bytes.Buffer
	cmd := exec.Command(program)
	cmd.Env = server.Environ(environ())
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), server.Calls(), err
}

// environ is the environment less the variables that the programs read.
func environ() []string {
	var env []string
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasSuffix(name, "_MODEL_ID") && name != "GATEWAY_ADDR" {
			env = append(env, kv)
		}
	}
	return env
}

// TestPrograms runs every program, and compares what the three seeds send.
func TestPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("builds every program")
	}
	dir := build(t)
	server := bedrocktest.Start(t)
	calls := make(map[string][]bedrocktest.Call)
	for _, name := range programs(t) {
		t.Run(name, func(t *testing.T) { calls[name] = checkProgram(t, server, dir+name) })
	}
	t.Run("rounds", func(t *testing.T) {
		// A conversation and a tool loop that stop at their first call show nothing.
		for _, name := range []string{"claude-chat", "claude-tools"} {
			if n := len(calls[name]); n != 2 {
				t.Errorf("%s makes %d calls, want 2", name, n)
			}
		}
	})
	t.Run("seeds", func(t *testing.T) { checkSeeds(t, calls) })
}

// checkProgram wants a program to call InvokeModel, to exit with status 0, and
// to print the same when it is run again: a migration is judged by its output.
func checkProgram(t *testing.T, server *bedrocktest.Server, program string) []bedrocktest.Call {
	t.Helper()
	first, stderr, calls, err := run(t, server, program)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if strings.TrimSpace(first) == "" {
		t.Error("nothing printed")
	}
	if len(calls) == 0 {
		t.Error("no call made")
	}
	for _, c := range calls {
		if !strings.HasPrefix(c.Operation, "InvokeModel") || c.Status != 200 {
			t.Errorf("call %d: %s, status %d, %s", c.Seq, c.Operation, c.Status, c.ErrorMessage)
		}
	}
	second, _, _, err := run(t, server, program)
	if err != nil {
		t.Errorf("second run: %v", err)
	}
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("second run prints something else: %s", diff)
	}
	return calls
}

// A question is what the seeds have in common.
type question struct {
	Text        string
	MaxTokens   int
	Temperature float64
}

// checkSeeds wants the three seed programs to ask the same question with the
// same limits, each in its model's own words and with nothing besides, so that
// they become the same Converse call but for the model.
func checkSeeds(t *testing.T, calls map[string][]bedrocktest.Call) {
	var claude struct {
		Version     string  `json:"anthropic_version"`
		MaxTokens   int     `json:"max_tokens"`
		Temperature float64 `json:"temperature"`
		Messages    []struct {
			Role    string `json:"role"`
			Content string `json:"content"`
		} `json:"messages"`
	}
	decode(t, calls["claude-messages"], &claude)
	if len(claude.Messages) != 1 || claude.Messages[0].Role != "user" {
		t.Fatalf("not one user message: %+v", claude.Messages)
	}
	want := question{claude.Messages[0].Content, claude.MaxTokens, claude.Temperature}

	var llama struct {
		Prompt      string  `json:"prompt"`
		MaxGenLen   int     `json:"max_gen_len"`
		Temperature float64 `json:"temperature"`
	}
	decode(t, calls["llama-prompt"], &llama)
	if diff := cmp.Diff(want, question{llama.Prompt, llama.MaxGenLen, llama.Temperature}); diff != "" {
		t.Errorf("llama-prompt: %s", diff)
	}

	var titan struct {
		InputText string `json:"inputText"`
		Config    struct {
			MaxTokenCount int     `json:"maxTokenCount"`
			Temperature   float64 `json:"temperature"`
		} `json:"textGenerationConfig"`
	}
	decode(t, calls["titan-text"], &titan)
	if diff := cmp.Diff(want, question{titan.InputText, titan.Config.MaxTokenCount, titan.Config.Temperature}); diff != "" {
		t.Errorf("titan-text: %s", diff)
	}
}

// decode decodes the body of the only call into body, which must have a field
// for every key.
func decode(t *testing.T, calls []bedrocktest.Call, body any) {
	t.Helper()
	if len(calls) != 1 {
		t.Fatalf("%d calls, want 1", len(calls))
	}
	dec := json.NewDecoder(bytes.NewReader(calls[0].Request))
	dec.DisallowUnknownFields()
	if err := dec.Decode(body); err != nil {
		t.Fatalf("%s: %v", calls[0].Request, err)
	}
}

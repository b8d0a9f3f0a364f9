package bedrocktest_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bedrocklint/bedrocklint/bedrocktest"
)

// TestForeignSDKs runs other languages' SDKs against the server. Each is
// opt-in: BEDROCKTEST_PYTHON names a Python that has boto3, BEDROCKTEST_NODE a
// directory in which @aws-sdk/client-bedrock-runtime is installed.
func TestForeignSDKs(t *testing.T) {
	t.Run("boto3", func(t *testing.T) {
		python := os.Getenv("BEDROCKTEST_PYTHON")
		if python == "" {
			t.Skip("BEDROCKTEST_PYTHON is not set")
		}
		checkForeign(t, exec.Command(python, filepath.Join("testdata", "boto3_check.py")))
	})
	t.Run("JavaScript", func(t *testing.T) {
		dir := os.Getenv("BEDROCKTEST_NODE")
		if dir == "" {
			t.Skip("BEDROCKTEST_NODE is not set")
		}
		script, err := filepath.Abs(filepath.Join("testdata", "js_check.mjs"))
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("node", script)
		cmd.Dir = dir
		checkForeign(t, cmd)
	})
}

// checkForeign runs a check and compares what it understood with what the
// server says it sent.
func checkForeign(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	srv := bedrocktest.Start(t)
	cmd.Env = srv.Environ(os.Environ())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	calls := srv.Calls()
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if len(lines) != len(calls) {
		t.Fatalf("%d results for %d calls:\n%s", len(lines), len(calls), out)
	}
	for i, c := range calls {
		var got [2]any
		if err := json.Unmarshal(lines[i], &got); err != nil {
			t.Fatal(err)
		}
		var want [2]any
		switch {
		case c.Answer != nil:
			want = [2]any{c.Operation, c.Answer.Text}
		case c.Operation == "CountTokens":
			want = [2]any{c.Operation, float64(calls[0].Answer.InputTokens)}
		default:
			want = [2]any{"error", c.ErrorType}
		}
		if got != want {
			t.Errorf("understood %v, sent %v", got, want)
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// shellTool writes an executable that runs a shell script.
func shellTool(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	name := filepath.Join(t.TempDir(), "tool")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+script), 0o777); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAuditErrors(t *testing.T) {
	for _, test := range []struct{ name, script, want string }{
		{"stderr speaks", "echo; echo 'go.mod: missing' >&2; exit 2", "go.mod: missing"},
		{"silent failure", "exit 3", "exit status 3"},
		{"no inventory", "echo hello", "no inventory on standard output: "},
		{"other schema", `echo '{"schema":"bedrocklint/inventory/v9"}'`, `inventory schema is "bedrocklint/inventory/v9", want "bedrocklint/inventory/v1"`},
		{"too slow", "exec sleep 60", "audit stopped after 200ms"},
	} {
		t.Run(test.name, func(t *testing.T) {
			timeout := time.Minute
			if test.name == "too slow" {
				timeout = 200 * time.Millisecond
			}
			a := auditor{Tool: shellTool(t, test.script), Timeout: timeout}
			_, err := a.run(t.Context(), t.TempDir(), ".")
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("error is %v, want %s", err, test.want)
			}
		})
	}
}

// A finding's exit status does not hide the inventory, and files are named from
// the repository's root.
func TestAuditPaths(t *testing.T) {
	a := auditor{Tool: shellTool(t, `
		echo '{"schema":"bedrocklint/inventory/v1","sites":[{"position":{"file":"x/y.go","line":3},"reasons":[{"code":"B"},{"code":"A"},{"code":"B"}]}]}'
		exit 1`)}
	sites, err := a.run(t.Context(), t.TempDir(), "backend")
	if err != nil || len(sites) != 1 {
		t.Fatalf("run = %v, %v", sites, err)
	}
	if got := sites[0].Position.File; got != "backend/x/y.go" {
		t.Errorf("file = %q", got)
	}
	if got := strings.Join(sites[0].codes(), " "); got != "B A" {
		t.Errorf("codes = %q", got)
	}
}

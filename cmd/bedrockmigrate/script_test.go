package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/bedrocklint/bedrocklint/analyzers"
	"github.com/bedrocklint/bedrocklint/internal/testmod"
	"github.com/bedrocklint/bedrocklint/rewrite/suggest"
)

// TestMain lets scripts call bedrockmigrate itself, ask, a small client, and journal,
// which leaves what an interrupted apply leaves, and multichecker, a driver of x/tools
// with the suggested fixes of the analyzers.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"bedrockmigrate": main,
		"ask":            func() { os.Exit(ask(context.Background(), os.Args[1:])) },
		"multichecker":   func() { multichecker.Main(analyzers.New(analyzers.Options{Fix: suggest.New(suggest.Options{})})...) },
		"journal":        func() { os.Exit(writeJournal(os.Args[1], os.Args[2])) },
	})
}

// TestScripts runs the scripts in testdata/script. A script that needs the SDK makes its
// directory a module with the command sdkmod. $ROOT is this repository, $ADDR a free
// loopback address.
func TestScripts(t *testing.T) {
	goEnv, bin := goEnvironment(t), plainBuild(t)
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, goEnv...)
			addr, err := freeAddress()
			e.Vars = append(e.Vars, "ADDR="+addr)
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"sdkmod": sdkMod},
	})
}

// plainBuild builds the command without the race detector, which go test -race puts into
// the one that testscript would run, and returns the directory. Loading and type-checking
// take several times as long with it, and the packages that do the work have tests of
// their own under it.
func plainBuild(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", dir+string(os.PathSeparator), ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return dir
}

// goEnvironment lets the go command work in scripts, on the module cache alone.
func goEnvironment(t *testing.T) []string {
	t.Helper()
	root, err := testmod.Root()
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"ROOT=" + root, "GOPROXY=off", "GOSUMDB=off", "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local"}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	return env
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// sdkMod makes the script's directory a module that requires what this one does.
func sdkMod(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: sdkmod MODULE")
	}
	ts.Check(testmod.Init(ts.MkAbs("."), args[0]))
}

func ask(ctx context.Context, args []string) int {
	if err := askAll(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "ask:", err)
		return 1
	}
	return 0
}

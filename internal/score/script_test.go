package main

import (
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain gives the scripts two commands: score itself, and a stand-in for the
// tool under test that prints the inventory lying in the module it audits.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"score":     main,
		"fakeaudit": fakeAudit,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// fakeAudit prints inventory.json of the current folder and fails, as the real
// tool does, where it cannot.
func fakeAudit() {
	want := []string{"audit", "-format", "json", "./..."}
	if got := os.Args[1:]; fmt.Sprint(got) != fmt.Sprint(want) {
		fmt.Fprintf(os.Stderr, "arguments are %q, want %q\n", got, want)
		os.Exit(2)
	}
	if os.Getenv("GOWORK") != "off" {
		fmt.Fprintln(os.Stderr, "GOWORK is not off")
		os.Exit(2)
	}
	f, err := os.Open("inventory.json")
	if err != nil {
		fmt.Fprint(os.Stderr, "\nchat.go:3:1: the package does not compile\nand more\n")
		os.Exit(2)
	}
	defer f.Close()
	if _, err := io.Copy(os.Stdout, f); err != nil {
		os.Exit(2)
	}
	os.Exit(1) // a non-empty finding is no failure
}

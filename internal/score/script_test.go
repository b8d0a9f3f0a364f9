package main

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain gives the scripts two commands: score itself, and a stand-in for the
// tool under test that prints what lies in the module it is run in.
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
// tool does, where it cannot. As diff it writes decisions.json where -report says.
func fakeAudit() {
	if os.Getenv("GOWORK") != "off" {
		fail("GOWORK is not off")
	}
	switch args := os.Args[1:]; {
	case slices.Equal(args, []string{"audit", "-format", "json", "./..."}):
		text, err := os.ReadFile("inventory.json")
		if err != nil {
			fail("\nchat.go:3:1: the package does not compile\nand more")
		}
		os.Stdout.Write(text)
	case len(args) == 4 && args[0] == "diff" && args[1] == "-report" && args[3] == "./...":
		text, err := os.ReadFile("decisions.json")
		if err != nil {
			fail("chat.go:3:1: diff gave up")
		}
		if err := os.WriteFile(args[2], text, 0o666); err != nil {
			fail(err.Error())
		}
	default:
		fail(fmt.Sprintf("unexpected arguments %q", args))
	}
	os.Exit(1) // a non-empty finding is no failure
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(2)
}

// Command bedrockmigrate moves Go code from Bedrock's InvokeModel to Converse, and
// proves that the moved code means the same.
//
//	bedrockmigrate audit ./...             what calls there are, and what becomes of each
//	bedrockmigrate plan ./...              effort and order of the migration
//	bedrockmigrate diff ./...              how the calls move to Converse, as a patch
//	bedrockmigrate apply -w ./...          the same, written
//	bedrockmigrate verify ./cmd/chat       run before and after against a stand-in, compare
//	bedrockmigrate translate -model ID     one body in, the other API's JSON out
//	bedrockmigrate serve                   the stand-in alone, for anything that speaks Bedrock
//	bedrockmigrate demo                    all of it on the examples of this repository
//
// Exit status: 0 done and equal, 1 differences or a non-empty diff, 2 could not run.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/bedrocklint/bedrocklint/internal/version"
)

// The exit statuses of all commands.
const (
	exitOK      = 0
	exitDiffers = 1
	exitFailed  = 2
)

// subcommand is one of the commands. run parses its own arguments and returns the exit
// status.
type subcommand struct {
	name, synopsis string
	run            func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

func subcommands() []subcommand {
	return []subcommand{
		{"audit", "list the call sites and what becomes of each", runAudit},
		{"plan", "work out effort and order of a migration", runPlan},
		{"diff", "print how the calls move to Converse, as a patch", runDiff},
		{"apply", "write what diff prints", runApply},
		{"verify", "run before and after against the stand-in and compare", runVerify},
		{"translate", "turn one body into the other API's JSON", runTranslate},
		{"serve", "run the stand-in for Bedrock Runtime", runServe},
		{"demo", "lint, rewrite and verify the examples", runDemo},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitFailed
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return help(ctx, args[1:], stdout, stderr)
	case "version", "-version", "--version":
		fmt.Fprintf(stdout, "bedrockmigrate %s\n", version.Full())
		return exitOK
	}
	for _, c := range subcommands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "bedrockmigrate: unknown command %q\n\n", args[0])
	usage(stderr)
	return exitFailed
}

// help prints the overview, or the help of one command.
func help(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stdout)
		return exitOK
	}
	return run(ctx, []string{args[0], "-h"}, stdout, stderr)
}

func usage(w io.Writer) {
	fmt.Fprint(w, "bedrockmigrate moves Go code from Bedrock's InvokeModel to Converse.\n\nUsage:\n\n\tbedrockmigrate <command> [arguments]\n\nCommands:\n\n")
	for _, c := range subcommands() {
		fmt.Fprintf(w, "\t%-9s %s\n", c.name, c.synopsis)
	}
	fmt.Fprint(w, "\t"+"help      print this, or the help of a command\n\t"+"version   print the version\n\nExit status: 0 done and equal, 1 differences or a non-empty diff, 2 could not run.\n")
}

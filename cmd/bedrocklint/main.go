// Command bedrocklint finds calls of Bedrock Runtime's InvokeModel and
// InvokeModelWithResponseStream, and says of each what moving it to Converse takes.
//
// It runs on its own, as go vet's tool and as go fix's tool:
//
//	bedrocklint ./...
//	go vet -vettool=$(which bedrocklint) ./...
//	go fix -fixtool=$(which bedrocklint) -diff ./...
//
// The three report the same. On its own it is fastest where most packages do not use
// Bedrock; under go vet it shares go vet's cache.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/bedrocklint/bedrocklint/analyzers"
	"github.com/bedrocklint/bedrocklint/config"
	"github.com/bedrocklint/bedrocklint/internal/version"
	"github.com/bedrocklint/bedrocklint/rewrite/suggest"
)

// Exit statuses, as those of x/tools' checkers.
const (
	exitClean  = 0
	exitFailed = 1
	exitUsage  = 2
	exitFound  = 3
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	source := &config.Source{}
	fixes := &offer{}
	all := analyzers.New(analyzers.Options{Config: source, Fix: fixes.fix})
	if isHandshake(args) {
		return handshake(args[0], names(all), stdout, stderr)
	}
	o, rest, err := parse(args, all, source)
	if err != nil {
		return misused(err, stdout, stderr)
	}
	switch {
	case o.version:
		fmt.Fprintf(stdout, "bedrocklint %s\n", version.Full())
		return exitClean
	case o.explain != "":
		return explain(o, stdout, stderr)
	case o.models:
		return listModels(o, rest, stdout, stderr)
	case len(rest) == 1 && strings.HasSuffix(rest[0], ".cfg"):
		return unitMain(ctx, rest[0], o, all, stdout, stderr)
	}
	if o.json {
		fixes.fixer = suggest.New(suggest.Options{Config: source, Tags: o.tagList()})
	}
	return standalone(ctx, o, rest, stdout, stderr)
}

// misused answers a command line that cannot be run, or that asks for help.
func misused(err error, stdout, stderr io.Writer) int {
	var ue *usageError
	isUsage := errors.As(err, &ue)
	if errors.Is(err, flag.ErrHelp) {
		ue.print(stdout)
		return exitClean
	}
	fmt.Fprintf(stderr, "bedrocklint: %v\n", err)
	if isUsage {
		ue.print(stderr)
	}
	return exitUsage
}

func names(as []*analysis.Analyzer) []string {
	out := make([]string, len(as))
	for i, a := range as {
		out[i] = a.Name
	}
	return out
}

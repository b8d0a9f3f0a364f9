package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/bedrocklint/bedrocklint/config"
)

// newFlags is a flag set that prints text and its flags for -h.
func newFlags(name, text string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {
		fmt.Fprint(fs.Output(), text)
		any := false
		fs.VisitAll(func(*flag.Flag) { any = true })
		if any {
			fmt.Fprint(fs.Output(), "\nFlags:\n\n")
			fs.PrintDefaults()
		}
	}
	return fs
}

// parseFlags parses args. When ok is false the command is over and status is its exit
// status: help was asked for, or the arguments are wrong.
func parseFlags(fs *flag.FlagSet, args []string, stdout, stderr io.Writer) (status int, ok bool) {
	err := fs.Parse(args)
	switch {
	case err == nil:
		return exitOK, true
	case errors.Is(err, flag.ErrHelp):
		fs.SetOutput(stdout)
		fs.Usage()
		return exitOK, false
	}
	fmt.Fprintf(stderr, "bedrockmigrate %s: %v; see bedrockmigrate help %s\n", fs.Name(), err, fs.Name())
	return exitFailed, false
}

// addConfig adds -config.
func addConfig(fs *flag.FlagSet) *string {
	return fs.String("config", config.Auto, "configuration: a `file`, auto for the nearest "+config.Name+" upwards, or none")
}

// fail reports an error of a command that could not run.
func fail(name string, stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "bedrockmigrate %s: %v\n", name, err)
	return exitFailed
}

// cutAlias reads a model alias, NAME=ID. An ARN has no equals sign.
func cutAlias(s string) (name, id string, err error) {
	name, id, ok := strings.Cut(s, "=")
	if !ok || name == "" || id == "" {
		return "", "", errors.New("want NAME=ID")
	}
	return name, id, nil
}

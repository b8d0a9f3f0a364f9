package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/bedrocklint/bedrocklint/verify"
)

// overlay verifies the rewrite of packages: the command runs on the files as they are,
// then with the rewritten files laid over them.
func (v *verifyFlags) overlay(ctx context.Context, opts verify.Options) (*verify.Result, error) {
	argv, err := v.goCommand()
	if err != nil {
		return nil, err
	}
	patterns := withDependencies(ctx, v.patterns, v.tags)
	plan, sites, err := planRewrite(ctx, v.source(), patterns, v.tags)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bedrockmigrate")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file, err := plan.Overlay(dir)
	if err != nil {
		return nil, err
	}
	before := verify.Command{Argv: argv, Env: []string{verify.GoFlags(v.goFlags()...)}}
	after := verify.Command{Argv: argv, Env: []string{verify.GoFlags(append(v.goFlags(), "-overlay="+file)...)}}
	opts.Judge.Site = verify.Locate(sites)
	result, err := verify.Run(ctx, before.Run, after.Run, opts)
	if err != nil {
		return nil, err
	}
	return result, addNotes(result, sites)
}

// withDependencies adds to packages those of their own module that they are built from:
// the call is often in another package than the program.
func withDependencies(ctx context.Context, patterns []string, tags string) []string {
	args := []string{"list", "-e", "-deps", "-f", "{{with .Module}}{{if .Main}}{{$.ImportPath}}{{end}}{{end}}", "-tags", tags, "--"}
	cmd := exec.CommandContext(ctx, "go", append(args, patterns...)...)
	out, err := cmd.Output()
	if err != nil {
		return patterns // loading the packages says what is wrong with them
	}
	return append(slices.Clone(patterns), strings.Fields(string(out))...)
}

// goCommand is the command to run: the one given, or go run.
func (v *verifyFlags) goCommand() ([]string, error) {
	if len(v.command) > 0 {
		return v.command, nil
	}
	if len(v.patterns) > 1 || strings.Contains(v.patterns[0], "...") {
		return nil, errors.New("more than one package: give the command to run after --, such as -- go test ./...")
	}
	return []string{"go", "run", v.patterns[0]}, nil
}

// goFlags are flags for every go command that runs on the way. Cached test results would
// make no calls.
func (v *verifyFlags) goFlags() []string {
	flags := []string{"-count=1"}
	if v.tags != "" {
		flags = append(flags, "-tags="+v.tags)
	}
	return flags
}

// addNotes notes what the run did not prove, and fails when it proved nothing.
func addNotes(r *verify.Result, sites []verify.Site) error {
	notes, reached := verify.Unreached(sites, r.Pairs)
	r.Notes = append(r.Notes, notes...)
	switch {
	case reached > 0:
	case len(notes) > 0:
		return errors.New("the command reached none of the rewritten call sites: nothing was verified; give one that does after --, such as a test")
	default:
		r.Notes = append(r.Notes, "no call site was rewritten: both runs were of the same program")
	}
	return nil
}
